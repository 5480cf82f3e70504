#include "gateways/routes.hpp"

#include "audit/audit_log.hpp"
#include "base/problem.hpp"
#include "gateways/fleet_shown.hpp"
#include "gateways/fleet_table.hpp"
#include "gateways/gsm_authorisation.hpp"
#include "gateways/rule_routes.hpp"
#include "gateways/tariff_routes.hpp"

namespace zenix::gateways {
namespace {

constexpr access readers = access::of({role::supervisor, role::admin, role::auditor});
constexpr access admins = access::of({role::admin});

struct parts {
    route_book& book;
    trunk_push& push;
    pg::pool& db;
};

const trunk_line& look_up(const route_book& book, std::int64_t id) {
    for (const auto& t : book.ways().trunks)
        if (t.trunk.id == id) return t;
    throw not_found("There is no trunk with this id.");
}

json::object shown(route_book& book, std::int64_t id) {
    return trunk_json(look_up(book, id), book.ways_now());
}

task<net::response> list_trunks(parts p, net::request& r) {
    r.only_query({});
    co_return net::reply_list(p.book.trunks_json(), std::nullopt);
}

task<net::response> get_trunk(parts p, net::request& r) {
    r.only_query({});
    co_return net::reply(shown(p.book, r.int_param("id")));
}

/// The change is stored with its audit line; then the book knows it, then Asterisk. Where Asterisk
/// is away the trunk is pushed when it is back, so the answer is the same.
task<net::response> stored(parts p, std::unique_ptr<pg::transaction> tx, trunk t,
    const char* action, std::string by, int status) {
    auto details = to_json(t, {});
    for (const auto* volatile_part : {"state", "round_trip_ms", "calls_now"})
        details.erase(volatile_part);
    details["has_password"] = !t.password_sealed.empty();
    co_await audit::append(*tx, std::move(by), action, "trunk:" + t.name, std::move(details));
    co_await tx->commit();
    co_await p.book.load(p.db);
    (void)co_await p.push.push(t.id);
    co_return net::reply(shown(p.book, t.id), status);
}

task<net::response> create_trunk(parts p, net::request& r) {
    auto wish = read_trunk(r.json_body(), p.push.key());
    auto tx = co_await p.db.begin();
    auto made = co_await add_trunk(*tx, std::move(wish.wanted));
    co_return co_await stored(
        p, std::move(tx), std::move(made), "trunk.created", r.user().name, 201);
}

task<net::response> replace_whole(parts p, net::request& r) {
    const auto id = r.int_param("id");
    auto wish = read_trunk(r.json_body(), p.push.key());
    auto tx = co_await p.db.begin();
    const auto before = co_await find_trunk(*tx, id);
    if (!before) throw not_found("There is no trunk with this id.");
    auto after = std::move(wish.wanted);
    after.id = id;
    after.tariff = before->tariff;  // Has a road of its own.
    if (wish.keeps_password) after.password_sealed = before->password_sealed;
    co_await replace_trunk(*tx, after);
    co_return co_await stored(
        p, std::move(tx), std::move(after), "trunk.changed", r.user().name, 200);
}

task<net::response> delete_trunk(parts p, net::request& r) {
    const auto id = r.int_param("id");
    auto tx = co_await p.db.begin();
    const auto before = co_await find_trunk(*tx, id);
    if (!before) throw not_found("There is no trunk with this id.");
    (void)co_await remove_trunk(*tx, id);
    co_await audit::append(*tx, r.user().name, "trunk.removed", "trunk:" + before->name);
    co_await tx->commit();
    co_await p.book.load(p.db);
    (void)co_await p.push.erase(id);
    co_return net::no_content();
}

task<net::response> list_sims(parts p, net::request& r) {
    r.only_query({});
    co_return net::reply_list(p.book.sims_json(), std::nullopt);
}

task<net::response> get_gsm(parts p, net::request& r) {
    r.only_query({});
    co_return net::reply(to_json(p.book.ways().gsm));
}

task<net::response> set_gsm(parts p, net::request& r) {
    auto tx = co_await p.db.begin();
    auto before = co_await load_authorisation(*tx);
    const auto after = read_authorisation(r.json_body(), std::move(before), r.user().name, now());
    co_await store_authorisation(*tx, after);
    co_await audit::append(*tx, r.user().name, after.enabled ? "gsm.enabled" : "gsm.disabled",
        "gsm-authorisation", to_json(after));
    co_await tx->commit();
    co_await p.book.load(p.db);
    co_return net::reply(to_json(after));
}

}  // namespace

void add_routes(net::router& routes, route_book& book, trunk_push& push, pg::pool& db) {
    const parts p{book, push, db};
    routes.add(
        "GET", "/api/v1/trunks", readers, [p](net::request& r) { return list_trunks(p, r); });
    routes.add(
        "POST", "/api/v1/trunks", admins, [p](net::request& r) { return create_trunk(p, r); });
    routes.add(
        "GET", "/api/v1/trunks/{id}", readers, [p](net::request& r) { return get_trunk(p, r); });
    routes.add(
        "PUT", "/api/v1/trunks/{id}", admins, [p](net::request& r) { return replace_whole(p, r); });
    routes.add("DELETE", "/api/v1/trunks/{id}", admins,
        [p](net::request& r) { return delete_trunk(p, r); });
    routes.add("GET", "/api/v1/sims", readers, [p](net::request& r) { return list_sims(p, r); });
    routes.add("GET", "/api/v1/gsm-authorisation", readers,
        [p](net::request& r) { return get_gsm(p, r); });
    routes.add(
        "PUT", "/api/v1/gsm-authorisation", admins, [p](net::request& r) { return set_gsm(p, r); });
    add_tariff_routes(routes, book, db);
    add_rule_routes(routes, book, db);
}

}  // namespace zenix::gateways
