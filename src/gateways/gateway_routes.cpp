#include "gateways/gateway_routes.hpp"

#include "audit/audit_log.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/problem.hpp"
#include "gateways/box_table.hpp"
#include "gateways/fleet_shown.hpp"

#include <fmt/format.h>

namespace zenix::gateways {
namespace {

constexpr auto base = "/api/v1/gateways";
constexpr access readers = access::of({role::supervisor, role::admin, role::auditor});
constexpr access admins = access::of({role::admin});
constexpr access overseers = access::of({role::supervisor, role::admin});

struct parts {
    keeper& boxes;
    pg::pool& db;
    sip_address ours;
};

const box_line& look_up(const parts& p, std::int64_t id) {
    for (const auto& b : p.boxes.book().ways().boxes)
        if (b.box.id == id) return b;
    throw not_found("There is no gateway with this id.");
}

const trunk& trunk_of(const parts& p, const box_line& b) {
    for (const auto& t : p.boxes.book().ways().trunks)
        if (t.trunk.id == b.box.trunk_id) return t.trunk;
    throw not_found("The trunk of this gateway has gone.");
}

json::object shown(const parts& p, std::int64_t id) {
    const auto& ways = p.boxes.book().ways_now();
    return gateway_json(look_up(p, id), ways, p.boxes.book().zone());
}

std::string subject(const parts& p, const box_line& b) { return "gateway:" + trunk_of(p, b).name; }

/// What is administered of it, for the audit log: no secret, nothing that changes by itself.
json::object kept_of(const box_record& b) {
    json::array from;
    for (const auto& one : b.push_from) from.emplace_back(one);
    return json::object{{"trunk_id", b.trunk_id}, {"driver", b.driver}, {"url", b.url},
        {"username", opt(b.username)}, {"has_password", !b.password_sealed.empty()},
        {"zone", b.zone}, {"poll_interval_ms", b.poll_interval_ms}, {"patience_ms", b.patience_ms},
        {"accept_any_certificate", b.accept_any_certificate}, {"push_from", std::move(from)}};
}

task<net::response> list(parts p, net::request& r) {
    r.only_query({});
    co_return net::reply_list(p.boxes.book().gateways_json(), std::nullopt);
}

task<net::response> get(parts p, net::request& r) {
    r.only_query({});
    co_return net::reply(shown(p, r.int_param("id")));
}

task<net::response> create(parts p, net::request& r) {
    auto wish = read_box(r.json_body(), p.boxes.key(), p.boxes.drivers());
    auto tx = co_await p.db.begin();
    const auto made = co_await add_box(*tx, std::move(wish.wanted));
    co_await audit::append(
        *tx, r.user().name, "gateway.created", fmt::format("gateway:{}", made.id), kept_of(made));
    co_await tx->commit();
    co_await p.boxes.load();
    co_return net::reply(shown(p, made.id), 201);
}

task<net::response> replace(parts p, net::request& r) {
    const auto id = r.int_param("id");
    auto wish = read_box(r.json_body(), p.boxes.key(), p.boxes.drivers());
    auto tx = co_await p.db.begin();
    const auto before = co_await find_box(*tx, id);
    if (!before) throw not_found("There is no gateway with this id.");
    auto after = std::move(wish.wanted);
    after.id = id;
    after.push_secret_hash = before->push_secret_hash;
    if (wish.keeps_password) after.password_sealed = before->password_sealed;
    co_await replace_box(*tx, after);
    co_await audit::append(
        *tx, r.user().name, "gateway.changed", fmt::format("gateway:{}", id), kept_of(after));
    co_await tx->commit();
    co_await p.boxes.load();
    co_return net::reply(shown(p, id));
}

task<net::response> remove(parts p, net::request& r) {
    const auto id = r.int_param("id");
    auto tx = co_await p.db.begin();
    const bool gone = co_await remove_box(*tx, id);
    if (!gone) throw not_found("There is no gateway with this id.");
    co_await audit::append(*tx, r.user().name, "gateway.removed", fmt::format("gateway:{}", id));
    co_await tx->commit();
    co_await p.boxes.load();
    co_return net::no_content();
}

task<net::response> probe_new(parts p, net::request& r) {
    auto wish = read_box(r.json_body(), p.boxes.key(), p.boxes.drivers());
    const auto found = co_await p.boxes.probe_new(settings_of(wish.wanted, 0, p.boxes.key()));
    co_return net::reply(to_json(found));
}

/// What of adding a box only we can see: whether its SIP side answers Asterisk.
drivers::finding sip_side(const parts& p, std::int64_t id) {
    const auto& b = look_up(p, id);
    for (const auto& t : p.boxes.book().ways().trunks) {
        if (t.trunk.id != b.box.trunk_id) continue;
        const auto where = fmt::format("{}:{}", t.trunk.host, t.trunk.port);
        if (!t.trunk.enabled)
            return {"sip", false, "the trunk is switched off", "Switch the trunk on."};
        if (t.health.state == trunk_state::reachable)
            return {"sip", true, "the box answers SIP at " + where, ""};
        return {"sip", false, "no answer to SIP from " + where,
            "Check host and port of the trunk, and that the box has us as its SIP peer:"
            " provision it."};
    }
    return {"sip", false, "its trunk has gone", "Make a trunk for it."};
}

task<net::response> probe(parts p, net::request& r) {
    const auto id = r.int_param("id");
    (void)look_up(p, id);
    auto found = co_await p.boxes.probe(id);
    found.push_back(sip_side(p, id));
    co_return net::reply(to_json(found));
}

task<net::response> provision(parts p, net::request& r) {
    const auto id = r.int_param("id");
    auto in = r.json_body();
    const auto& b = look_up(p, id);
    drivers::voice_plan plan;
    const auto [host, port] = p.ours();
    plan.sip_host = in.maybe_text("sip_host", {1, 253}).value_or(host);
    plan.sip_port = static_cast<int>(in.maybe_integer("sip_port", {1, 65535}).value_or(port));
    in.done();
    plan.ports = trunk_of(p, b).gateway_ports.value_or(0);
    const json::object details{{"sip_host", plan.sip_host}, {"sip_port", plan.sip_port}};
    const auto about = subject(p, b);
    co_await audit::append(p.db, r.user().name, "gateway.provisioned", about, details);
    const auto found = co_await p.boxes.provision(id, std::move(plan));
    co_return net::reply(to_json(found));
}

task<net::response> new_push_secret(parts p, net::request& r) {
    const auto id = r.int_param("id");
    const auto fresh = secret::random_token(18);
    auto tx = co_await p.db.begin();
    auto b = co_await find_box(*tx, id);
    if (!b) throw not_found("There is no gateway with this id.");
    b->push_secret_hash = secret::sha256_hex(fresh);
    co_await replace_box(*tx, *b);
    co_await audit::append(
        *tx, r.user().name, "gateway.push_secret", fmt::format("gateway:{}", id));
    co_await tx->commit();
    co_await p.boxes.load();
    co_return net::reply(
        json::object{{"path", fmt::format("{}/{}/push/{}", base, id, fresh)}}, 201);
}

/// A push says that it is time to ask the box itself; only a driver whose box cannot be asked reads it.
task<net::response> push(parts p, net::request& r) {
    const auto& text = r.params.at("id");
    std::string why = "unknown gateway";
    for (const auto& b : p.boxes.book().ways().boxes) {
        if (std::to_string(b.box.id) != text) continue;
        if (may_push(b.box, r.remote_ip, r.params.at("secret"))) {
            metrics::counter("zenix_gateway_pushes_total", "Push hints of GSM gateway boxes.")
                .Increment();
            const auto id = b.box.id;
            const auto taken = co_await p.boxes.pushed(id, std::move(r.body));
            // Some boxes take nothing but 200 for an answer, and push again.
            if (taken) co_return net::reply(json::object{});
            if (taken.error().code != "protocol")
                throw problem(503, "gateway_not_ready", taken.error().detail);
            throw problem(422, "not_understood", taken.error().detail);
        }
        why = "wrong address or secret";
    }
    auto& refused = metrics::counter(
        "zenix_gateway_pushes_refused_total", "Push hints from nobody we know.", {{"why", why}});
    refused.Increment();
    log::warn("gateways", "a push that is not believed",
        {{"from", r.remote_ip}, {"why", why}, {"so_far", refused.Value()}});
    throw not_found("There is nothing here.");
}

}  // namespace

void add_gateway_routes(net::router& routes, keeper& boxes, pg::pool& db, sip_address ours) {
    const parts p{boxes, db, std::move(ours)};
    const auto add = [&](const char* verb, const std::string& path, access who,
                         task<net::response> (*run)(parts, net::request&),
                         net::route_options o = {}) {
        routes.add(verb, base + path, who, [p, run](net::request& r) { return run(p, r); }, o);
    };
    net::route_options slow;  // A box may take its time.
    slow.deadline_s = 90;
    add("GET", "", readers, list);
    add("POST", "", admins, create);
    routes.add(
        "POST", "/api/v1/gateway-probes", admins, [p](net::request& r) { return probe_new(p, r); },
        slow);
    add("GET", "/{id}", readers, get);
    add("PUT", "/{id}", admins, replace);
    add("DELETE", "/{id}", admins, remove);
    add("POST", "/{id}/probe", overseers, probe, slow);
    add("POST", "/{id}/provision", admins, provision, slow);
    add("POST", "/{id}/push-secret", admins, new_push_secret);
    // By which method a box pushes is not written down anywhere.
    for (const char* verb : {"POST", "PUT", "GET"})
        add(verb, "/{id}/push/{secret}", access::everyone(), push);
}

}  // namespace zenix::gateways
