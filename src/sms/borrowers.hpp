#pragma once
#include "base/json.hpp"
#include "base/task.hpp"
#include "pg/pool.hpp"
#include "sms/merge.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Borrowers as texts need them: whom a filter means, and what their merge fields say.
namespace zenix::sms {

/// The contract's `BorrowerFilter`.
struct borrower_filter {
    std::optional<std::vector<std::int64_t>> customer_ids;
    std::optional<std::int64_t> days_min, days_max, amount_min, amount_max;
    std::optional<std::string> product, branch, language, promise;
};
/// Reads the member `filter`. Throws problem 422. An absent one asks for nothing.
[[nodiscard]] borrower_filter read_filter(fields& in);
[[nodiscard]] json::object to_json(const borrower_filter& f);
[[nodiscard]] borrower_filter read_stored_filter(const json::value& stored);

struct borrower {
    std::int64_t id = 0;
    std::string name, language, time_zone;
    std::optional<std::string> phone_number;  ///< primary, E.164
    field_values fields;
    std::optional<std::int64_t> owner_id;  ///< who spoke with them last
};

struct lender_words {
    std::string name, callback_number;
};

/// Those the filter means, by id, at most `limit`; with an empty filter everybody.
task<std::vector<borrower>> find_borrowers(
    pg::executor& db, borrower_filter f, lender_words lender, int limit);
task<std::vector<borrower>> borrowers_by_id(
    pg::executor& db, std::vector<std::int64_t> ids, lender_words lender);

/// The part of a `where` that a filter is, on customers `c`; parameters are appended.
[[nodiscard]] std::string filter_sql(const borrower_filter& f, std::vector<pg::param>& params);

}  // namespace zenix::sms
