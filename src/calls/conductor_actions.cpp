// What the machine wants, told to Asterisk. A channel that has gone meanwhile (404) is normal life:
// its ChannelDestroyed is on the way and says more than the failed request.
#include <boost/asio/redirect_error.hpp>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "calls/live.hpp"

namespace zenix::calls {
namespace {

void note(const call& c, const char* what, const result<void>& r) {
    if (!r && r.error().status != 404)
        log::warn("calls", what, {{"call", c.id}, {"why", r.error().detail}});
}

}  // namespace

task<void> conductor::run(live_ptr c, act::make_bridge) {
    c->data.bridge = c->data.id + "-bridge";
    const auto made = co_await ari_.create_bridge(c->data.bridge, "mixing");
    if (!made) log::warn("calls", "no bridge", {{"call", c->data.id}, {"why", made.error().detail}});
}

task<void> conductor::run(live_ptr c, act::drop_bridge) {
    note(c->data, "bridge not removed", co_await ari_.delete_bridge(c->data.bridge));
}

task<void> conductor::run(live_ptr c, act::ring_phone a) {
    const auto phone = p_.phones.dial_string(a.user_id);
    if (!phone) {
        leg_failed(c, a.leg, 20, "the phone is not connected");
        co_return;
    }
    asterisk::leg_request leg;
    leg.id = a.leg;
    leg.endpoint = *phone;
    leg.args = {"leg", c->data.id};
    leg.caller = {c->data.customer_name, c->data.phone_number};
    leg.timeout_s = p_.phone_ring_s;
    leg.formats = p_.phones.codecs();  // Else Asterisk puts first what is cheapest from its own format.
    leg.variables = {{asterisk::sip_header("X-Zenix-Call"), c->data.id}};
    if (a.auto_answer) leg.variables[asterisk::sip_header("X-Zenix-Auto-Answer")] = "yes";
    const auto made = co_await ari_.originate(std::move(leg));
    if (!made) leg_failed(c, a.leg, 41, "the phone could not be rung: " + made.error().detail);
}

task<void> conductor::run(live_ptr c, act::dial_borrower a) {
    if (auto* l = c->data.find(a.leg)) l->route = c->data.route;
    // It may have gone silent while the telecaller's phone was rung.
    if (c->data.route && p_.roads.silent(c->data.route->trunk_id)) {
        leg_failed(c, a.leg, 38, "the way stopped answering");
        co_return;
    }
    co_await dial_out(c, std::move(a.leg), c->to_borrower.dial_string, c->to_borrower.caller_id);
}

/// The permit was for this borrower, who has not heard of the call yet: the attempt is the same.
task<void> conductor::run(live_ptr c, act::find_way a) {
    const auto* l = c->data.find(a.leg);
    if (l == nullptr || c->data.over()) co_return;  // Hung up meanwhile, and settled.
    std::string why = "it was taken over after a restart";
    if (auto& road = c->to_borrower.road; road && road->held()) {
        auto next = p_.roads.reserve_other(std::move(*road), l->cause_text);
        road.reset();
        if (next) {
            c->to_borrower = leg_by(std::move(next).value());
            c->data.route = c->to_borrower.route;
            metrics::counter("zenix_calls_rerouted_total", "Calls that a way refused, sent by another.")
                .Increment();
            log::info("calls", "another way",
                      {{"call", c->data.id}, {"refused", l->cause_text}, {"trunk", c->data.route->trunk}});
            step(c, [](machine& m) { return m.way_found(); });
            co_return;
        }
        why = next.error().detail;
    }
    log::info("calls", "no other way", {{"call", c->data.id}, {"why", why}});
    step(c, [&](machine& m) { return m.no_way(a.leg); });
}

task<void> conductor::run(live_ptr c, act::dial_third a) {
    if (!c->to_third) {
        leg_failed(c, a.leg, 3, "no route");
        co_return;
    }
    if (auto* l = c->data.find(a.leg)) l->route = c->to_third->route;
    c->third_leg = a.leg;
    co_await dial_out(c, std::move(a.leg), c->to_third->dial_string, c->to_third->caller_id);
}

/// Made, joined, then dialled, so that early media and ringing are heard from the first packet.
task<void> conductor::dial_out(live_ptr c, std::string leg_id, std::string dial_string,
                               std::string caller_id) {
    asterisk::leg_request leg;
    leg.id = leg_id;
    leg.endpoint = std::move(dial_string);
    leg.args = {"leg", c->data.id};
    leg.caller = {"", std::move(caller_id)};
    // Joined only once Stasis has it; the event can come before the answer to the request.
    const auto arrival = std::make_shared<asio::steady_timer>(p_.ex, ms(3000));
    arrivals_[leg_id] = arrival;
    const auto made = co_await ari_.create(std::move(leg));
    if (made && !c->in_stasis.contains(leg_id)) {
        boost::system::error_code came;
        co_await arrival->async_wait(asio::redirect_error(asio::use_awaitable, came));
    }
    arrivals_.erase(leg_id);
    if (!made) {
        leg_failed(c, leg_id, 38, "the route refused the call: " + made.error().detail);
        co_return;
    }
    auto done = co_await ari_.join(c->data.bridge, leg_id);
    const int ring_s = c->data.ring_timeout_s > 0 ? c->data.ring_timeout_s : p_.borrower_ring_s;
    if (done) done = co_await ari_.dial(leg_id, ring_s);
    if (!done) {
        note(c->data, "not dialled", co_await ari_.hangup(leg_id));
        leg_failed(c, leg_id, 38, "the call could not be dialled: " + done.error().detail);
    }
}

task<void> conductor::run(live_ptr c, act::answer a) {
    note(c->data, "not answered", co_await ari_.answer(a.leg));
}

task<void> conductor::run(live_ptr c, act::let_ring a) {
    note(c->data, "no ringing", co_await ari_.ring(a.leg));
}

task<void> conductor::run(live_ptr c, act::join a) {
    note(c->data, "not joined", co_await ari_.join(c->data.bridge, a.leg));
}

task<void> conductor::run(live_ptr c, act::music a) {
    note(c->data, "no music", co_await ari_.join(hold_bridge, a.leg));
}

task<void> conductor::run(live_ptr c, act::hang_up a) {
    note(c->data, "not hung up", co_await ari_.hangup(a.leg));
}

task<void> conductor::run(live_ptr c, act::mute a) {
    note(c->data, "not muted", co_await ari_.mute(a.leg, a.on));
}

task<void> conductor::run(live_ptr c, act::dtmf a) {
    note(c->data, "tones not sent", co_await ari_.dtmf(a.leg, a.digits));
}

task<void> conductor::run(live_ptr c, act::start_timer a) {
    const auto timer = std::make_shared<asio::steady_timer>(p_.ex, a.after);
    if (auto& old = c->timers[a.which]; old) old->cancel();
    c->timers[a.which] = timer;
    tasks_.spawn("timer", timer_body(c, a.which, a.after));
    co_return;
}

task<void> conductor::timer_body(live_ptr c, act::timer which, ms) {
    const auto mine = c->timers[which];
    boost::system::error_code stopped;
    co_await mine->async_wait(asio::redirect_error(asio::use_awaitable, stopped));
    if (stopped || c->timers[which] != mine) co_return;
    c->timers[which].reset();
    step(c, [&](machine& m) { return m.timer_fired(which); });
}

task<void> conductor::run(live_ptr c, act::stop_timer a) {
    if (auto& t = c->timers[a.which]; t) {
        t->cancel();
        t.reset();
    }
    co_return;
}

task<void> conductor::run(live_ptr c, act::retry_phone a) {
    if (p_.phones.dial_string(a.user_id))
        step(c, [&](machine& m) { return m.phone_back(a.user_id); });
    co_return;
}

task<void> conductor::run(live_ptr c, act::bring_back a) {
    const auto* maker = p_.floor.find(a.user_id);
    const bool free = maker != nullptr && maker->call_id.empty();
    c->offered.insert(a.user_id);
    const auto next = free && maker->phone_online ? std::nullopt : p_.floor.choose(std::nullopt, c->offered);
    if (next) {
        c->offered.insert(*next);
        step(c, [&](machine& m) { return m.pass_on(*next, p_.floor.find(*next)->display_name); });
        pop_screen(c->data, *next);
    } else {
        step(c, [&](machine& m) { return free ? m.take_back() : m.strand(); });
    }
    co_return;
}

task<void> conductor::run(live_ptr c, act::release a) {
    p_.floor.release(a.user_id, c->data.id, a.needs_outcome);
    co_return;
}

task<void> conductor::run(live_ptr c, act::say_sorry a) {
    const auto begun = co_await ari_.play(a.leg, sorry_, c->data.id);
    if (begun) co_return;
    log::error("calls", "the message was not played", {{"call", c->data.id}, {"why", begun.error().detail}});
    step(c, [](machine& m) { return m.said(); });
}

task<void> conductor::run(live_ptr, act::notice a) {
    p_.hub.publish("me", "notice", json::object{{"level", "warning"}, {"text", a.text}}, a.user_id);
    co_return;
}

task<void> conductor::run(live_ptr c, act::settle) {
    co_await settle(c);
}

}  // namespace zenix::calls
