#include "gateways/routes.hpp"

#include <algorithm>

#include "audit/audit_log.hpp"
#include "base/log.hpp"
#include "base/problem.hpp"
#include "gateways/trunk_table.hpp"

namespace zenix::gateways {
namespace {

const access readers = access::of({role::supervisor, role::admin, role::auditor});
const access admins = access::of({role::admin});

struct parts {
    route_book& book;
    trunk_push& push;
    pg::pool& db;
};

template <class T>
json::value or_null(const std::optional<T>& v) {
    return v ? json::value(*v) : json::value(nullptr);
}

json::array texts(const std::vector<std::string>& list) {
    return json::array(list.begin(), list.end());
}

json::object to_json(const trunk& t, const route_book& book) {
    const auto reached = book.reach_of(t.id);
    const char* state = !t.enabled                         ? "disabled"
                        : reached == reach::reachable      ? "reachable"
                        : reached == reach::unreachable    ? "unreachable"
                                                           : "unknown";
    return {{"id", t.id},
            {"name", t.name},
            {"kind", t.kind == trunk_kind::gsm ? "gsm" : "sip"},
            {"host", t.host},
            {"port", t.port},
            {"username", or_null(t.username)},
            {"codecs", texts(t.codecs)},
            {"channels_max", t.channels_max},
            {"caller_id", or_null(t.caller_id)},
            {"enabled", t.enabled},
            {"state", state},
            {"round_trip_ms", or_null(book.round_trip_of(t.id))},
            {"calls_now", book.calls_on(t.id)},
            {"gateway_ports", or_null(t.gateway_ports)}};
}

json::object to_json(const gsm_authorisation& a) {
    return {{"enabled", a.enabled},
            {"country", or_null(a.country)},
            {"reference", or_null(a.reference)},
            {"purposes", texts(a.purposes)},
            {"recorded_by", or_null(a.recorded_by)},
            {"recorded_at", opt(a.recorded_at)},
            {"demo", a.demo}};
}

trunk find(const route_book& book, std::int64_t id) {
    for (const auto& t : book.trunks())
        if (t.id == id) return t;
    throw not_found("There is no trunk " + std::to_string(id) + ".");
}

bool is_trunk_name(std::string_view s) {
    return !s.empty() && s.front() != '-' && std::ranges::all_of(s, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

bool is_host(std::string_view s) {
    return std::ranges::all_of(s, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '.' || c == ':';
    });
}

trunk read_trunk(fields in, const trunk_push& push) {
    trunk t;
    t.name = in.text("name", {1, 40});
    if (!is_trunk_name(t.name))
        throw invalid_field("name", "Small letters, digits and dashes, as airtel-pri-1.");
    t.kind = in.choice("kind", {"sip", "gsm"}) == "gsm" ? trunk_kind::gsm : trunk_kind::sip;
    t.host = in.text("host", {1, 253});
    if (!is_host(t.host)) throw invalid_field("host", "A host name or address, as 192.0.2.10.");
    t.port = static_cast<int>(in.maybe_integer("port", {1, 65535}).value_or(5060));
    t.username = in.maybe_text("username", {1, 64});
    if (const auto password = in.maybe_text("password", {1, 128}))
        t.password_sealed = push.seal_password(*password);
    if (auto codecs = in.maybe_texts("codecs")) {
        for (const auto& c : *codecs)
            if (c != "ulaw" && c != "alaw" && c != "opus" && c != "g722")
                throw invalid_field("codecs", "Of ulaw, alaw, opus, g722, in order of preference.");
        if (codecs->empty()) throw invalid_field("codecs", "At least one codec.");
        t.codecs = std::move(*codecs);
    }
    t.channels_max = static_cast<int>(in.maybe_integer("channels_max", {1, 1000}).value_or(30));
    t.caller_id = in.maybe_text("caller_id", {1, 32});
    t.enabled = in.maybe_flag("enabled").value_or(true);
    if (const auto n = in.maybe_integer("gateway_ports", {1, 64})) t.gateway_ports = static_cast<int>(*n);
    in.done();
    return t;
}

task<net::response> stored(parts p, net::request& r, trunk t, const char* action, int status) {
    t.id = co_await save_trunk(p.db, t);
    co_await p.book.load(p.db);
    co_await audit::append(p.db, r.user().name, action, "trunk:" + t.name,
                           json::object{{"host", t.host}, {"port", t.port}, {"enabled", t.enabled}});
    const auto pushed = co_await p.push.push(find(p.book, t.id));
    if (!pushed)  // Stored all the same; it is pushed again when Asterisk is back.
        log::warn("gateways", "trunk stored, not pushed", {{"trunk", t.name}, {"why", pushed.error().detail}});
    co_return net::reply(to_json(find(p.book, t.id), p.book), status);
}

task<net::response> list_all(parts p, net::request& r) {
    r.only_query({});
    json::array items;
    for (const auto& t : p.book.trunks()) items.push_back(to_json(t, p.book));
    co_return net::reply_list(std::move(items), std::nullopt);
}

task<net::response> get_one(parts p, net::request& r) {
    co_return net::reply(to_json(find(p.book, r.int_param("id")), p.book));
}

task<net::response> create(parts p, net::request& r) {
    auto t = read_trunk(r.json_body(), p.push);
    co_return co_await stored(p, r, std::move(t), "trunk.created", 201);
}

task<net::response> replace(parts p, net::request& r) {
    const auto before = find(p.book, r.int_param("id"));
    auto t = read_trunk(r.json_body(), p.push);
    t.id = before.id;
    co_return co_await stored(p, r, std::move(t), "trunk.changed", 200);
}

task<net::response> remove(parts p, net::request& r) {
    const auto t = find(p.book, r.int_param("id"));
    (void)co_await delete_trunk(p.db, t.id);
    co_await p.book.load(p.db);
    co_await audit::append(p.db, r.user().name, "trunk.deleted", "trunk:" + t.name, {});
    co_await p.push.erase(t);
    co_return net::no_content();
}

task<net::response> list_sim_cards(parts p, net::request& r) {
    r.only_query({});
    const auto trunks = p.book.trunks();
    json::array items;
    for (const auto& s : p.book.sims()) {
        const auto t = std::ranges::find(trunks, s.trunk_id, &trunk::id);
        items.push_back({{"iccid", s.iccid},
                         {"trunk", t == trunks.end() ? json::value(nullptr) : json::value(t->name)},
                         {"port", or_null(s.port)},
                         {"operator", or_null(s.operator_name)},
                         {"phone_number", or_null(s.phone_number)},
                         {"enabled", s.enabled},
                         {"calls_now", p.book.busy(s.iccid) ? 1 : 0},
                         {"attempts_today", s.attempts_today},
                         {"answered_today", s.answered_today},
                         {"seconds_today", s.seconds_today}});
    }
    co_return net::reply_list(std::move(items), std::nullopt);
}

task<net::response> get_gsm(parts p, net::request&) { co_return net::reply(to_json(p.book.gsm())); }

task<net::response> set_gsm(parts p, net::request& r) {
    auto in = r.json_body();
    gsm_authorisation a;
    a.enabled = in.flag("enabled");
    a.country = in.maybe_text("country", {2, 2});
    a.reference = in.maybe_text("reference", {3, 200});
    a.purposes = in.maybe_texts("purposes").value_or(std::vector<std::string>{});
    in.done();
    for (const auto& one : a.purposes)
        if (one != "recovery" && one != "service" && one != "promotion")
            throw invalid_field("purposes", "Of recovery, service, promotion.");
    if (a.country && !std::ranges::all_of(*a.country, [](char c) { return c >= 'A' && c <= 'Z'; }))
        throw invalid_field("country", "Two capital letters, as IN.");
    if (a.enabled) {
        if (!a.country) throw invalid_field("country", "Needed to switch GSM routing on.");
        if (!a.reference)
            throw invalid_field("reference", "Needed to switch GSM routing on: the authorisation you rely on.");
        if (a.purposes.empty()) throw invalid_field("purposes", "Needed to switch GSM routing on.");
    } else {
        const auto& before = p.book.gsm();
        if (!a.country) a.country = before.country;
        if (!a.reference) a.reference = before.reference;
        if (a.purposes.empty()) a.purposes = before.purposes;
    }
    a.recorded_by = r.user().name;
    a.recorded_at = now();
    co_await save_gsm_authorisation(p.db, a);
    co_await p.book.load(p.db);
    co_await audit::append(p.db, r.user().name, "gsm.authorisation", "",
                           json::object{{"enabled", a.enabled}, {"reference", or_null(a.reference)}});
    co_return net::reply(to_json(p.book.gsm()));
}

}  // namespace

void add_routes(net::router& routes, route_book& book, trunk_push& push, pg::pool& db) {
    const parts p{book, push, db};
    const std::string base = "/api/v1/trunks", one = base + "/{id}";
    routes.add("GET", base, readers, [p](net::request& r) { return list_all(p, r); });
    routes.add("POST", base, admins, [p](net::request& r) { return create(p, r); });
    routes.add("GET", one, readers, [p](net::request& r) { return get_one(p, r); });
    routes.add("PUT", one, admins, [p](net::request& r) { return replace(p, r); });
    routes.add("DELETE", one, admins, [p](net::request& r) { return remove(p, r); });
    routes.add("GET", "/api/v1/sims", readers, [p](net::request& r) { return list_sim_cards(p, r); });
    const std::string gsm = "/api/v1/gsm-authorisation";
    routes.add("GET", gsm, readers, [p](net::request& r) { return get_gsm(p, r); });
    routes.add("PUT", gsm, admins, [p](net::request& r) { return set_gsm(p, r); });
}

}  // namespace zenix::gateways
