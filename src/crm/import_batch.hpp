#pragma once
#include "crm/customer.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zenix::crm {

/// How a file writes `amount_due` and `principal`. Never guessed: 5000 is either.
enum class amounts : std::uint8_t {
    minor,  ///< whole minor units: 123450 for 1,234.50 rupees
    major,  ///< with the currency's decimals: 1234.50, or 1234
};

/// Why a row is bad. `column` is empty where the whole row is.
struct import_error {
    std::int64_t row = 0;  ///< line in the file; the header is 1
    std::string column, value, message;
};

/// A loan's row. What the file leaves open stays as it is in the book, or takes its default there.
struct import_loan {
    std::int64_t row = 0;
    std::int32_t person = 0;  ///< index into import_batch::people
    std::string number;
    std::int64_t amount_due = 0;
    std::optional<std::string> product, branch, currency, due_date;
    std::optional<std::int64_t> principal, days_past_due;
};

/// A borrower, put together from all rows that are theirs.
struct import_person {
    std::int64_t row = 0;  ///< the first
    std::optional<std::string> external_id, email, language, time_zone;
    std::string name, name_key;
    std::string default_zone;         ///< of the number's country, for a new borrower
    std::vector<phone_write> phones;  ///< the first is the primary
    [[nodiscard]] const std::string& phone() const { return phones.front().e164; }
};

struct import_batch {
    std::int64_t rows = 0, bad_rows = 0;
    std::vector<import_person> people;
    std::vector<import_loan> loans;    ///< one for each good row, in the file's order
    std::vector<import_error> errors;  ///< by row, at most errors_max
    bool errors_truncated = false;

    static constexpr std::size_t errors_max = 1000;
    /// Notes an error; the row itself is counted by whoever knows all of its errors.
    void add(import_error e);
    void sort_errors();
};

/// Reads and normalises a whole file, without the database. Numbers without `+` are of `home_country`.
/// Takes any bytes; throws problem 422 only for a header nobody can use. Burns CPU: 100,000 rows take
/// some hundred milliseconds.
[[nodiscard]] import_batch read_import(
    std::string_view csv, std::string_view home_country, amounts unit = amounts::minor);

}  // namespace zenix::crm
