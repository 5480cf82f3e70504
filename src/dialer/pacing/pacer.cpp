#include "dialer/pacing/pacer.hpp"

#include <algorithm>
#include <cmath>

namespace zenix::dialer::pacing {

pacer::pacer(const settings& s) : settings_(s), forecast_(s.ring_timeout_s, s.abandon_after_s) {}

void pacer::configure(const settings& s) {
    // What was learned of answers stays; only the grace is a figure of the tables.
    if (s.abandon_after_s != settings_.abandon_after_s) forecast_.grace(s.abandon_after_s);
    // The ring time-out shapes what is believed before anything is learned.
    if (s.ring_timeout_s != settings_.ring_timeout_s && forecast_.attempts_seen() == 0)
        forecast_ = forecast(s.ring_timeout_s, s.abandon_after_s);
    settings_ = s;
}

// The end of a state teaches: how long it was, and after wrap-up whether a break followed.
void pacer::leave(agent& a, double t, agent_state next) {
    const bool rests = next == agent_state::paused || next == agent_state::offline;
    if (a.state == agent_state::talking) {
        forecast_.talked(a.told - a.since, t - a.since);
        forecast_.talk_ended(t - a.since);
        if (next != agent_state::wrap) forecast_.wrap_ended(0, rests);
    } else if (a.state == agent_state::wrap) {
        forecast_.wrapped(a.told - a.since, t - a.since);
        forecast_.wrap_ended(t - a.since, rests);
    }
}

void pacer::enter(agent& a, double t, agent_state state, double free_at) {
    a.state = state;
    a.since = a.told = t;
    a.free_at = free_at;
    a.certain_at = never;
    if (state == agent_state::paused || state == agent_state::offline) a.pausing = false;
}

heard pacer::agent_is(double t, key id, agent_state state, double free_at) {
    auto* a = agents_.find(id);
    if (!a) {
        if (agents_.size() >= agents_max) return heard::too_many;
        a = &agents_.add(id);
        enter(*a, t, state, free_at);
        return heard::taken;
    }
    if (a->state == state) {  // Said again, or foreseen from connected and ended; a timer may be news.
        if (free_at < never) a->free_at = free_at;
        return heard::taken;
    }
    leave(*a, t, state);
    enter(*a, t, state, free_at);
    return heard::taken;
}

heard pacer::agent_will_pause(key id, bool pausing) {
    auto* a = agents_.find(id);
    if (!a) return heard::unknown_agent;
    a->pausing = pausing;
    return heard::taken;
}

void pacer::agent_frees(key id, double at) {
    if (auto* a = agents_.find(id)) a->certain_at = at;
}

heard pacer::attempt_is(double t, key id, attempt_state state, foresight f) {
    auto* a = attempts_.find(id);
    if (state == attempt_state::started) {
        if (a) return heard::already_started;
        if (attempts_.size() >= attempts_max) return heard::too_many;
        a = &attempts_.add(id);
        a->since = a->told = t;
        a->answers_at = f.answers_at.value_or(-1);
        return heard::taken;
    }
    if (!a) return heard::unknown_attempt;
    const bool rang = a->phase == attempt_phase::ringing;
    if (a->in_flight())
        rang ? forecast_.rang(a->told - a->since, t - a->since) : forecast_.set_up(a->told - a->since, t - a->since);
    switch (state) {
    case attempt_state::started: break;
    case attempt_state::ringing:
        if (a->phase != attempt_phase::set_up) break;  // Rings again: 180 after 183 is usual.
        forecast_.rings(t - a->since);
        a->phase = attempt_phase::ringing;
        a->since = a->told = t;
        break;
    case attempt_state::answered:
        if (!a->in_flight()) break;
        forecast_.answered(t - a->since, rang);
        a->phase = attempt_phase::waiting;
        a->since = a->told = t;
        budget_.answered(t);
        break;
    case attempt_state::failed:
        if (a->in_flight()) forecast_.failed(t - a->since, rang);
        attempts_.drop(id);
        break;
    case attempt_state::cancelled:  // We ended it: nothing is known of how it would have ended.
        attempts_.drop(id);
        break;
    }
    return heard::taken;
}

heard pacer::connected(double t, key id, key agent_id) {
    auto* a = attempts_.find(id);
    if (!a) return heard::unknown_attempt;
    auto* who = agents_.find(agent_id);
    if (!who) return heard::unknown_agent;
    if (a->in_flight()) return heard::not_answered;
    if (a->phase == attempt_phase::talking) return heard::connected_before;
    a->phase = attempt_phase::talking;
    a->since = t;
    a->agent = agent_id;
    return agent_is(t, who->id, agent_state::talking);
}

heard pacer::ended(double t, key id, key agent_id) {
    auto* a = attempts_.find(id);
    if (!a) return heard::unknown_attempt;
    auto* who = agents_.find(agent_id);
    if (!who) return heard::unknown_agent;
    if (a->in_flight()) return heard::not_answered;
    // The telecaller's next state may come first, later, or never: then it is wrap-up.
    if (a->phase == attempt_phase::talking && who->state == agent_state::talking && who->id == a->agent)
        agent_is(t, who->id, agent_state::wrap);
    attempts_.drop(id);
    return heard::taken;
}

heard pacer::abandoned(double t, key id) {
    auto* a = attempts_.find(id);
    if (!a) return heard::unknown_attempt;
    if (a->in_flight()) return heard::not_answered;
    if (a->phase == attempt_phase::talking) return heard::connected_before;
    attempts_.drop(id);
    budget_.abandoned(t);
    return heard::taken;
}

// A day's work of the team: eight hours of calls with their wrap-up and a short wait.
double pacer::expected_answers() const {
    constexpr double shift_s = 8 * 3600, wait_s = 20;
    return std::max(1.0, duty_) * shift_s / (forecast_.talk_mean() + forecast_.wrap_mean() + wait_s);
}

bool pacer::lost(const attempt& a, double t) const {
    return a.in_flight() ? t - a.since > settings_.ring_timeout_s + 30
                         : a.phase == attempt_phase::waiting && t - a.since > settings_.abandon_after_s + 3;
}

// Whoever still talks, wraps up or rings has lived until now; the tables come nearer to the truth. Of many,
// a quarter at a time: each remembers how far its life is told.
void pacer::learn(double t) {
    if (t - refreshed_ < 0.2) return;
    constexpr std::size_t few = 100;
    const auto told_now = [&](std::size_t i, std::size_t all) {
        return all <= few || t - refreshed_ >= 1 || (i & 3U) == (learned_ & 3U);
    };
    ++learned_;
    auto& agents = agents_.all();
    for (std::size_t i = 0; i < agents.size(); ++i) {
        auto& a = agents[i];
        if (!told_now(i, agents.size())) continue;
        if (a.state == agent_state::talking) forecast_.talked(a.told - a.since, t - a.since);
        else if (a.state == agent_state::wrap) forecast_.wrapped(a.told - a.since, t - a.since);
        a.told = t;
    }
    auto& attempts = attempts_.all();
    for (std::size_t i = 0; i < attempts.size(); ++i) {
        auto& a = attempts[i];
        if (!told_now(i, attempts.size()) || !a.in_flight() || lost(a, t)) continue;
        if (a.phase == attempt_phase::ringing) forecast_.rang(a.told - a.since, t - a.since);
        else forecast_.set_up(a.told - a.since, t - a.since);
        a.told = t;
    }
    forecast_.tempo(expected_answers());
    forecast_.refresh(t - refreshed_);
    refreshed_ = t;
}

}  // namespace zenix::dialer::pacing
