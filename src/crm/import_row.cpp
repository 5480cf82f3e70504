#include "crm/import_row.hpp"

#include "base/phone.hpp"
#include "base/time.hpp"
#include "base/utf8.hpp"
#include "crm/fold.hpp"
#include "crm/money.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

namespace zenix::crm {
namespace {

// 10 billion rupees in paise; more is a mistake, and sums of many loans must fit too.
constexpr std::int64_t amount_max = 1'000'000'000'000;
constexpr std::int64_t days_max = 36500;

/// An export writes a language's name where we keep its code (ISO 639-1); the languages of the Eighth
/// Schedule that have one, and English.
std::optional<std::string> language_named(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 17> known{{
        {"assamese", "as"}, {"bengali", "bn"}, {"english", "en"}, {"gujarati", "gu"},
        {"hindi", "hi"}, {"kannada", "kn"}, {"kashmiri", "ks"}, {"malayalam", "ml"},
        {"marathi", "mr"}, {"nepali", "ne"}, {"odia", "or"}, {"oriya", "or"}, {"punjabi", "pa"},
        {"sindhi", "sd"}, {"tamil", "ta"}, {"telugu", "te"}, {"urdu", "ur"}}};
    const auto wanted = fold(name);
    for (const auto& [full, code] : known)
        if (full == wanted) return std::string(code);
    return std::nullopt;
}

std::string clipped(std::string_view value) {
    std::string out = to_utf8(value.substr(0, 320));
    std::size_t end = 0;
    for (std::size_t seen = 0; end < out.size(); ++end) {
        if ((static_cast<unsigned char>(out[end]) & 0xc0) != 0x80 && ++seen > 80) break;
    }
    out.resize(end);
    // PostgreSQL and screens can do without.
    std::replace_if(out.begin(), out.end(), [](char c) { return c >= 0 && c < 0x20; }, ' ');
    return out;
}

bool has_control(std::string_view text) {
    return std::any_of(
        text.begin(), text.end(), [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; });
}

/// The cells of one row by column, and the errors found in them.
class cells {
  public:
    cells(const csv_record& r, const std::vector<column>& columns, import_row& out)
        : out_(out), row_(r.line) {
        for (std::size_t i = 0; i < columns.size(); ++i)
            by_column_[static_cast<std::size_t>(columns[i])] = trim(r.cells[i]);
    }

    [[nodiscard]] std::string_view get(column c) const {
        return by_column_[static_cast<std::size_t>(c)];
    }

    void wrong(column c, std::string message) {
        out_.errors.push_back(
            {row_, std::string(to_string(c)), clipped(get(c)), std::move(message)});
    }

    /// Text of at most `max` characters; nullopt when empty or wrong.
    std::optional<std::string> text(column c, std::size_t max) {
        const auto cell = get(c);
        if (cell.empty()) return std::nullopt;
        if (!is_utf8(cell)) {
            wrong(c, "Is not UTF-8. Save the file as “CSV UTF-8”.");
        } else if (characters(cell) > max) {
            wrong(c, fmt::format("Must have at most {} characters.", max));
        } else if (has_control(cell)) {
            wrong(c, "Must not have control characters or line ends.");
        } else {
            return std::string(cell);
        }
        return std::nullopt;
    }

    std::optional<std::string> required(column c, std::size_t max) {
        if (get(c).empty()) wrong(c, "Must not be empty.");
        return text(c, max);
    }

    std::optional<std::int64_t> whole(column c, std::int64_t max, std::string_view remedy) {
        const auto cell = get(c);
        if (cell.empty()) return std::nullopt;
        std::int64_t value = 0;
        const auto [end, fault] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
        const bool digits =
            std::all_of(cell.begin(), cell.end(), [](char ch) { return ch >= '0' && ch <= '9'; });
        if (!digits) {
            wrong(c, "Must be a whole number" + std::string(remedy) + ".");
        } else if (fault != std::errc{} || end != cell.data() + cell.size() || value > max) {
            wrong(c, fmt::format("Is too large; at most {}.", max));
        } else {
            return value;
        }
        return std::nullopt;
    }

    /// Minor units, from whatever unit the file is in.
    std::optional<std::int64_t> amount(column c, amounts unit, std::string_view currency) {
        if (unit == amounts::minor)
            return whole(c, amount_max,
                " of minor units (paise), as 1250050 for 12,500.50; or send the file with "
                "amounts=major");
        const auto cell = get(c);
        if (cell.empty()) return std::nullopt;
        const int digits = minor_digits(currency);
        const auto value = from_major(cell, digits);
        const bool written = cell.find_first_not_of("0123456789.") == std::string_view::npos;
        if (value && *value <= amount_max) return value;
        if (value || (written && cell.size() > 16)) {
            wrong(c, "Is too large.");
        } else {
            wrong(c, digits == 0 ? "Must be a whole amount, as 12500."
                                 : fmt::format("Must be an amount as 12500{}, without thousands "
                                               "separators and with at most {} decimals.",
                                       digits == 3 ? ".500" : ".50", digits));
        }
        return std::nullopt;
    }

    /// Whatever `judge` says against the text is its error.
    template <class Judge>
    std::optional<std::string> judged(column c, std::size_t max, Judge judge) {
        auto value = text(c, max);
        if (!value) return value;
        if (const auto complaint = judge(*value)) {
            wrong(c, *complaint);
            return std::nullopt;
        }
        return value;
    }

    std::optional<phone::number> number(column c, std::string_view home_country) {
        const auto cell = get(c);
        if (cell.empty()) return std::nullopt;
        auto found = is_utf8(cell) ? phone::normalise(cell, home_country) : std::nullopt;
        if (!found)
            wrong(c, "Is no phone number. Write it as dialled here, or with its country's code as "
                     "+919876543210.");
        return found;
    }

  private:
    import_row& out_;
    std::int64_t row_;
    std::array<std::string_view, column_names.size()> by_column_{};
};

void read_loan(cells& in, import_loan& loan, amounts unit) {
    loan.number = in.required(column::loan_number, 64).value_or("");
    if (in.get(column::amount_due).empty()) in.wrong(column::amount_due, "Must not be empty.");
    // A row that names none is in the lender's own, which has two decimals.
    const auto currency = in.get(column::currency);
    loan.amount_due = in.amount(column::amount_due, unit, currency).value_or(0);
    loan.principal = in.amount(column::principal, unit, currency);
    loan.days_past_due = in.whole(column::days_past_due, days_max, " of days");
    loan.product = in.text(column::product, 64);
    loan.branch = in.text(column::branch, 64);
    loan.currency =
        in.judged(column::currency, 8, [](const std::string& c) -> std::optional<std::string> {
            const bool fit = c.size() == 3 && std::all_of(c.begin(), c.end(),
                                                  [](char ch) { return ch >= 'A' && ch <= 'Z'; });
            if (fit) return std::nullopt;
            return "Must be a currency's code of three capitals, as INR.";
        });
    loan.due_date =
        in.judged(column::due_date, 32, [](const std::string& day) -> std::optional<std::string> {
            if (parse_date(day)) return std::nullopt;
            return "Must be a day as 2026-12-31.";
        });
}

void add_phone(import_person& who, const phone::number& n, phone_kind kind, std::string_view typed,
    std::optional<std::string> name) {
    who.phones.push_back({n.e164, kind, std::string(typed.substr(0, 32)), std::move(name)});
}

void read_phones(cells& in, import_person& who, std::string_view home_country) {
    if (in.get(column::phone).empty()) in.wrong(column::phone, "Must not be empty.");
    const auto primary = in.number(column::phone, home_country);
    if (primary) {
        add_phone(who, *primary, phone_kind::primary, in.get(column::phone), std::nullopt);
        who.default_zone = phone::default_zone(primary->country);
    }
    const auto alternate = in.number(column::alternate_phone, home_country);
    if (alternate && primary && alternate->e164 != primary->e164)
        add_phone(
            who, *alternate, phone_kind::alternate, in.get(column::alternate_phone), std::nullopt);

    auto name = in.text(column::guarantor_name, 100);
    const auto guarantor = in.number(column::guarantor_phone, home_country);
    if (name && in.get(column::guarantor_phone).empty())
        in.wrong(column::guarantor_phone, "Must be given with guarantor_name.");
    if (!guarantor || !primary) return;
    if (guarantor->e164 == primary->e164 || (alternate && guarantor->e164 == alternate->e164)) {
        in.wrong(column::guarantor_phone, "Is the borrower's own number.");
        return;
    }
    add_phone(
        who, *guarantor, phone_kind::guarantor, in.get(column::guarantor_phone), std::move(name));
}

}  // namespace

row_reader::row_reader(std::vector<column> columns, std::string_view home_country, amounts unit)
    : columns_(std::move(columns)), home_country_(home_country), unit_(unit) {}

bool row_reader::known_zone(const std::string& zone) {
    const auto it = zones_.find(zone);
    if (it != zones_.end()) return it->second;
    if (zones_.size() >= 1000) zones_.clear();  // A file of nonsense must not fill the memory.
    return zones_[zone] = !wrong_with_zone(zone);
}

import_row row_reader::read(const csv_record& r) {
    import_row out;
    out.person.row = out.loan.row = r.line;
    if (!r.fault.empty()) {
        out.errors.push_back({r.line, "", "", std::string(r.fault)});
        return out;
    }
    out.blank = std::all_of(
        r.cells.begin(), r.cells.end(), [](std::string_view c) { return trim(c).empty(); });
    if (out.blank) return out;
    if (r.cells.size() != columns_.size()) {
        out.errors.push_back({r.line, "", "",
            fmt::format("The row has {} cells, the header {}. A cell with a comma in "
                        "it must be quoted.",
                r.cells.size(), columns_.size())});
        return out;
    }
    cells in(r, columns_, out);
    auto& who = out.person;
    who.external_id = in.text(column::external_id, 64);
    if (in.get(column::name).empty()) in.wrong(column::name, "Must not be empty.");
    who.name = in.judged(column::name, 200, [](const std::string& n) {
                     return wrong_with_name(n);
                 }).value_or("");
    who.name_key = fold(who.name);
    who.email =
        in.judged(column::email, 200, [](const std::string& e) { return wrong_with_email(e); });
    who.language = in.judged(column::language, 40, [](std::string& l) {
        if (const auto code = language_named(l)) l = *code;
        return wrong_with_language(l);
    });
    who.time_zone = in.judged(
        column::time_zone, 64, [this](const std::string& z) -> std::optional<std::string> {
            if (known_zone(z)) return std::nullopt;
            return wrong_with_zone(z);
        });
    read_phones(in, who, home_country_);
    read_loan(in, out.loan, unit_);
    return out;
}

}  // namespace zenix::crm
