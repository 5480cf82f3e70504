#pragma once
#include "base/task.hpp"
#include "crm/search_plan.hpp"
#include "pg/pool.hpp"

#include <optional>
#include <string>
#include <vector>

namespace zenix::crm {

/// A borrower found, and the loan by which it was, 0 when not by a loan.
struct found {
    std::int64_t customer_id = 0, loan_id = 0;
};
struct found_page {
    std::vector<found> items;
    std::optional<std::string> next;
};

/// Best match first, no borrower twice over all pages. Throws problem 400 `malformed_cursor`.
task<found_page> search(
    pg::executor& db, search_plan plan, std::optional<std::string> after, int limit);

/// Everyone, the most overdue first.
task<found_page> most_overdue(pg::executor& db, std::optional<std::string> after, int limit);

}  // namespace zenix::crm
