#pragma once
#include "base/json.hpp"
#include "base/task.hpp"
#include "pg/pool.hpp"

namespace zenix::crm {

/// The contract's `Promise` of a row with columns of table promises.
[[nodiscard]] json::object promise_json(const pg::row& r);

/// The open promise that falls due first, or null.
task<json::value> open_promise(pg::executor& db, std::int64_t customer_id);

}  // namespace zenix::crm
