// After a restart, of ours or of the link to Asterisk: what is there is the truth.
#include <algorithm>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "calls/live.hpp"

namespace zenix::calls {
namespace {

// A browser sends a packet every 20 ms, also when it is muted.
constexpr ms silence_of_a_dead_phone{2000};
// Beyond its ringing time; Asterisk ends what was dialled by then.
constexpr ms never_rings{15'000};

void repaired(const call& c, const char* what, const std::string& leg) {
    log::warn("calls", what, {{"call", c.id}, {"leg", leg}});
    metrics::counter("zenix_call_repairs_total", "State corrected after what Asterisk says.").Increment();
}

}  // namespace

void conductor::load() {
    for (const auto& done : p_.book.settled(100'000)) recall_ways(p_.roads, done);
    for (auto& left : p_.book.live()) {
        recall_ways(p_.roads, left);
        const auto c = add(std::move(left));
        // Its SIM or channel is taken until the call ends, as before.
        if (const auto& way = c->data.route; way && way->trunk_id != 0 && !c->data.over())
            c->to_borrower.road =
                c->data.direction == direction::outbound
                    ? p_.roads.adopt(way->trunk_id, way->sim,
                                     way->reservation.empty() ? c->data.gate_decision_id : way->reservation,
                                     c->data.phone_number)
                    : p_.roads.occupy(way->trunk_id, way->sim);
        for (const auto& l : c->data.legs) {
            if (l.role != leg_role::third_party || !l.route || l.state == leg_state::ended) continue;
            c->third_leg = l.id;
            c->to_third = outbound_leg{{}, {}, *l.route,
                                       p_.roads.adopt(l.route->trunk_id, l.route->sim,
                                                      l.route->reservation, l.endpoint)};
        }
        log::info("calls", "call found in the journal", {{"call", c->data.id}, {"state", name_of(c->data.state)}});
        tell_agents(c->data);
    }
}

task<void> conductor::adopt() {
    const auto held = co_await ari_.create_bridge(hold_bridge, "holding");
    const auto music = co_await ari_.bridge_music(hold_bridge, true);
    if (!held || !music) log::warn("calls", "no music on hold", {});
    const auto listed = co_await ari_.list_channels();
    if (!listed) co_return;  // Down again; the next connect asks anew.
    std::map<std::string, asterisk::channel> there;
    for (const auto& ch : listed.value()) there[ch.id] = ch;
    const auto all = calls_;
    for (const auto& [id, c] : all) co_await adopt_call(c, there);
    for (const auto& [id, ch] : there) {
        if (by_leg(id) || ch.app_name != "Stasis") continue;
        // Came in while nobody listened: `zenix,inbound,EXTEN`.
        if (ch.state == asterisk::channel_state::ring && ch.app_data.find("inbound") != std::string::npos) {
            tasks_.spawn("inbound " + id, inbound(ch, ch.exten));
            continue;
        }
        log::warn("calls", "a channel nobody knows, hung up", {{"channel", id}});
        const auto gone = co_await ari_.hangup(id);
        if (!gone) log::debug("calls", "already gone", {{"channel", id}});
    }
}

task<void> conductor::adopt_call(live_ptr c, std::map<std::string, asterisk::channel> there) {
    const auto legs = c->data.legs;
    for (const auto& l : legs) {
        const auto found = there.find(l.id);
        if (found == there.end()) {
            if (l.state == leg_state::ended) continue;
            repaired(c->data, "leg ended while nobody listened", l.id);
            step(c, [&](machine& m) {
                return m.leg_ended(l.id, {l.answered_at ? 16 : 127, std::nullopt, "ended while zenix was away"});
            });
            continue;
        }
        c->in_stasis.insert(l.id);
        c->channel_names[l.id] = found->second.name;
        if (l.superseded || c->data.over()) {
            const auto gone = co_await ari_.hangup(l.id);
            if (!gone) log::debug("calls", "already gone", {{"call", c->data.id}, {"leg", l.id}});
        } else if (found->second.state == asterisk::channel_state::up && !l.answered_at) {
            repaired(c->data, "leg answered while nobody listened", l.id);
            step(c, [&](machine& m) { return m.leg_up(l.id); });
        } else if (found->second.state == asterisk::channel_state::ringing) {
            step(c, [&](machine& m) { return m.leg_ringing(l.id); });
        }
    }
    if (c->data.over()) {
        step(c, [](machine& m) { return m.timer_fired(act::timer::settle); });
        co_return;
    }
    if (c->data.direction == direction::outbound && c->data.dialed_at && !c->data.answered() &&
        !c->data.of(leg_role::borrower)) {
        // Killed while another way was sought; nobody seeks it any more.
        const auto last = std::ranges::find(c->data.legs.rbegin(), c->data.legs.rend(),
                                            leg_role::borrower, &leg::role);
        if (last != c->data.legs.rend()) {
            const auto failed = last->id;
            step(c, [&](machine& m) { return m.no_way(failed); });
        }
    }
    if (c->data.recording && p_.rec && c->data.recording->state != "saving") {
        if (c->monitor.empty()) {
            const auto id = co_await ari_.variable(c->data.recording->leg, "ZXREC");
            if (id) c->monitor = id.value();
        }
        p_.rec->begin(c->data.recording->id, c->data.recording->started_at);
    }
    if (c->data.state == call_state::reconnecting && !c->timers[act::timer::grace]) {
        co_await run(c, act::start_timer{act::timer::grace, machine::grace});
    }
    if (c->data.direction == direction::inbound && !c->data.answered() &&
        !c->data.of(leg_role::telecaller)) {
        co_await run(c, act::start_timer{act::timer::patience, machine::patience});
        c->todo.push_back(act::find_telecaller{});
        step(c, [](machine&) { return actions{}; });
    }
    if (c->data.borrower_first) step(c, [](machine& m) { return m.resume_campaign(); });
    for (const auto role : {leg_role::telecaller, leg_role::third_party})
        if (const auto* l = c->data.of(role); l && l->up() && l->user_id != 0)
            tasks_.spawn("prove phone", prove_phone(c, l->id));
    changed(c);
    log::info("calls", "call adopted", {{"call", c->data.id}, {"state", name_of(c->data.state)}});
}

/// While zenix was away a page may have been closed or loaded anew, and a change of network leaves a
/// socket behind that nobody closes. The leg then lives on in Asterisk, where nobody is told, but no
/// packet comes from it: such a phone was lost.
task<void> conductor::prove_phone(live_ptr c, std::string leg_id) {
    const auto before = co_await ari_.rtp(leg_id);
    co_await sleep_for(silence_of_a_dead_phone);
    const auto after = co_await ari_.rtp(leg_id);
    const auto* l = c->data.find(leg_id);
    if (!before || !after || after.value().rx_packets != before.value().rx_packets) co_return;
    if (c->data.over() || l == nullptr || !l->up()) co_return;
    repaired(c->data, "the phone of this leg has gone", leg_id);
    const auto user = l->user_id;
    step(c, [&](machine& m) { return m.phone_lost(user); });
    if (p_.phones.dial_string(user)) step(c, [&](machine& m) { return m.phone_back(user); });
}

ms conductor::ring_time(const call& c) const {
    return std::chrono::seconds(c.ring_timeout_s > 0 ? c.ring_timeout_s : p_.borrower_ring_s);
}

task<void> conductor::sweep() {
    const auto listed = co_await ari_.list_channels();
    if (!listed) co_return;
    std::set<std::string> there;
    for (const auto& ch : listed.value()) there.insert(ch.id);
    const auto now = p_.now();
    const auto all = calls_;
    for (const auto& [id, c] : all) {
        const auto legs = c->data.legs;
        for (const auto& l : legs) {
            if (l.state == leg_state::ended) continue;
            const bool overdue = l.role != leg_role::telecaller && c->data.direction == direction::outbound &&
                                 !l.answered_at && now - l.started_at > ring_time(c->data) + never_rings;
            if (there.contains(l.id) && overdue && !l.superseded && !c->data.over()) {
                // Made and not dialled when the server was killed: Asterisk would keep it for ever.
                repaired(c->data, "leg neither rang nor ended", l.id);
                const auto gone = co_await ari_.hangup(l.id);
                if (!gone) log::debug("calls", "already gone", {{"leg", l.id}});
                step(c, [&](machine& m) {
                    return m.leg_ended(l.id, {127, std::nullopt, "was not dialled before zenix was away"});
                });
            } else if (there.contains(l.id)) {
                if (l.up()) co_await sample_quality(c, l.id);
            } else if (now - l.started_at > ms(10'000) && by_leg(l.id)) {
                repaired(c->data, "leg vanished without a word", l.id);
                step(c, [&](machine& m) {
                    return m.leg_ended(l.id, {16, std::nullopt, "vanished; the end was not reported"});
                });
            }
        }
    }
}

}  // namespace zenix::calls
