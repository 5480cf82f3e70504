#include "gateways/tariff_routes.hpp"

#include "audit/audit_log.hpp"
#include "base/problem.hpp"
#include "gateways/tariff_table.hpp"

namespace zenix::gateways {
namespace {

constexpr access admins = access::of({role::admin});

struct parts {
    route_book& book;
    pg::pool& db;
};

/// Stored with its audit line; calls that begin from now on are priced by it.
task<> stored(parts p, std::unique_ptr<pg::transaction> tx, std::string by, std::string whose,
    std::optional<rate_card> t) {
    co_await audit::append(*tx, std::move(by), t ? "tariff.set" : "tariff.removed",
        std::move(whose), t ? to_json(*t) : json::object());
    co_await tx->commit();
    co_await p.book.load(p.db);
}

task<> of_trunk(parts p, const net::request& r, std::optional<rate_card> t) {
    const auto id = r.int_param("id");
    auto tx = co_await p.db.begin();
    co_await set_trunk_tariff(*tx, id, t);
    co_await stored(p, std::move(tx), r.user().name, "trunk:" + std::to_string(id), std::move(t));
}

task<> of_sim(parts p, const net::request& r, std::optional<rate_card> t) {
    const auto iccid = r.params.at("iccid");
    auto tx = co_await p.db.begin();
    co_await set_sim_tariff(*tx, iccid, t);
    co_await stored(p, std::move(tx), r.user().name, "sim:" + iccid, std::move(t));
}

using change = task<> (*)(parts, const net::request&, std::optional<rate_card>);

task<net::response> put(parts p, net::request& r, change of) {
    const auto t = read_rate_card(r.json_body());
    co_await of(p, r, t);
    co_return net::reply(to_json(t));
}

task<net::response> remove(parts p, net::request& r, change of) {
    co_await of(p, r, std::nullopt);
    co_return net::no_content();
}

}  // namespace

void add_tariff_routes(net::router& routes, route_book& book, pg::pool& db) {
    const parts p{book, db};
    const std::pair<const char*, change> places[] = {
        {"/api/v1/trunks/{id}/tariff", of_trunk}, {"/api/v1/sims/{iccid}/tariff", of_sim}};
    for (const auto& [path, of] : places) {
        routes.add("PUT", path, admins, [p, of](net::request& r) { return put(p, r, of); });
        routes.add("DELETE", path, admins, [p, of](net::request& r) { return remove(p, r, of); });
    }
}

}  // namespace zenix::gateways
