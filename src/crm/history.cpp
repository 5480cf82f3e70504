#include "crm/history.hpp"

#include "base/ids.hpp"
#include "crm/callbacks.hpp"
#include "crm/cursor.hpp"
#include "crm/customers.hpp"
#include "crm/promises.hpp"

#include <fmt/format.h>

#include <map>

namespace zenix::crm {
namespace {

/// Where one item stands among all: by time, then by kind, then by id. Calls have UUIDs, so ids are text.
struct mark {
    std::string at = "infinity", kind, id;
};

/// Reads `MICROSECONDS.KIND.ID`.
mark read_mark(const std::string& text) {
    constexpr std::int64_t latest_us = 4'102'444'800'000'000;  // the year 2100
    const cursor c(text, 3);
    const auto us = c.number(0);
    if (us < 0 || us > latest_us) cursor::malformed();
    mark m{to_rfc3339(sys_ms(ms(us / 1000))), c.text(1), c.text(2)};
    m.at.insert(m.at.size() - 1, fmt::format("{:03}", us % 1000));
    return m;
}

json::object item(const pg::row& r) {
    const auto kind = r.text("kind");
    json::object out{{"kind", kind}, {"at", to_rfc3339(r.time("at"))},
        {"by", opt(r.maybe_text("by"))}, {"text", opt(r.maybe_text("text"))}, {"call", nullptr},
        {"promise", nullptr}, {"callback", nullptr}, {"message", nullptr}};
    if (kind == "call") out["call"] = r.json("detail");
    if (kind == "message") out["message"] = r.json("detail");
    return out;
}

// The five kinds as rows of one shape; each arm stops after a page, helped by its index. What only
// promises and callbacks have is read in a second step.
constexpr const char* arms = R"(
with page as (
    (select 'call' as kind, l.created_at as at, l.id::text as id, u.display_name as by, l.call_notes as text,
            json_build_object('id', l.id, 'call_direction', l.call_direction, 'call_status', l.call_status,
                'phone_number', l.phone_number, 'call_duration', l.call_duration, 'disposition', l.disposition,
                'has_recording', l.call_recording_path is not null) as detail
       from call_logs l left join users u on u.id = l.telecaller_id
      where l.customer_id = $1 and l.created_at <= $2::timestamptz
        and (l.created_at, 'call'::text, l.id::text) < ($2::timestamptz, $3::text, $4::text)
      order by l.created_at desc, l.id::text desc limit $5)
    union all
    (select 'note', n.created_at, n.id::text, coalesce(u.display_name, n.author), n.text, null
       from notes n left join users u on u.id = n.user_id
      where n.customer_id = $1 and n.created_at <= $2::timestamptz
        and (n.created_at, 'note'::text, n.id::text) < ($2::timestamptz, $3::text, $4::text)
      order by n.created_at desc, n.id::text desc limit $5)
    union all
    (select 'promise', p.created_at, p.id::text, u.display_name, null, null
       from promises p left join users u on u.id = p.user_id
      where p.customer_id = $1 and p.created_at <= $2::timestamptz
        and (p.created_at, 'promise'::text, p.id::text) < ($2::timestamptz, $3::text, $4::text)
      order by p.created_at desc, p.id::text desc limit $5)
    union all
    (select 'callback', b.created_at, b.id::text, u.display_name, b.note, null
       from callbacks b left join users u on u.id = b.user_id
      where b.customer_id = $1 and b.created_at <= $2::timestamptz
        and (b.created_at, 'callback'::text, b.id::text) < ($2::timestamptz, $3::text, $4::text)
      order by b.created_at desc, b.id::text desc limit $5)
    union all
    (select 'message', m.created_at, m.id::text, u.display_name, m.message,
            json_build_object('id', m.id, 'direction', m.direction, 'status', m.status,
                'phone_number', m.phone_number, 'parts', m.parts, 'error', m.error_text)
       from sms_logs m left join users u on u.id = m.user_id
      where m.customer_id = $1 and m.created_at <= $2::timestamptz
        and (m.created_at, 'message'::text, m.id::text) < ($2::timestamptz, $3::text, $4::text)
      order by m.created_at desc, m.id::text desc limit $5))
select kind, at, id, by, text, detail, (extract(epoch from at) * 1000000)::bigint as at_us
  from page order by at desc, kind desc, id desc limit $5)";

/// What the first step left out, put into the items of these kinds and ids.
task<void> add_details(pg::executor& db, std::map<std::string, json::object*> promises,
    std::map<std::string, json::object*> callbacks) {
    const auto ids = [](const auto& items) {
        std::vector<std::string> out;
        for (const auto& [id, unused] : items) out.push_back(id);
        return out;
    };
    if (!promises.empty()) {
        const auto rows =
            co_await db.run("select id, loan_id, amount, currency, due_date, state, created_at"
                            " from promises where id = any ($1::bigint[])",
                ids(promises));
        for (const auto r : rows) (*promises.at(r.text("id")))["promise"] = promise_json(r);
    }
    if (!callbacks.empty()) {
        const auto rows = co_await db.run(
            fmt::format("select {} from callbacks b join customers c on c.id = b.customer_id"
                        " where b.id = any ($1::bigint[])",
                callback_columns),
            ids(callbacks));
        for (const auto r : rows) (*callbacks.at(r.text("id")))["callback"] = callback_json(r);
    }
}

}  // namespace

task<history_page> history(
    pg::executor& db, std::int64_t customer_id, std::optional<std::string> after, int limit) {
    mark from;
    if (after) from = read_mark(*after);
    co_await require_customer(db, customer_id);
    const auto rows = co_await db.run(arms, customer_id, from.at, from.kind, from.id, limit + 1);
    history_page page;
    page.items.reserve(rows.size());  // Pointers into it are kept below.
    std::map<std::string, json::object*> promises, callbacks;
    for (const auto r : rows) {
        if (static_cast<int>(page.items.size()) == limit) break;
        const auto kind = r.text("kind"), id = r.text("id");
        auto& added = page.items.emplace_back(item(r)).as_object();
        if (kind == "promise") promises[id] = &added;
        if (kind == "callback") callbacks[id] = &added;
        page.next = fmt::format("{}.{}.{}", r.integer("at_us"), kind, id);
    }
    if (static_cast<int>(rows.size()) <= limit) page.next.reset();
    co_await add_details(db, std::move(promises), std::move(callbacks));
    co_return page;
}

task<json::object> add_note(
    pg::executor& db, std::int64_t customer_id, principal who, std::string text) {
    const auto author = who.display_name.empty() ? who.name : who.display_name;
    const auto made =
        co_await db.run("insert into notes (customer_id, user_id, author, text)"
                        " select id, $2, $3, $4 from customers where id = $1"
                        " returning 'note' as kind, created_at as at, author as by, text,"
                        " null as detail",
            customer_id, user_id{who.user_id}, author, text);
    if (made.empty()) co_await require_customer(db, customer_id);
    co_return item(made.front());
}

}  // namespace zenix::crm
