#include "compliance/do_not_call.hpp"

#include "audit/audit_log.hpp"
#include "base/problem.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace zenix::compliance {
namespace {

constexpr std::string_view columns = "id, phone_number, reason, source, created_at, created_by";

dnc_entry read_row(const pg::row& row) {
    dnc_entry e;
    e.id = row.integer("id");
    e.phone_number = row.text("phone_number");
    e.reason = row.text("reason");
    e.source = row.text("source");
    e.created_at = row.time("created_at");
    e.created_by = row.maybe_text("created_by");
    return e;
}

bool is_e164(std::string_view text) {
    return text.size() >= 6 && text.size() <= 16 && text[0] == '+' && text[1] != '0' &&
           std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string_view to_string(dnc_source s) {
    constexpr std::array<std::string_view, 4> names{"manual", "disposition", "import", "text_stop"};
    return names[static_cast<std::size_t>(s)];
}

json::object to_json(const dnc_entry& e) {
    json::object o;
    o["phone_number"] = e.phone_number;
    o["reason"] = e.reason;
    o["source"] = e.source;
    o["created_at"] = to_rfc3339(e.created_at);
    o["created_by"] = opt(e.created_by);
    return o;
}

task<dnc_added> add_entry(
    pg::executor& db, std::string e164, std::string reason, dnc_source source, std::string by) {
    if (!is_e164(e164))
        throw invalid_field("phone_number", "Must be a number in the form +919876543210.");
    if (reason.empty()) reason = "no reason given";
    const auto made =
        co_await db.run("insert into do_not_call (phone_number, reason, source, created_by)"
                        " values ($1, $2, $3, nullif($4, '')) on conflict (phone_number) do nothing"
                        " returning id, phone_number, reason, source, created_at, created_by",
            e164, reason, to_string(source), by);
    if (!made.empty()) {
        dnc_added added{read_row(made.front()), true};
        co_await audit::append(db, by, "dnc.added", "phone:" + e164, to_json(added.entry));
        co_return added;
    }
    const auto there = co_await db.run(
        "select id, phone_number, reason, source, created_at, created_by from do_not_call"
        " where phone_number = $1",
        e164);
    // Taken off between the two statements: whoever did so knew of it, and we are to list it.
    if (there.empty())
        co_return co_await add_entry(db, std::move(e164), std::move(reason), source, std::move(by));
    co_return dnc_added{read_row(there.front()), false};
}

task<std::optional<dnc_entry>> remove_entry(pg::executor& db, std::string e164, std::string by) {
    const auto gone =
        co_await db.run("delete from do_not_call where phone_number = $1"
                        " returning id, phone_number, reason, source, created_at, created_by",
            e164);
    if (gone.empty()) co_return std::nullopt;
    auto entry = read_row(gone.front());
    co_await audit::append(db, by, "dnc.removed", "phone:" + e164, to_json(entry));
    co_return entry;
}

task<std::vector<dnc_entry>> list_entries(pg::executor& db, dnc_filter f) {
    const auto found = co_await db.run(
        "select " + std::string(columns) +
            " from do_not_call where ($1 = '' or phone_number like '%' || $1 || '%')"
            " and ($2::bigint is null or id < $2) order by id desc limit $3",
        f.digits, f.before, f.limit);
    std::vector<dnc_entry> out;
    out.reserve(found.size());
    for (const auto row : found) out.push_back(read_row(row));
    co_return out;
}

}  // namespace zenix::compliance
