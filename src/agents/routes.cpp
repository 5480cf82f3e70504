#include "agents/routes.hpp"

#include <algorithm>

#include "base/problem.hpp"

namespace zenix::agents {
namespace {

const access talkers = access::of({role::telecaller, role::supervisor, role::admin});
constexpr auto reasons = {"break", "lunch", "meeting", "training", "coaching", "other"};

const principal& person(const net::request& r) {
    if (r.user().user_id == 0)
        throw forbidden("An API token is no person; sign in as the telecaller.");
    return r.user();
}

task<net::response> mine(floor& f, net::request& r) {
    const auto& who = person(r);
    co_return net::reply(to_json(f.know(who.user_id, who.display_name)));
}

task<net::response> set_mine(floor& f, net::request& r) {
    const auto& who = person(r);
    auto in = r.json_body();
    const auto state = in.choice("state", {"ready", "paused", "offline"});
    const auto reason = in.maybe_text("reason", {0, 64});
    in.done();
    if (reason && std::ranges::find(reasons, *reason) == reasons.end())
        throw invalid_field("reason", "One of break, lunch, meeting, training, coaching, other.");
    f.know(who.user_id, who.display_name);
    if (state == "ready") f.ready(who.user_id);
    if (state == "paused") f.pause(who.user_id, reason.value_or("break"));
    if (state == "offline") f.go_offline(who.user_id);
    co_return net::reply(to_json(*f.find(who.user_id)));
}

task<net::response> all(const floor& f, net::request& r) {
    r.only_query({});
    json::array items;
    for (const auto* a : f.all()) items.push_back(to_json(*a));
    co_return net::reply_list(std::move(items), std::nullopt);
}

/// Those who could take a call come first; oneself is not a colleague.
task<net::response> colleagues(const floor& f, net::request& r) {
    r.only_query({});
    json::array free, others;
    for (const auto* a : f.all()) {
        if (a->user_id == r.user().user_id) continue;
        (available(*a) ? free : others)
            .push_back({{"user_id", a->user_id},
                        {"display_name", a->display_name},
                        {"state", to_json(*a).at("state")},
                        {"available", available(*a)}});
    }
    free.insert(free.end(), others.begin(), others.end());
    co_return net::reply_list(std::move(free), std::nullopt);
}

/// `ws://HOST` or `wss://HOST` of this very origin.
std::string socket_origin(const net::request& r, const std::string& origin) {
    if (origin.starts_with("https://")) return "wss://" + origin.substr(8);
    if (origin.starts_with("http://")) return "ws://" + origin.substr(7);
    return (r.secure ? "wss://" : "ws://") + std::string(r.header("host"));
}

task<net::response> softphone(phones& p, net::request& r, std::string origin,
                              std::vector<std::string> ice) {
    if (r.user().via_token || r.user().user_id == 0)
        throw forbidden("A phone belongs to a person's session; sign in as the telecaller.");
    const auto c = co_await p.issue(r.user());
    json::array servers;
    for (const auto& url : ice) servers.push_back(json::object{{"urls", json::array{url}}});
    co_return net::reply(json::object{{"ws_url", socket_origin(r, origin) + "/sip?ticket=" + c.ticket},
                                      {"uri", "sip:" + c.username + "@zenix.invalid"},
                                      {"authorization_username", c.username},
                                      {"password", c.password},
                                      {"ice_servers", std::move(servers)}});
}

task<void> check_relay(const phones& p, net::request& r) {
    const auto who = p.admit(r);
    if (!talkers.allows(who.role)) throw forbidden("Your role has no phone.");
    co_return;
}

task<void> relay(phones& p, net::request& r, std::shared_ptr<net::websocket> ws) {
    co_await p.relay(p.admit(r), std::move(ws));
}

}  // namespace

void add_routes(net::router& routes, floor& f, phones& p, std::string origin,
                std::vector<std::string> ice_servers) {
    routes.add("GET", "/api/v1/agents", access::of({role::supervisor, role::admin}),
               [&f](net::request& r) { return all(f, r); });
    routes.add("GET", "/api/v1/colleagues", talkers,
               [&f](net::request& r) { return colleagues(f, r); });
    routes.add("GET", "/api/v1/agents/me", talkers, [&f](net::request& r) { return mine(f, r); });
    routes.add("PUT", "/api/v1/agents/me/state", talkers,
               [&f](net::request& r) { return set_mine(f, r); });
    routes.add("GET", "/api/v1/softphone", talkers, [&p, origin, ice_servers](net::request& r) {
        return softphone(p, r, origin, ice_servers);
    });
    net::route_options ticketed;
    ticketed.any_origin = true;  // The ticket says who it is.
    routes.add_websocket(
        "/sip", access::everyone(), [&p](net::request& r) { return check_relay(p, r); },
        [&p](net::request& r, std::shared_ptr<net::websocket> ws) {
            return relay(p, r, std::move(ws));
        },
        "sip", ticketed);
}

}  // namespace zenix::agents
