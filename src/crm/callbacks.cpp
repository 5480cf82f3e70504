#include "crm/callbacks.hpp"

#include "base/zone.hpp"
#include "crm/cursor.hpp"

#include <fmt/format.h>

namespace zenix::crm {
namespace {

// What a page's cursor may name: from 1969 to the end of year 9999, which PostgreSQL can hold.
constexpr std::int64_t earliest_ms = std::numeric_limits<std::int32_t>::min();
constexpr std::int64_t latest_ms = 253'402'300'799'999;

}  // namespace

json::object callback_json(const pg::row& r) {
    const auto due = r.time("due_at");
    return {{"id", r.integer("id")}, {"customer_id", r.integer("customer_id")},
        {"customer_name", r.text("customer_name")}, {"phone_number", r.text("phone_number")},
        {"due_at", to_rfc3339(due)}, {"due_local", wall_text(due, r.text("time_zone"))},
        {"owner_id", opt(r.maybe_integer("owner_id"))}, {"note", opt(r.maybe_text("note"))},
        {"state", r.text("state")}};
}

task<json::value> next_callback(pg::executor& db, std::int64_t customer_id) {
    const auto rows = co_await db.run(
        fmt::format("select {} from callbacks b join customers c on c.id = b.customer_id"
                    " where b.customer_id = $1 and b.state = 'open' order by b.due_at, b.id"
                    " limit 1",
            callback_columns),
        customer_id);
    if (rows.empty()) co_return nullptr;
    co_return callback_json(rows.front());
}

task<callback_page> list_callbacks(pg::executor& db, std::optional<std::int64_t> owner,
    std::optional<std::string> after, int limit) {
    std::int64_t due_ms = earliest_ms, id = 0;
    if (after) {
        const cursor c(*after, 2);
        due_ms = c.number(0), id = c.number(1);
        if (due_ms < earliest_ms || due_ms > latest_ms) cursor::malformed();
    }
    // The two scopes are two statements: each has an index in the order wanted.
    const auto rows = co_await db.run(
        fmt::format("select {}, (extract(epoch from b.due_at) * 1000)::bigint as due_ms"
                    " from callbacks b join customers c on c.id = b.customer_id"
                    " where b.state = 'open' and {}"
                    " and (b.due_at, b.id) > (to_timestamp($2::bigint / 1000.0), $3)"
                    " order by b.due_at, b.id limit $4",
            callback_columns, owner ? "b.owner_id = $1" : "$1::bigint is null"),
        owner, due_ms, id, limit + 1);
    callback_page page;
    for (const auto row : rows) {
        if (static_cast<int>(page.items.size()) == limit) break;
        page.items.push_back(callback_json(row));
        page.next = fmt::format("{}.{}", row.integer("due_ms"), row.integer("id"));
    }
    if (static_cast<int>(rows.size()) <= limit) page.next.reset();
    co_return page;
}

}  // namespace zenix::crm
