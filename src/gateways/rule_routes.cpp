#include "gateways/rule_routes.hpp"

#include "audit/audit_log.hpp"
#include "base/phone.hpp"
#include "base/problem.hpp"
#include "gateways/credit_pattern.hpp"
#include "gateways/fleet_table.hpp"
#include "gateways/gsm_operator.hpp"
#include "gateways/route_group.hpp"
#include "gateways/sim_plan.hpp"
#include "gateways/written.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace zenix::gateways {
namespace {

constexpr access readers = access::of({role::supervisor, role::admin, role::auditor});
constexpr access overseers = access::of({role::supervisor, role::admin});
constexpr access admins = access::of({role::admin});

struct parts {
    route_book& book;
    pg::pool& db;
};

/// Stored with its audit line, then known to the next choice.
task<> stored(parts p, std::unique_ptr<pg::transaction> tx, std::string by, std::string action,
    std::string subject, json::object details) {
    co_await audit::append(
        *tx, std::move(by), std::move(action), std::move(subject), std::move(details));
    co_await tx->commit();
    co_await p.book.load(p.db);
}

// ── route groups ─────────────────────────────────────────────────────────────────────────────

std::vector<std::string> names_of(const route_group& g, const fleet& f) {
    std::vector<std::string> out;
    for (const auto& t : f.trunks)
        if (std::find(g.trunk_ids.begin(), g.trunk_ids.end(), t.trunk.id) != g.trunk_ids.end())
            out.push_back(t.trunk.name);
    return out;
}

json::object shown(const route_group& g, const fleet& f) { return to_json(g, names_of(g, f)); }

route_group read(const parts& p, net::request& r) {
    auto wish = read_group(r.json_body());
    for (const auto& name : wish.trunks) {
        const auto& all = p.book.ways().trunks;
        const auto at = std::find_if(
            all.begin(), all.end(), [&](const auto& t) { return t.trunk.name == name; });
        if (at == all.end())
            throw invalid_field("trunks", fmt::format("There is no trunk {}.", name));
        wish.wanted.trunk_ids.push_back(at->trunk.id);
    }
    wish.wanted.all_trunks = wish.trunks.empty();
    return std::move(wish.wanted);
}

task<net::response> list_groups(parts p, net::request& r) {
    r.only_query({});
    json::array out;
    for (const auto& g : p.book.ways().groups) out.push_back(shown(g, p.book.ways()));
    co_return net::reply_list(std::move(out), std::nullopt);
}

task<net::response> store_group_of(parts p, net::request& r, std::int64_t id) {
    auto g = read(p, r);
    g.id = id;
    auto tx = co_await p.db.begin();
    g = co_await store_group(*tx, std::move(g));
    auto body = shown(g, p.book.ways());
    co_await stored(p, std::move(tx), r.user().name,
        id == 0 ? "route_group.created" : "route_group.changed", "route-group:" + g.name, body);
    co_return net::reply(std::move(body), id == 0 ? 201 : 200);
}

// ── plans ────────────────────────────────────────────────────────────────────────────────────

task<net::response> list_plans(parts p, net::request& r) {
    r.only_query({});
    json::array out;
    for (const auto& one : co_await load_plans(p.db)) out.push_back(to_json(one));
    co_return net::reply_list(std::move(out), std::nullopt);
}

task<net::response> store_plan_of(parts p, net::request& r, std::int64_t id) {
    auto plan = read_plan(r.json_body());
    plan.id = id;
    auto tx = co_await p.db.begin();
    plan = co_await store_plan(*tx, std::move(plan));
    auto body = to_json(plan);
    co_await stored(p, std::move(tx), r.user().name,
        id == 0 ? "sim_plan.created" : "sim_plan.changed", "sim-plan:" + plan.name, body);
    co_return net::reply(std::move(body), id == 0 ? 201 : 200);
}

// ── operators ────────────────────────────────────────────────────────────────────────────────

std::int64_t sims_of(const gsm_operator& o, const fleet& f) {
    return std::count_if(f.sims.begin(), f.sims.end(), [&](const sim_line& s) {
        const auto& name = s.sim.operator_name ? *s.sim.operator_name : s.condition.network;
        return same_operator(o.name, name);
    });
}

task<net::response> list_operators(parts p, net::request& r) {
    r.only_query({});
    json::array out;
    for (const auto& o : p.book.ways().operators)
        out.push_back(to_json(o, sims_of(o, p.book.ways())));
    co_return net::reply_list(std::move(out), std::nullopt);
}

task<net::response> store_operator_of(parts p, net::request& r, std::int64_t id) {
    auto o = read_operator(r.json_body());
    o.id = id;
    auto tx = co_await p.db.begin();
    o = co_await store_operator(*tx, std::move(o));
    auto body = to_json(o, sims_of(o, p.book.ways()));
    co_await stored(p, std::move(tx), r.user().name,
        id == 0 ? "operator.created" : "operator.changed", "operator:" + o.name, body);
    co_return net::reply(std::move(body), id == 0 ? 201 : 200);
}

task<net::response> test_pattern(parts, net::request& r) {
    auto in = r.json_body();
    const auto pattern = in.text("credit_pattern", {1, 300});
    const auto currency = read_currency(in);
    const auto answer = in.text("answer", {1, 2000});
    in.done();
    co_return net::reply(to_json(read_credit(pattern, answer), currency));
}

// ── caller series, choices ───────────────────────────────────────────────────────────────────

task<net::response> list_series(parts p, net::request& r) {
    r.only_query({});
    json::array out;
    for (const auto& s : p.book.ways().series) out.push_back(to_json(s));
    co_return net::reply_list(std::move(out), std::nullopt);
}

task<net::response> set_series(parts p, net::request& r) {
    caller_series s;
    auto in = r.json_body();
    s.enabled = in.flag("enabled");
    s.prefixes = read_prefixes(in, "prefixes", 2, 20);
    if (s.prefixes.empty()) throw invalid_field(in.path("prefixes"), "Name at least one prefix.");
    in.done();
    s.id = r.int_param("id");
    auto tx = co_await p.db.begin();
    s = co_await set_caller_series(*tx, std::move(s));
    auto body = to_json(s);
    co_await stored(p, std::move(tx), r.user().name, "caller_series.changed",
        "caller-series:" + s.country, body);
    co_return net::reply(std::move(body));
}

task<net::response> explain(parts p, net::request& r) {
    auto in = r.json_body();
    const auto typed = in.text("phone_number", {3, 32});
    const auto why = compliance::parse_purpose(
        in.maybe_choice("purpose", {"recovery", "service", "promotion"}).value_or("recovery"));
    const bool text = in.maybe_choice("channel", {"call", "text"}).value_or("call") == "text";
    in.done();
    const auto number = phone::normalise(typed);
    if (!number) throw invalid_field("phone_number", "This is no number that can be dialled.");
    co_return net::reply(p.book.explain(
        number->e164, *why, text ? compliance::channel::text : compliance::channel::call));
}

/// A row of a small table goes, with its audit line.
task<net::response> remove(parts p, net::request& r, task<bool> (*gone)(pg::executor&, std::int64_t),
    std::string what) {
    const auto id = r.int_param("id");
    auto tx = co_await p.db.begin();
    const bool was = co_await gone(*tx, id);
    if (!was) throw not_found("There is nothing with this id.");
    co_await stored(p, std::move(tx), r.user().name, what + ".removed",
        fmt::format("{}:{}", what, id), {});
    co_return net::no_content();
}

using lister = task<net::response> (*)(parts, net::request&);
using storer = task<net::response> (*)(parts, net::request&, std::int64_t);

}  // namespace

void add_rule_routes(net::router& routes, route_book& book, pg::pool& db) {
    const parts p{book, db};
    struct table {
        const char *path, *what;
        lister list;
        storer store;
        task<bool> (*gone)(pg::executor&, std::int64_t);
    };
    const table tables[] = {
        {"/api/v1/route-groups", "route_group", list_groups, store_group_of, remove_group},
        {"/api/v1/sim-plans", "sim_plan", list_plans, store_plan_of, remove_plan},
        {"/api/v1/operators", "operator", list_operators, store_operator_of, remove_operator},
    };
    for (const auto& t : tables) {
        const auto one = std::string(t.path) + "/{id}";
        routes.add("GET", t.path, readers,
            [p, list = t.list](net::request& r) { return list(p, r); });
        routes.add("POST", t.path, admins,
            [p, store = t.store](net::request& r) { return store(p, r, 0); });
        routes.add("PUT", one, admins,
            [p, store = t.store](net::request& r) { return store(p, r, r.int_param("id")); });
        routes.add("DELETE", one, admins, [p, gone = t.gone, what = t.what](net::request& r) {
            return remove(p, r, gone, what);
        });
    }
    routes.add("POST", "/api/v1/operator-tests", overseers,
        [p](net::request& r) { return test_pattern(p, r); });
    routes.add("GET", "/api/v1/caller-series", readers,
        [p](net::request& r) { return list_series(p, r); });
    routes.add("PUT", "/api/v1/caller-series/{id}", admins,
        [p](net::request& r) { return set_series(p, r); });
    routes.add("POST", "/api/v1/route-choices", overseers,
        [p](net::request& r) { return explain(p, r); });
}

}  // namespace zenix::gateways
