#include "crm/csv.hpp"

#include <algorithm>

namespace zenix::crm {
namespace {

bool line_end(char c) { return c == '\n' || c == '\r'; }

std::string single_quotes(std::string_view cell) {
    std::string out;
    out.reserve(cell.size());
    for (std::size_t i = 0; i < cell.size(); ++i) {
        out += cell[i];
        if (cell[i] == '"') ++i;  // The second of a pair.
    }
    return out;
}

}  // namespace

csv_reader::csv_reader(std::string_view text) : text_(text) {
    if (text_.starts_with("\xef\xbb\xbf")) text_.remove_prefix(3);
}

bool csv_reader::next(csv_record& out) {
    for (;;) {
        if (at_ >= text_.size()) return false;
        if (read(out)) return true;
    }
}

/// Goes behind the line end at `at`.
void csv_reader::end_line(std::size_t at) {
    at_ = at + 1;
    if (text_[at] == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
    ++line_;
}

/// Goes behind the line that `from`, in line `line`, is part of.
void csv_reader::skip_line(std::size_t from, std::int64_t line) {
    line_ = line;
    at_ = std::min(text_.find_first_of("\r\n", from), text_.size());
    if (at_ < text_.size()) end_line(at_);
}

void csv_reader::end_cell(
    csv_record& out, state s, std::size_t begin, std::size_t end, bool doubled) {
    auto cell = text_.substr(begin, end - begin);
    if (s == state::quote_in_quoted) {
        cell = cell.substr(1, cell.size() - 2);
        if (doubled) cell = unescaped_.emplace_back(single_quotes(cell));
    }
    out.cells.push_back(cell);
}

/// One record, or an empty line (false).
bool csv_reader::read(csv_record& out) {
    out.cells.clear();
    out.fault = {};
    out.line = line_;
    unescaped_.clear();
    const std::size_t start = at_;
    const auto spoilt = [&](std::string_view why, std::size_t resume) {
        out.fault = why;
        skip_line(resume, out.line);
        return true;
    };

    state s = state::cell_start;
    std::size_t cell = start;
    std::int64_t line = line_;
    bool doubled = false;
    for (std::size_t i = start;; ++i) {
        const bool over = i >= text_.size();
        if (!over && i - start >= record_max) {
            return spoilt(s == state::quoted ? "A quote is opened here and never closed."
                                             : "The row is longer than 64 KiB.",
                start);
        }
        const char c = over ? '\n' : text_[i];
        if (s == state::quoted && !over) {
            if (c == '"') s = state::quote_in_quoted;
            if (c == '\0') return spoilt("The row has a NUL byte in it.", start);
            continue;
        }
        if (s == state::quoted) return spoilt("A quote is opened here and never closed.", start);
        if (c == ',' || line_end(c)) {
            end_cell(out, s, cell, i, doubled);
            if (c != ',') {
                const bool empty = out.cells.size() == 1 && i == start;
                // Lines inside of quoted cells count too.
                line += std::count(text_.begin() + static_cast<std::ptrdiff_t>(start),
                    text_.begin() + static_cast<std::ptrdiff_t>(i), '\n');
                line_ = line;
                at_ = i;
                if (!over) end_line(i);
                return !empty;
            }
            s = state::cell_start;
            cell = i + 1;
            doubled = false;
        } else if (c == '\0') {
            return spoilt("The row has a NUL byte in it.", start);
        } else if (c == '"') {
            if (s == state::bare)
                return spoilt(
                    "A cell with a quote in it must be quoted, its quotes doubled.", start);
            doubled = doubled || s == state::quote_in_quoted;
            s = state::quoted;
        } else if (s == state::quote_in_quoted) {
            return spoilt(
                "There is text behind a closing quote; quotes inside a cell are doubled.", start);
        } else {
            s = state::bare;
        }
    }
}

}  // namespace zenix::crm
