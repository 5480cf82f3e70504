#include "audit/audit_log.hpp"
#include "base/problem.hpp"
#include "sms/routes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace zenix::sms {
namespace {

// ── accounts ─────────────────────────────────────────────────────────────────────────────────

task<json::object> counts_of(pg::executor& db, std::int64_t id) {
    const auto found = co_await db.run(
        "select (select count(*) from sms_logs where status = 'queued' and wanted_account = $1) as queued,"
        " (select count(*) from sms_logs where account_id = $1 and submitted_at > now() - interval '10 seconds')"
        "   as recent,"
        " (select count(*) from sms_logs where account_id = $1 and status in ('failed', 'unknown')"
        "   and updated_at > now() - interval '1 day') as errors, e.error_text, e.updated_at"
        " from (select 1) one left join lateral (select error_text, updated_at from sms_logs"
        "   where account_id = $1 and status in ('failed', 'unknown') and error_text is not null"
        "   and updated_at > now() - interval '1 day' order by updated_at desc limit 1) e on true",
        id);
    const auto r = found.front();
    co_return json::object{{"queued", r.integer("queued")},
        {"sent_per_s", static_cast<double>(r.integer("recent")) / 10.0},
        {"errors_today", r.integer("errors")}, {"last_error", opt(r.maybe_text("error_text"))},
        {"last_error_at", opt(r.maybe_time("updated_at"))}};
}

task<json::object> account_json(office& o, std::int64_t id) {
    const auto at = o.ways().accounts().find(id);
    if (at == o.ways().accounts().end()) throw not_found("There is no account with this id.");
    auto out = to_json(at->second.account);
    json::object status;
    if (at->second.out)
        status = at->second.out->status();
    else
        status = {{"state", "off"}, {"detail", "switched off"}, {"binds", json::array{}},
            {"in_flight", 0}, {"window", 0}};
    const auto counts = co_await counts_of(o.db(), id);
    // What the centre said last of a bind stands where no message failed since.
    for (const auto& [name, value] : counts)
        if (!value.is_null() || !status.contains(name)) status[name] = value;
    out["status"] = std::move(status);
    co_return out;
}

task<net::response> list_accounts(office& o, net::request& r) {
    r.only_query({});
    std::vector<std::pair<std::string, std::int64_t>> order;
    for (const auto& [id, l] : o.ways().accounts()) order.emplace_back(l.account.name, id);
    std::sort(order.begin(), order.end());
    json::array items;
    for (const auto& [name, id] : order) {
        if (!o.ways().accounts().contains(id)) continue;
        auto one = co_await account_json(o, id);
        items.push_back(std::move(one));
    }
    co_return net::reply_list(std::move(items), std::nullopt);
}

task<net::response> get_account(office& o, net::request& r) {
    r.only_query({});
    auto found = co_await account_json(o, r.int_param("id"));
    co_return net::reply(std::move(found));
}

task<net::response> write_account(office& o, net::request& r, std::int64_t id, int answer) {
    r.only_query({});
    std::optional<smsc_account> before;
    if (id != 0) {
        const auto at = o.ways().accounts().find(id);
        if (at != o.ways().accounts().end()) before = at->second.account;
    }
    auto a = read_account(r.json_body(), o.key(), before ? &*before : nullptr);
    a.id = id;
    auto details = to_json(a);
    details.erase("id");
    const auto tx = co_await o.db().begin();
    const auto stored = co_await store_account(*tx, std::move(a));
    co_await audit::append(*tx, r.user().name,
        id == 0 ? "smsc_account.created" : "smsc_account.changed",
        fmt::format("smsc_account:{}", stored), std::move(details));
    co_await tx->commit();
    co_await o.reload_roads();
    auto now_is = co_await account_json(o, stored);
    co_return net::reply(std::move(now_is), answer);
}

task<net::response> drop_account(office& o, net::request& r) {
    r.only_query({});
    const auto id = r.int_param("id");
    const auto tx = co_await o.db().begin();
    co_await remove_account(*tx, id);
    co_await audit::append(
        *tx, r.user().name, "smsc_account.removed", fmt::format("smsc_account:{}", id));
    co_await tx->commit();
    co_await o.reload_roads();
    co_return net::no_content();
}

task<net::response> pdus(office& o, net::request& r) {
    r.only_query({});
    const auto at = o.ways().accounts().find(r.int_param("id"));
    if (at == o.ways().accounts().end()) throw not_found("There is no account with this id.");
    auto items = at->second.out ? at->second.out->last_pdus() : json::array{};
    co_return net::reply_list(std::move(items), std::nullopt);
}

// ── routes ───────────────────────────────────────────────────────────────────────────────────

json::object routes_json(const office& o, const std::vector<message_route>& list) {
    (void)o;
    json::array items;
    for (const auto& one : list) items.push_back(to_json(one));
    return {{"items", std::move(items)}};
}

task<net::response> get_routes(office& o, net::request& r) {
    r.only_query({});
    co_return net::reply(routes_json(o, o.ways().routes()));
}

task<net::response> set_routes(office& o, net::request& r) {
    r.only_query({});
    auto list = read_routes(r.json_body());
    const auto tx = co_await o.db().begin();
    co_await store_routes(*tx, list);
    co_await audit::append(
        *tx, r.user().name, "message_routes.changed", "message_routes", routes_json(o, list));
    co_await tx->commit();
    co_await o.reload_roads();
    co_return net::reply(routes_json(o, o.ways().routes()));
}

// ── SMPP clients ─────────────────────────────────────────────────────────────────────────────

const smpp_client* client_of(const office& o, std::int64_t id) {
    for (const auto& c : o.clients())
        if (c.id == id) return &c;
    return nullptr;
}

task<json::object> client_json(office& o, std::int64_t id) {
    const auto* found = client_of(o, id);
    if (found == nullptr) throw not_found("There is no SMPP client with this id.");
    auto out = to_json(*found);
    const auto counts = co_await o.db().run(
        "select count(*) filter (where status <> 'refused') as sent,"
        " count(*) filter (where status = 'refused') as refused,"
        " (select coalesce(sum(count), 0)::bigint from smpp_client_throttles where client_id = $1"
        "   and hour > now() - interval '1 day') as throttled from sms_logs"
        " where client_id = $1 and created_at > now() - interval '1 day'",
        id);
    const auto s = o.client_state_of ? o.client_state_of(id) : client_state{};
    out["status"] = json::object{{"listening_on", opt(s.listening_on)}, {"binds", s.binds},
        {"sent_today", counts.front().integer("sent")},
        {"refused_today", counts.front().integer("refused")},
        {"throttled_today", counts.front().integer("throttled") + s.throttled_unwritten}, {"last_bind_at", opt(s.last_bind_at)},
        {"last_error", opt(s.last_error)}};
    co_return out;
}

task<net::response> list_clients(office& o, net::request& r) {
    r.only_query({});
    std::vector<std::int64_t> ids;
    for (const auto& c : o.clients()) ids.push_back(c.id);
    json::array items;
    for (const auto id : ids) {
        if (client_of(o, id) == nullptr) continue;
        auto one = co_await client_json(o, id);
        items.push_back(std::move(one));
    }
    co_return net::reply_list(std::move(items), std::nullopt);
}

task<net::response> get_client(office& o, net::request& r) {
    r.only_query({});
    auto found = co_await client_json(o, r.int_param("id"));
    co_return net::reply(std::move(found));
}

task<net::response> write_client(office& o, net::request& r, std::int64_t id, int answer) {
    r.only_query({});
    std::optional<smpp_client> before;
    if (const auto* was = client_of(o, id)) before = *was;
    // A body that is wrong is said to be so, also for a client there is none of.
    smpp_client nobody;
    nobody.password_hash = "none";
    auto c = read_client(r.json_body(), id == 0 ? nullptr : before ? &*before : &nobody);
    if (id != 0 && !before) throw not_found("There is no SMPP client with this id.");
    auto details = to_json(c);
    details.erase("id");
    const auto tx = co_await o.db().begin();
    const auto stored = co_await store_client(*tx, std::move(c));
    co_await audit::append(*tx, r.user().name,
        id == 0 ? "smpp_client.created" : "smpp_client.changed",
        fmt::format("smpp_client:{}", stored), std::move(details));
    co_await tx->commit();
    co_await o.reload_clients();
    auto now_is = co_await client_json(o, stored);
    co_return net::reply(std::move(now_is), answer);
}

task<net::response> drop_client(office& o, net::request& r) {
    r.only_query({});
    const auto id = r.int_param("id");
    const auto tx = co_await o.db().begin();
    const auto gone = co_await tx->run("delete from smpp_clients where id = $1", id);
    if (gone.affected() == 0) throw not_found("There is no SMPP client with this id.");
    co_await audit::append(
        *tx, r.user().name, "smpp_client.removed", fmt::format("smpp_client:{}", id));
    co_await tx->commit();
    co_await o.reload_clients();
    co_return net::no_content();
}

}  // namespace

void add_road_routes(net::router& routes, office& o) {
    const auto add = [&](const char* method, const char* path, access who, auto handle) {
        routes.add(method, path, who, [&o, handle](net::request& r) { return handle(o, r); });
    };
    add("GET", "/api/v1/smsc-accounts", overseers_all, list_accounts);
    add("POST", "/api/v1/smsc-accounts", admins_all,
        [](office& to, net::request& r) { return write_account(to, r, 0, 201); });
    add("GET", "/api/v1/smsc-accounts/{id}", overseers_all, get_account);
    add("PUT", "/api/v1/smsc-accounts/{id}", admins_all,
        [](office& to, net::request& r) { return write_account(to, r, r.int_param("id"), 200); });
    add("DELETE", "/api/v1/smsc-accounts/{id}", admins_all, drop_account);
    add("GET", "/api/v1/smsc-accounts/{id}/pdus", overseers_all, pdus);
    add("GET", "/api/v1/message-routes", overseers_all, get_routes);
    add("PUT", "/api/v1/message-routes", admins_all, set_routes);
    add("GET", "/api/v1/smpp-clients", lookers_all, list_clients);
    add("POST", "/api/v1/smpp-clients", admins_all,
        [](office& to, net::request& r) { return write_client(to, r, 0, 201); });
    add("GET", "/api/v1/smpp-clients/{id}", lookers_all, get_client);
    add("PUT", "/api/v1/smpp-clients/{id}", admins_all,
        [](office& to, net::request& r) { return write_client(to, r, r.int_param("id"), 200); });
    add("DELETE", "/api/v1/smpp-clients/{id}", admins_all, drop_client);
}

}  // namespace zenix::sms
