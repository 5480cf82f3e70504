#include "calls/test_call.hpp"

#include "audit/audit_log.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/problem.hpp"
#include "calls/causes.hpp"
#include "calls/cost.hpp"
#include "calls/way.hpp"
#include "gateways/fleet_shown.hpp"

#include <fmt/format.h>

#include <boost/asio/redirect_error.hpp>

#include <algorithm>

namespace zenix::calls {

using gateways::drivers::finding;

struct test_caller::watched {
    explicit watched(asio::any_io_executor ex) : bell(ex) {}
    call data;
    asio::steady_timer bell;
    [[nodiscard]] leg& way() { return data.legs.front(); }
    [[nodiscard]] const leg& way() const { return data.legs.front(); }
};

namespace {

constexpr ms ring_patience{30'000}, talk{3'000}, end_patience{5'000};

double seconds_between(sys_ms a, sys_ms b) { return static_cast<double>((b - a).count()) / 1000; }

void ended(leg& l, int cause, std::optional<int> sip, std::string words) {
    if (l.state == leg_state::ended) return;
    l.state = leg_state::ended;
    l.ended_at = now();
    l.cause_q850 = cause;
    l.sip_status = sip;
    l.cause_text = words.empty() ? std::string(cause_in_words(cause)) : std::move(words);
}

finding of_ringing(const leg& l) {
    if (l.alerted || l.answered_at)
        return {"ringing", true,
            fmt::format("the telephone rang after {:.1f} s",
                seconds_between(l.started_at, l.answered_at.value_or(now()))),
            ""};
    if (l.state != leg_state::ended)
        return {"ringing", false, "nothing was heard for 30 s",
            "Check the SIM's registration and the box's log."};
    return {"ringing", false, fmt::format("{} (Q.850 {})", l.cause_text, l.cause_q850.value_or(0)),
        is_fault_of_way(l.cause_q850.value_or(0), l.sip_status)
            ? "The box or the network refused: check the SIM's plan and credit, the port's"
              " registration, and that the box takes calls from us (provision it)."
            : "The network reached the number and it did not ring: try another telephone."};
}

}  // namespace

test_caller::test_caller(test_call_parts parts) : p_(std::move(parts)), ari_(p_.ari) {}

void test_caller::on_event(const asterisk::event& e) {
    const auto find = [&](const std::string& channel) {
        const auto at = watched_.find(channel);
        return at == watched_.end() ? nullptr : at->second;
    };
    watched_ptr w;
    if (const auto* d = e.as<asterisk::dial>()) {
        w = find(d->peer_id);
        if (w && (d->status == "RINGING" || d->status == "PROGRESS")) w->way().alerted = true;
    } else if (const auto* s = e.as<asterisk::channel_state_change>()) {
        w = find(s->channel.id);
        if (w && s->channel.state == asterisk::channel_state::ringing) w->way().alerted = true;
        if (w && s->channel.state == asterisk::channel_state::up && !w->way().answered_at) {
            w->way().answered_at = now();
            w->way().state = leg_state::up;
        }
    } else if (const auto* gone = e.as<asterisk::channel_destroyed>()) {
        w = find(gone->channel.id);
        if (w)
            ended(w->way(), gone->cause,
                gone->tech_cause > 0 ? std::optional(gone->tech_cause) : std::nullopt, {});
    }
    if (w) w->bell.cancel();
}

/// Waits until then, until the leg has ended, or until patience does.
task<> test_caller::until(watched_ptr w, bool (*reached)(const watched&), ms patience) {
    const auto last = std::chrono::steady_clock::now() + patience;
    while (!reached(*w) && w->way().state != leg_state::ended &&
           std::chrono::steady_clock::now() < last) {
        w->bell.expires_at(last);
        boost::system::error_code rung;
        co_await w->bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
    }
}

task<> test_caller::ring(watched_ptr w, std::string dial_string, std::string caller_id) {
    asterisk::leg_request leg;
    leg.id = w->way().id;
    leg.endpoint = std::move(dial_string);
    leg.args = {"test", w->data.id};
    leg.caller = {"", std::move(caller_id)};
    const auto id = leg.id;
    const auto made = co_await ari_.create(std::move(leg));
    if (!made) {
        ended(w->way(), 38, std::nullopt, "the route refused the call: " + made.error().detail);
        co_return;
    }
    const auto dialled = co_await ari_.dial(id, static_cast<int>(ring_patience.count() / 1000));
    if (dialled) co_return;
    (void)co_await ari_.hangup(id);
    ended(w->way(), 38, std::nullopt, "the call could not be dialled: " + dialled.error().detail);
}

void test_caller::settle(const watched_ptr& w, gateways::reservation& road) {
    auto& c = w->data;
    auto& l = w->way();
    watched_.erase(l.id);
    ended(l, 16, std::nullopt, {});
    c.ended_at = l.ended_at;
    c.answered_at = l.answered_at;
    c.state = call_state::ended;
    c.status = l.answered_at ? call_status::answered : status_for_cause(*l.cause_q850);
    c.ended_by = l.answered_at ? party::system : party::network;
    c.cause_q850 = l.cause_q850;
    c.cause_text = l.cause_text;
    road.settle(end_of(l, *l.ended_at));
    if (const auto cost = cost_of(c)) {
        c.cost = cost->minor;
        c.currency = cost->currency;
    }
    try {
        p_.book.settle(c);
        p_.log.rouse();
    } catch (const std::exception& e) {
        log::error("calls", "a test call is not in the log", {{"call", c.id}, {"why", e.what()}});
    }
}

task<std::vector<finding>> test_caller::run(
    std::string by, std::string number, std::int64_t trunk_id, std::optional<int> port) {
    std::vector<finding> out;
    compliance::question q;
    q.phone = std::move(number);
    q.purpose = compliance::purpose::service;
    const auto& allowed = p_.roads.ways().gsm.purposes;
    if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), q.purpose) == allowed.end())
        q.purpose = allowed.front();
    q.counts_as_attempt = true;
    q.asked_by = by;
    q.source = "test";
    auto answer = co_await p_.gate.ask(std::move(q));
    out.push_back({"gate", answer.pass.has_value(), answer.verdict.summary,
        answer.pass ? "" : "Use a number and an hour at which a call is lawful."});
    if (!answer.pass) co_return out;

    auto got = p_.roads.reserve(
        std::move(*answer.pass), {gateways::route_class::any, trunk_id, port});
    if (!got) {
        out.push_back({"route", false, got.error().detail, "Remove what is against it, then try again."});
        co_return out;
    }
    auto way = leg_by(std::move(got).value());
    out.push_back({"route", true, way.route.explanation, ""});

    const auto w = std::make_shared<watched>(p_.ex);
    w->data.id = new_uuid();
    w->data.phone_number = answer.verdict.phone_number;
    w->data.gate_decision_id = answer.verdict.id;
    w->data.created_at = now();
    w->data.dialed_at = w->data.created_at;
    w->data.route = way.route;
    w->data.end_reason = "a test call by " + by;
    leg l;
    l.id = w->data.id + "-b1";
    l.role = leg_role::borrower;
    l.endpoint = w->data.phone_number;
    l.started_at = w->data.created_at;
    l.route = way.route;
    w->data.legs.push_back(std::move(l));
    const auto channel = w->way().id;
    watched_[channel] = w;

    co_await ring(w, way.dial_string, way.caller_id);
    co_await until(
        w, [](const watched& x) { return x.way().alerted || x.way().answered_at.has_value(); },
        ring_patience);
    out.push_back(of_ringing(w->way()));
    if (out.back().ok) {
        w->data.ringing_at = now();
        co_await until(
            w, [](const watched& x) { return x.way().answered_at.has_value(); }, ring_patience);
        const bool up = w->way().answered_at.has_value();
        out.push_back({"answer", up,
            up ? "it was answered" : "it rang and was not answered (" + w->way().cause_text + ")",
            up ? "" : "Answer the telephone while it rings."});
        if (up) {
            (void)co_await ari_.play(channel, "tone:ring;tonezone=in", new_uuid());
            co_await until(w, [](const watched&) { return false; }, talk);
        }
    }
    if (w->way().state != leg_state::ended) {
        (void)co_await ari_.hangup(channel);
        co_await until(w, [](const watched&) { return false; }, end_patience);
    }
    settle(w, *way.road);
    co_return out;
}

namespace {

struct test_routes {
    test_caller& caller;
    gateways::route_book& roads;
    pg::pool& db;
};

task<net::response> test(test_routes p, net::request& r) {
    auto in = r.json_body();
    auto number = in.text("phone_number", {3, 32});
    std::optional<int> port;
    if (const auto n = in.maybe_integer("port", {0, 99})) port = static_cast<int>(*n);
    in.done();
    const auto id = r.int_param("id");
    std::optional<std::int64_t> trunk;
    for (const auto& b : p.roads.ways().boxes)
        if (b.box.id == id) trunk = b.box.trunk_id;
    if (!trunk) throw not_found("There is no gateway with this id.");
    const auto by = r.user().name;
    co_await audit::append(
        p.db, by, "gateway.test_call", fmt::format("gateway:{}", id), json::object{});
    const auto found = co_await p.caller.run(by, std::move(number), *trunk, port);
    co_return net::reply(gateways::to_json(found));
}

}  // namespace

void add_test_call_route(
    net::router& routes, test_caller& caller, gateways::route_book& roads, pg::pool& db) {
    net::route_options slow;  // It rings, and somebody has to answer.
    slow.deadline_s = 90;
    const test_routes p{caller, roads, db};
    routes.add("POST", "/api/v1/gateways/{id}/test-calls", access::of({role::admin}),
        [p](net::request& r) { return test(p, r); }, slow);
}

}  // namespace zenix::calls
