#include "crm/import_batch.hpp"

#include "base/problem.hpp"
#include "crm/import_row.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace zenix::crm {
namespace {

/// Puts the rows of a file together: each loan once, the rows of one borrower to one person.
class gatherer {
  public:
    explicit gatherer(import_batch& out) : out_(out) {}

    void take(import_row row) {
        ++out_.rows;
        if (!row.loan.number.empty()) {
            const auto [first, fresh] = loan_rows_.try_emplace(row.loan.number, row.loan.row);
            if (!fresh)
                row.errors.push_back({row.loan.row, "loan_number", row.loan.number,
                    fmt::format("Is in the file already, in row {}.", first->second)});
        }
        if (!row.errors.empty()) return refuse(std::move(row.errors));
        // Whoever has an external_id is known by it. The others are by their number, once all of those
        // with an external_id are known.
        if (row.person.external_id) {
            const std::string id = *row.person.external_id;
            place(by_external_id_, id, std::move(row), "external_id");
        } else {
            by_number_later_.push_back(std::move(row));
        }
    }

    void finish() {
        std::unordered_map<std::string, std::vector<std::int32_t>> owners;
        for (std::size_t i = 0; i < out_.people.size(); ++i)
            owners[out_.people[i].phone()].push_back(static_cast<std::int32_t>(i));
        for (auto& row : by_number_later_) {
            const std::string number = row.person.phone();
            const auto found = owners.find(number);
            if (found != owners.end() && found->second.size() > 1) {
                refuse({{row.loan.row, "external_id", "",
                    "Several borrowers in the file have this phone number; say by external_id "
                    "whose loan this is."}});
                continue;
            }
            if (found != owners.end()) by_number_.try_emplace(number, found->second.front());
            place(by_number_, number, std::move(row), "phone number");
        }
        std::sort(out_.loans.begin(), out_.loans.end(),
            [](const auto& a, const auto& b) { return a.row < b.row; });
        out_.sort_errors();
    }

  private:
    using known = std::unordered_map<std::string, std::int32_t>;

    void refuse(std::vector<import_error> errors) {
        ++out_.bad_rows;
        for (auto& e : errors) out_.add(std::move(e));
    }

    void place(known& people, const std::string& key, import_row row, std::string_view by) {
        const auto [it, fresh] =
            people.try_emplace(key, static_cast<std::int32_t>(out_.people.size()));
        if (fresh) {
            out_.people.push_back(std::move(row.person));
        } else if (auto clash = join(out_.people[static_cast<std::size_t>(it->second)],
                       std::move(row.person), by)) {
            return refuse({std::move(*clash)});
        }
        row.loan.person = it->second;
        out_.loans.push_back(std::move(row.loan));
    }

    /// Adds what a further row says of the same borrower; what was said first stays.
    static std::optional<import_error> join(
        import_person& who, import_person more, std::string_view by) {
        if (who.name_key != more.name_key)
            return import_error{more.row, "name", more.name,
                fmt::format(
                    "Row {} gives another name to the same {}. Two people need two external_ids.",
                    who.row, by)};
        if (who.phone() != more.phone())
            return import_error{more.row, "phone", more.phones.front().typed,
                fmt::format("Row {} gives another phone to the same {}. A second number is an "
                            "alternate_phone.",
                    who.row, by)};
        const auto keep = [](auto& have, auto& fresh) {
            if (!have) have = std::move(fresh);
        };
        keep(who.email, more.email);
        keep(who.language, more.language);
        keep(who.time_zone, more.time_zone);
        for (auto& p : more.phones) {
            const bool there = std::any_of(who.phones.begin(), who.phones.end(),
                [&](const auto& o) { return o.e164 == p.e164; });
            if (!there) who.phones.push_back(std::move(p));
        }
        return std::nullopt;
    }

    import_batch& out_;
    std::unordered_map<std::string, std::int64_t> loan_rows_;
    known by_external_id_, by_number_;
    std::vector<import_row> by_number_later_;
};

problem no_rows() {
    return problem(422, "empty_file",
        "The file has no rows. It needs a header row and one row for each loan.");
}

}  // namespace

void import_batch::add(import_error e) {
    if (errors.size() < errors_max) {
        errors.push_back(std::move(e));
    } else {
        errors_truncated = true;
    }
}

void import_batch::sort_errors() {
    std::sort(errors.begin(), errors.end(), [](const import_error& a, const import_error& b) {
        return std::tie(a.row, a.column, a.message) < std::tie(b.row, b.column, b.message);
    });
}

import_batch read_import(std::string_view csv, std::string_view home_country, amounts unit) {
    if (csv.starts_with("\xff\xfe") || csv.starts_with("\xfe\xff"))
        throw problem(422, "not_utf8", "The file is UTF-16. Save it as “CSV UTF-8”.");
    csv_reader reader(csv);
    csv_record record;
    if (!reader.next(record)) throw no_rows();
    if (!record.fault.empty())
        throw problem(
            422, "not_csv", "The header row cannot be read. " + std::string(record.fault));
    row_reader rows(read_header(record.cells), home_country, unit);

    import_batch out;
    gatherer all(out);
    while (reader.next(record)) {
        auto row = rows.read(record);
        if (!row.blank) all.take(std::move(row));
    }
    all.finish();
    if (out.rows == 0) throw no_rows();
    return out;
}

}  // namespace zenix::crm
