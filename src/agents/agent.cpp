#include "agents/agent.hpp"

#include "base/problem.hpp"

namespace zenix::agents {
namespace {

void refresh(agent& a, sys_ms now) {
    const auto state = state_of(a);
    if (state != agent_state::reconnecting || !a.call_id.empty())
        a.phone_away_since.reset();
    else if (!a.phone_away_since)
        a.phone_away_since = now;
    if (state != a.shown || a.since == sys_ms{}) {
        a.shown = state;
        a.since = now;
    }
}

const char* name_of(agent_state s) { return boost::describe::enum_to_string(s, ""); }

}  // namespace

agent_state state_of(const agent& a) {
    if (!a.call_id.empty()) return a.in_call;
    if (a.wrap_up_until) return agent_state::wrap_up;
    switch (a.intent) {
        case intent::offline: return agent_state::offline;
        case intent::paused: return agent_state::paused;
        case intent::ready: break;
    }
    return a.phone_online ? agent_state::ready : agent_state::reconnecting;
}

bool available(const agent& a) { return state_of(a) == agent_state::ready && a.owes_outcome.empty(); }

void require_free(const agent& a) {
    if (!a.call_id.empty())
        throw conflict("in_call", "You are in a call; end it before starting another.");
    if (!a.owes_outcome.empty())
        throw conflict("outcome_required", "Write the outcome of your last call first.");
    if (!a.phone_online)
        throw conflict("phone_offline",
                       "Your phone is not connected. Open the agent desk, allow the microphone and "
                       "wait until the phone shows connected.");
}

void want_ready(agent& a, sys_ms now) {
    if (a.call_id.empty() && !a.owes_outcome.empty())
        throw conflict("outcome_required", "Write the outcome of your last call first.");
    a.intent = intent::ready;
    a.reason.clear();
    refresh(a, now);
}

void want_paused(agent& a, std::string reason, sys_ms now) {
    a.intent = intent::paused;
    a.reason = std::move(reason);
    refresh(a, now);
}

void want_offline(agent& a, sys_ms now) {
    if (!a.call_id.empty()) throw conflict("in_call", "End the call before going offline.");
    a.intent = intent::offline;
    a.reason.clear();
    a.wrap_up_until.reset();
    refresh(a, now);
}

void phone_changed(agent& a, bool online, sys_ms now) {
    a.phone_online = online;
    refresh(a, now);
}

void follow_call(agent& a, const std::string& call_id, agent_state phase, sys_ms now) {
    a.call_id = call_id;
    a.in_call = phase;
    a.wrap_up_until.reset();
    refresh(a, now);
}

void release_from_call(agent& a, const std::string& call_id, bool owes_outcome, sys_ms now) {
    if (a.call_id != call_id) return;
    a.call_id.clear();
    if (owes_outcome) {
        a.owes_outcome = call_id;
        a.wrap_up_until = now + a.wrap_limit;
    }
    refresh(a, now);
}

void outcome_written(
    agent& a, const std::string& call_id, bool then_pause, sys_ms now, bool says_ready) {
    if (a.owes_outcome != call_id) return;
    a.owes_outcome.clear();
    const bool struck = a.intent == intent::paused && a.reason == "wrap_up_limit";
    a.wrap_up_until.reset();
    if (then_pause) {
        if (a.intent != intent::paused || struck) {
            a.intent = intent::paused;
            a.reason = "break";
        }
    } else if (a.intent != intent::paused || struck) {
        // A pause asked for during the call was pending until now and stands.
        if (a.intent != intent::offline || says_ready) a.intent = intent::ready;
        a.reason.clear();
    }
    refresh(a, now);
}

bool tick(agent& a, sys_ms now) {
    if (!a.wrap_up_until || now < *a.wrap_up_until || !a.call_id.empty()) return false;
    a.wrap_up_until.reset();
    if (a.intent != intent::paused) {
        a.intent = intent::paused;
        a.reason = "wrap_up_limit";
    }
    refresh(a, now);
    return true;
}

bool watch_phone(agent& a, bool telephony_there, sys_ms now) {
    if (!a.phone_away_since) return false;
    if (!telephony_there) a.phone_away_since = now;
    if (now - *a.phone_away_since < phone_grace) return false;
    a.intent = intent::offline;
    a.reason.clear();
    refresh(a, now);
    return true;
}

json::object to_json(const agent& a) {
    const bool busy = !a.call_id.empty() || a.wrap_up_until.has_value();
    const auto null_or = [](const std::string& s) {
        return s.empty() ? json::value(nullptr) : json::value(s);
    };
    return {{"user_id", a.user_id},
            {"display_name", a.display_name},
            {"state", name_of(a.shown)},
            {"since", to_rfc3339(a.since)},
            {"reason", a.shown == agent_state::paused ? null_or(a.reason) : json::value(nullptr)},
            {"pending_state", busy && a.intent == intent::paused ? json::value("paused")
                                                                 : json::value(nullptr)},
            {"phone_online", a.phone_online},
            {"call_id", null_or(a.call_id)},
            {"wrap_up_until", opt(a.wrap_up_until)}};
}

}  // namespace zenix::agents
