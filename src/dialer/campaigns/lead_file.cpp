#include "dialer/campaigns/lead_file.hpp"

#include "base/phone.hpp"
#include "base/problem.hpp"
#include "base/utf8.hpp"
#include "crm/csv.hpp"
#include "crm/fold.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

namespace zenix::dialer {
namespace {

std::string column_name(std::string_view cell) {
    std::string out(crm::trim(cell));
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
        if (c == ' ' || c == '-') c = '_';
    }
    return out;
}

bool is_field_name(std::string_view s) {
    return !s.empty() && s.size() <= 40 && std::ranges::all_of(s, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

std::vector<std::string> read_header(const crm::csv_record& first) {
    if (first.cells.size() == 1 && first.cells.front().find_first_of(";\t") != std::string_view::npos)
        throw problem(422, "not_csv", "The columns are not separated by commas; save the file as CSV with commas.");
    if (first.cells.size() > lead_file::columns_max)
        throw problem(422, "unknown_column", "At most 60 columns; remove what the script does not need.");
    std::vector<std::string> out;
    for (const auto cell : first.cells) {
        auto name = column_name(cell);
        if (!is_field_name(name))
            throw problem(422, "unknown_column",
                fmt::format("“{}” cannot be a column: letters, digits and _ only, 40 at most.", to_utf8(cell.substr(0, 80))),
                to_utf8(cell.substr(0, 80)));
        if (std::ranges::find(out, name) != out.end())
            throw problem(422, "duplicate_column", fmt::format("The column {} is there twice; leave one.", name), name);
        out.push_back(std::move(name));
    }
    if (std::ranges::find(out, "phone") == out.end())
        throw problem(422, "missing_column", "The header row lacks phone.", "phone");
    return out;
}

struct reading {
    lead_file& into;
    std::string_view home_country;
    std::unordered_set<std::string> seen = {};

    void take(const crm::csv_record& record, const std::vector<std::string>& header) {
        const auto bad = [&](std::string column, std::string_view value, std::string message) {
            into.refuse({record.line, std::move(column), to_utf8(value.substr(0, 80)), std::move(message)});
        };
        if (!record.fault.empty()) return bad("", "", std::string(record.fault));
        if (record.cells.size() != header.size())
            return bad("", "", fmt::format("Has {} cells, the header row has {}.", record.cells.size(), header.size()));
        lead_row row;
        row.line = record.line;
        for (std::size_t i = 0; i < header.size(); ++i) {
            const auto cell = crm::trim(record.cells[i]);
            if (!is_utf8(cell)) return bad(header[i], cell, "Is not UTF-8.");
            if (cell.size() > 400) return bad(header[i], cell, "At most 400 bytes.");
            if (header[i] == "phone") {
                const auto number = phone::normalise(cell, home_country);
                if (!number) return bad("phone", cell, "Is no number that can be called.");
                row.phone = number->e164;
            } else if (header[i] == "name") {
                row.name = cell;
            } else if (header[i] == "external_id") {
                row.external_id = cell;
            } else if (header[i] == "language") {
                const bool fits = cell.empty() || ((cell.size() == 2 || cell.size() == 3) &&
                    std::ranges::all_of(cell, [](char c) { return c >= 'a' && c <= 'z'; }));
                if (!fits) return bad("language", cell, "Must be a language as hi or en.");
                row.language = cell;
            } else {
                row.fields[header[i]] = cell;
            }
        }
        if (!seen.insert(row.phone).second) return bad("phone", row.phone, "Came earlier in the file.");
        into.good.push_back(std::move(row));
    }
};

}  // namespace

void lead_file::refuse(lead_fault f) {
    ++bad_rows;
    if (faults.size() < faults_max) faults.push_back(std::move(f));
}

lead_file read_leads(std::string_view csv, std::string_view home_country) {
    crm::csv_reader in(csv);
    crm::csv_record record;
    if (!in.next(record)) throw problem(422, "empty_file", "The file is empty; it needs a header row and rows.");
    if (!record.fault.empty()) throw problem(422, "not_csv", std::string(record.fault));
    for (const auto cell : record.cells)
        if (!is_utf8(cell)) throw problem(422, "not_utf8", "The file is not UTF-8; save it as CSV UTF-8.");
    const auto header = read_header(record);
    lead_file out;
    for (const auto& name : header)
        if (name != "phone" && name != "name" && name != "language" && name != "external_id")
            out.merge_fields.push_back(name);
    reading rows{out, home_country};
    while (in.next(record)) {
        if (static_cast<std::size_t>(++out.rows) > lead_file::rows_max)
            throw problem(422, "too_many_rows", "At most 1,000,000 rows a file.");
        rows.take(record, header);
    }
    if (out.rows == 0) throw problem(422, "empty_file", "The file has a header row and nothing below it.");
    return out;
}

}  // namespace zenix::dialer
