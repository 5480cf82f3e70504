#pragma once
#include "base/json.hpp"
#include "base/task.hpp"
#include "pg/pool.hpp"

#include <optional>
#include <string>

namespace zenix::crm {

/// The contract's `Callback` of a row with `callback_columns`.
[[nodiscard]] json::object callback_json(const pg::row& r);
inline constexpr const char* callback_columns =
    "b.id, b.customer_id, c.name as customer_name, c.time_zone, b.phone_number, b.due_at, "
    "b.owner_id, b.note, b.state";

/// The borrower's open callback that falls due first, or null.
task<json::value> next_callback(pg::executor& db, std::int64_t customer_id);

struct callback_page {
    json::array items;
    std::optional<std::string> next;
};
/// Open callbacks, the most overdue first: those of `owner` when given, else everybody's and the
/// team's. Throws problem 400 `malformed_cursor`.
task<callback_page> list_callbacks(pg::executor& db, std::optional<std::int64_t> owner,
    std::optional<std::string> after, int limit);

}  // namespace zenix::crm
