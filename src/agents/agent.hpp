#pragma once
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "base/json.hpp"
#include "base/time.hpp"

namespace zenix::agents {

/// The contract's `AgentState`. Never stored, always derived (`state_of`).
enum class agent_state : std::uint8_t {
    offline, ready, reserved, ringing, talking, hold, wrap_up, paused, reconnecting, dead_call,
};
BOOST_DESCRIBE_ENUM(agent_state, offline, ready, reserved, ringing, talking, hold, wrap_up, paused,
                    reconnecting, dead_call)

/// What the person asked to be.
enum class intent : std::uint8_t { offline, ready, paused };
BOOST_DESCRIBE_ENUM(intent, offline, ready, paused)

/// One telecaller as the server knows them. The rules below move it; time comes in as an argument.
struct agent {
    std::int64_t user_id = 0;
    std::string display_name;
    agents::intent intent = intent::offline;
    std::string reason;                     ///< why paused
    bool phone_online = false;              ///< a softphone is registered
    std::string call_id;                    ///< in a call, or being rung for one
    agent_state in_call = agent_state::reserved;  ///< what that call makes of them
    std::string owes_outcome;               ///< the call to be written up before ready
    std::optional<sys_ms> wrap_up_until;    ///< then wrap-up turns into a pause by itself
    ms wrap_limit{120'000};                 ///< of the campaign they work in, else the house's
    std::optional<sys_ms> phone_away_since; ///< ready, out of calls, and nothing to ring
    agent_state shown = agent_state::offline;
    sys_ms since{};                         ///< when `shown` began

    bool operator==(const agent&) const = default;
};

/// How long wrap-up may take before it becomes a pause; a call is never offered during either.
inline constexpr ms wrap_up_limit{120'000};

/// How long somebody who is ready may be without a phone: a reload and a short break of the network
/// pass in it. After it they are offline: a closed laptop is not ready, and the phone that comes
/// back much later may ring at an empty desk. Only they themselves can say that they are there.
inline constexpr ms phone_grace{30'000};

/// State from intent, phone and call. Ready without a phone is `reconnecting`: nobody is offered a
/// call that cannot reach them.
[[nodiscard]] agent_state state_of(const agent& a);

// Wishes. Each throws problem 409 with the way out when it does not fit.
void want_ready(agent& a, sys_ms now);
void want_paused(agent& a, std::string reason, sys_ms now);
void want_offline(agent& a, sys_ms now);
/// Before a call of their own: no other call, no outcome owed, a phone to ring.
void require_free(const agent& a);

// Facts.
void phone_changed(agent& a, bool online, sys_ms now);
void follow_call(agent& a, const std::string& call_id, agent_state phase, sys_ms now);
void release_from_call(agent& a, const std::string& call_id, bool owes_outcome, sys_ms now);
/// `says_ready`: the telecaller asked to be ready now, which goes before having been offline.
void outcome_written(agent& a, const std::string& call_id, bool then_pause, sys_ms now,
                     bool says_ready = false);
/// True when the wrap-up limit struck.
bool tick(agent& a, sys_ms now);
/// True when the grace of a phone struck. While telephony itself is away no phone can be there, and
/// its grace begins when telephony is back.
bool watch_phone(agent& a, bool telephony_there, sys_ms now);

/// Can be offered a call right now.
[[nodiscard]] bool available(const agent& a);

/// The contract's `Agent`.
[[nodiscard]] json::object to_json(const agent& a);

}  // namespace zenix::agents
