#pragma once
#include "base/json.hpp"
#include "base/principal.hpp"
#include "base/task.hpp"
#include "pg/pool.hpp"

#include <optional>
#include <string>

namespace zenix::crm {

struct history_page {
    json::array items;  ///< the contract's `HistoryItem`
    std::optional<std::string> next;
};

/// Every contact with a borrower: calls, notes, promises and callbacks as one list, newest first.
/// Throws problem 400 `malformed_cursor`.
task<history_page> history(
    pg::executor& db, std::int64_t customer_id, std::optional<std::string> after, int limit);

/// Adds a note and returns it as `HistoryItem`. Throws problem 404.
task<json::object> add_note(
    pg::executor& db, std::int64_t customer_id, principal who, std::string text);

}  // namespace zenix::crm
