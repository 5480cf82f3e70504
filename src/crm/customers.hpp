#pragma once
#include "base/time.hpp"
#include "crm/customer.hpp"
#include "crm/search.hpp"
#include "pg/pool.hpp"

#include <vector>

namespace zenix::crm {

/// The contract's `CustomerSummary` of each, in the given order.
task<json::array> summaries(pg::executor& db, std::vector<found> of);

/// The contract's `Customer`, its local time as of `at`. Throws problem 404.
task<json::object> customer_json(pg::executor& db, std::int64_t id, sys_ms at);

/// Throws problem 404 where there is no such borrower.
task<void> require_customer(pg::executor& db, std::int64_t id);

/// Returns the new id. Throws problem 409 `external_id_taken`. Belongs into a transaction.
task<std::int64_t> create_customer(pg::executor& tx, customer_write c);

/// Throws problem 404. Belongs into a transaction.
task<void> change_customer(pg::executor& tx, std::int64_t id, customer_change c);

}  // namespace zenix::crm
