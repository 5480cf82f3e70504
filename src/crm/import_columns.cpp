#include "crm/import_columns.hpp"

#include "base/problem.hpp"
#include "base/utf8.hpp"
#include "crm/fold.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>

namespace zenix::crm {
namespace {

std::string plain(std::string_view cell) {
    std::string out(trim(cell));
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
        if (c == ' ' || c == '-') c = '_';
    }
    return out;
}

std::string shown(std::string_view cell) { return to_utf8(cell.substr(0, 80)); }

}  // namespace

std::vector<column> read_header(const std::vector<std::string_view>& cells) {
    if (cells.size() == 1 && cells.front().find_first_of(";\t") != std::string_view::npos)
        throw problem(422, "not_csv",
            "The columns are not separated by commas; save the file as CSV with commas.");
    std::vector<column> out;
    for (const auto cell : cells) {
        const auto name = plain(cell);
        const auto known = std::find(column_names.begin(), column_names.end(), name);
        if (known == column_names.end())
            throw problem(422, "unknown_column",
                fmt::format(
                    "The file has a column “{}” that nobody knows. Rename or remove it. Known: {}.",
                    shown(cell), fmt::join(column_names, ", ")),
                shown(cell));
        const auto c = static_cast<column>(known - column_names.begin());
        if (std::find(out.begin(), out.end(), c) != out.end())
            throw problem(422, "duplicate_column",
                fmt::format("The column {} is there twice; leave one.", name), name);
        out.push_back(c);
    }
    for (std::size_t i = 0; i < required_columns; ++i) {
        if (std::find(out.begin(), out.end(), static_cast<column>(i)) == out.end())
            throw problem(422, "missing_column",
                fmt::format(
                    "The header row lacks {}. Needed: name, phone, loan_number, amount_due.",
                    column_names[i]),
                std::string(column_names[i]));
    }
    return out;
}

}  // namespace zenix::crm
