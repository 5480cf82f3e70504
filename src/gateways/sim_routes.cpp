#include "gateways/sim_routes.hpp"

#include "audit/audit_log.hpp"
#include "base/phone.hpp"
#include "base/problem.hpp"
#include "gateways/box_failure.hpp"
#include "gateways/fleet_shown.hpp"
#include "gateways/fleet_table.hpp"
#include "gateways/history.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace zenix::gateways {
namespace {

constexpr access readers = access::of({role::supervisor, role::admin, role::auditor});
constexpr access overseers = access::of({role::supervisor, role::admin});
constexpr access admins = access::of({role::admin});

struct parts {
    route_book& book;
    keeper& boxes;
    credit_round& credit;
    pg::pool& db;
};

const sim_line& look_up(const parts& p, const std::string& iccid) {
    for (const auto& s : p.book.ways().sims)
        if (s.sim.iccid == iccid) return s;
    throw not_found("There is no SIM with this ICCID.");
}

const box_line& box_of(const parts& p, const net::request& r) {
    const auto id = r.int_param("id");
    for (const auto& b : p.book.ways().boxes)
        if (b.box.id == id) return b;
    throw not_found("There is no gateway with this id.");
}

int port_of(const net::request& r) {
    const auto port = r.int_param("port");
    if (port < 0 || port > 99) throw not_found("A gateway's ports are 0 to 99.");
    return static_cast<int>(port);
}

json::object shown(const parts& p, const std::string& iccid) {
    const auto& ways = p.book.ways_now();
    return sim_json(look_up(p, iccid), ways, p.book.zone());
}

// ── a SIM ────────────────────────────────────────────────────────────────────────────────────

task<net::response> get_sim(parts p, net::request& r) {
    r.only_query({});
    co_return net::reply(shown(p, r.params.at("iccid")));
}

task<net::response> put_sim(parts p, net::request& r) {
    auto in = r.json_body();
    sim s;
    s.iccid = r.params.at("iccid");
    s.enabled = in.maybe_flag("enabled").value_or(true);
    s.operator_name = in.maybe_text("operator", {1, 60});
    if (const auto typed = in.maybe_text("phone_number", {0, 32})) {
        const auto number = phone::normalise(*typed);
        if (!number) throw invalid_field(in.path("phone_number"), "A number as +919876543210.");
        s.phone_number = number->e164;
    }
    s.plan_id = in.maybe_integer("plan_id", {1, 1'000'000'000});
    if (auto limits = in.maybe_object("limits")) s.own_limits = read_limits(std::move(*limits));
    in.done();
    auto tx = co_await p.db.begin();
    co_await set_sim(*tx, s);
    co_await audit::append(*tx, r.user().name, "sim.changed", "sim:" + s.iccid,
        json::object{{"enabled", s.enabled}, {"operator", opt(s.operator_name)},
            {"phone_number", opt(s.phone_number)}, {"plan_id", opt(s.plan_id)},
            {"limits", to_json(s.own_limits)}});
    co_await tx->commit();
    co_await p.book.load(p.db);
    co_return net::reply(shown(p, s.iccid));
}

series_wish wish_of(const net::request& r) {
    r.only_query({"metric", "from", "to"});
    return read_series_wish(
        r.maybe_query("metric"), r.maybe_query("from"), r.maybe_query("to"), now());
}

task<net::response> sim_history(parts p, net::request& r) {
    auto wish = wish_of(r);
    const auto iccid = r.params.at("iccid");
    (void)look_up(p, iccid);
    auto body = co_await sim_series(p.db, iccid, std::move(wish), p.book.zone());
    co_return net::reply(std::move(body));
}

task<net::response> ask_credit(parts p, net::request& r) {
    const auto iccid = r.params.at("iccid");
    (void)look_up(p, iccid);
    co_await audit::append(p.db, r.user().name, "sim.credit_asked", "sim:" + iccid);
    const auto got = co_await p.credit.ask(iccid);
    if (!got) throw problem_of(got.error());
    auto body = to_json(got.value().reading, got.value().currency);
    body["maybe_old"] = got.value().maybe_old;
    co_return net::reply(std::move(body));
}

task<net::response> release(parts p, net::request& r) {
    const auto iccid = r.params.at("iccid");
    (void)look_up(p, iccid);
    co_await audit::append(p.db, r.user().name, "sim.released", "sim:" + iccid);
    (void)p.book.release(iccid);
    co_return net::no_content();
}

// ── a port ───────────────────────────────────────────────────────────────────────────────────

drivers::port_action action_named(const std::string& word) {
    using drivers::port_action;
    if (word == "block") return port_action::block;
    if (word == "unblock") return port_action::unblock;
    if (word == "reset") return port_action::reset;
    if (word == "power_off") return port_action::power_off;
    if (word == "power_on") return port_action::power_on;
    return port_action::select_slot;
}

task<net::response> act(parts p, net::request& r) {
    auto in = r.json_body();
    const auto word = in.choice(
        "action", {"block", "unblock", "reset", "power_off", "power_on", "select_slot"});
    const auto slot = in.maybe_integer("slot", {0, 31});
    in.done();
    if (word == "select_slot" && !slot)
        throw invalid_field("slot", "Say which slot to change to, from 0.");
    const auto& b = box_of(p, r);
    const auto id = b.box.id;
    const auto port = port_of(r);
    const auto about = fmt::format("gateway:{} port {}", id, port);
    json::object details{{"action", word}};
    if (slot) details["slot"] = *slot;
    co_await audit::append(p.db, r.user().name, "port." + word, about, details);
    const auto done = co_await p.boxes.act(
        id, port, action_named(word), static_cast<int>(slot.value_or(0)));
    if (!done) throw problem_of(done.error());
    co_return net::no_content();
}

/// Which SIM sits in a port of a box that does not tell.
task<net::response> place(parts p, net::request& r) {
    auto in = r.json_body();
    sim s;
    s.iccid = clean_iccid(in.text("iccid", {10, 30}));
    if (s.iccid.empty()) throw invalid_field("iccid", "As printed on the card: 10 to 22 digits.");
    const auto typed = in.maybe_text("phone_number", {0, 32});
    const auto network = in.maybe_text("operator", {1, 60});
    in.done();
    const auto& b = box_of(p, r);
    s.port = port_of(r);
    s.trunk_id = b.box.trunk_id;
    const auto& ways = p.book.ways();
    for (const auto& t : ways.trunks)
        if (t.trunk.id == b.box.trunk_id && *s.port >= t.trunk.gateway_ports.value_or(0))
            throw not_found("The gateway has no such port; they count from 0.");
    const auto* told = b.port(*s.port);
    if (told != nullptr && !told->iccid.empty())
        throw conflict("told_by_box", "This box tells which SIM sits in the port; nothing is to be entered.");
    for (const auto& other : ways.boxes)
        for (const auto& port : other.report.ports)
            if (port.iccid == s.iccid)
                throw conflict("told_by_box", "This SIM was found in another gateway, which tells so.");
    for (const auto& known : ways.sims)
        if (known.sim.iccid == s.iccid) {
            s.enabled = known.sim.enabled;
            s.operator_name = known.sim.operator_name;
            s.phone_number = known.sim.phone_number;
        }
    if (told != nullptr) s.imsi = read_imsi(told->imsi);
    if (network) s.operator_name = network;
    if (typed) {
        const auto number = phone::normalise(*typed);
        if (!number) throw invalid_field("phone_number", "A number as +919876543210.");
        s.phone_number = number->e164;
    }
    const auto iccid = s.iccid;
    auto tx = co_await p.db.begin();
    co_await audit::append(*tx, r.user().name, "sim.placed", "sim:" + iccid,
        json::object{{"trunk_id", *s.trunk_id}, {"port", *s.port}});
    co_await place_sim(*tx, std::move(s));
    co_await tx->commit();
    co_await p.book.load(p.db);
    co_return net::reply(shown(p, iccid));
}

task<net::response> port_history(parts p, net::request& r) {
    const auto trunk = box_of(p, r).box.trunk_id;
    const auto port = port_of(r);
    auto wish = wish_of(r);
    auto body = co_await port_series(p.db, trunk, port, std::move(wish), p.book.zone());
    co_return net::reply(std::move(body));
}

task<net::response> words(parts p, net::request& r) {
    r.only_query({});
    json::array out;
    for (const auto& w : p.boxes.words(box_of(p, r).box.id))
        out.push_back(json::object{{"port", w.port ? json::value(*w.port) : json::value(nullptr)},
            {"word", w.text}, {"count", w.count}, {"first_at", to_rfc3339(w.first_at)},
            {"last_at", to_rfc3339(w.last_at)}});
    co_return net::reply_list(std::move(out), std::nullopt);
}

}  // namespace

void add_sim_routes(
    net::router& routes, route_book& book, keeper& boxes, credit_round& credit, pg::pool& db) {
    const parts p{book, boxes, credit, db};
    const auto add = [&](const char* verb, const char* path, access who,
                         task<net::response> (*run)(parts, net::request&),
                         net::route_options o = {}) {
        routes.add(verb, path, who, [p, run](net::request& r) { return run(p, r); }, o);
    };
    net::route_options slow;  // A box may take its time.
    slow.deadline_s = 90;
    add("GET", "/api/v1/sims/{iccid}", readers, get_sim);
    add("PUT", "/api/v1/sims/{iccid}", admins, put_sim);
    add("GET", "/api/v1/sims/{iccid}/history", readers, sim_history);
    add("POST", "/api/v1/sims/{iccid}/credit", overseers, ask_credit, slow);
    add("DELETE", "/api/v1/sims/{iccid}/quarantine", overseers, release);
    add("GET", "/api/v1/gateways/{id}/words", readers, words);
    add("POST", "/api/v1/gateways/{id}/ports/{port}/actions", overseers, act, slow);
    add("PUT", "/api/v1/gateways/{id}/ports/{port}/sim", admins, place);
    add("GET", "/api/v1/gateways/{id}/ports/{port}/history", readers, port_history);
}

}  // namespace zenix::gateways
