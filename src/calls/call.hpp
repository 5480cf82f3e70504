#pragma once
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/time.hpp"
#include "gateways/tariff.hpp"

namespace zenix::calls {

enum class direction : std::uint8_t { inbound, outbound };
BOOST_DESCRIBE_ENUM(direction, inbound, outbound)

/// Where a call stands while it lives; the contract's `CallState`.
enum class call_state : std::uint8_t {
    calling_telecaller,  ///< outbound: the telecaller's phone is rung first
    dialing,             ///< the borrower's leg is on its way
    ringing,
    early_media,         ///< audio before answer: announcements, some operators' ring tones
    waiting,             ///< a campaign's borrower has answered, no telecaller is there yet
    talking,
    held,
    consulting,          ///< telecaller and third party talk, the borrower hears music
    conference,
    transferring,        ///< the telecaller has left, the third party is being rung
    reconnecting,        ///< the telecaller's leg is lost, the borrower hears music, grace runs
    ended,
};
BOOST_DESCRIBE_ENUM(call_state, calling_telecaller, dialing, ringing, early_media, waiting, talking,
                    held, consulting, conference, transferring, reconnecting, ended)

/// What came of it; the plan's `call_status`.
enum class call_status : std::uint8_t {
    in_progress, answered, busy, no_answer, switched_off, unallocated, rejected, congestion,
    cancelled,  ///< the telecaller gave up before an answer
    missed,     ///< inbound, and nobody took it
    failed,     ///< something of ours or of the network broke
};
BOOST_DESCRIBE_ENUM(call_status, in_progress, answered, busy, no_answer, switched_off, unallocated,
                    rejected, congestion, cancelled, missed, failed)

enum class party : std::uint8_t { telecaller, borrower, network, system };
BOOST_DESCRIBE_ENUM(party, telecaller, borrower, network, system)

enum class leg_role : std::uint8_t { telecaller, borrower, third_party };
BOOST_DESCRIBE_ENUM(leg_role, telecaller, borrower, third_party)

enum class leg_state : std::uint8_t { starting, ringing, early_media, up, ended };
BOOST_DESCRIBE_ENUM(leg_state, starting, ringing, early_media, up, ended)

/// How one leg's audio travelled, as RTCP saw it (RFC 3550 §6.4).
struct quality {
    std::optional<double> jitter_ms, loss_pct, round_trip_ms, mos;
};
BOOST_DESCRIBE_STRUCT(quality, (), (jitter_ms, loss_pct, round_trip_ms, mos))

/// The road a leg took, for the record, its price, and to hold the way again after a restart.
struct route_used {
    std::int64_t trunk_id = 0;
    std::string trunk, gateway, sim, explanation;
    std::optional<int> port;
    std::optional<gateways::tariff> tariff;  ///< as it was when the way was taken
    std::string reservation = {};            ///< its use is counted once under this name
    sys_ms reserved_at{};
};
BOOST_DESCRIBE_STRUCT(route_used, (), (trunk_id, trunk, gateway, sim, explanation, port, tariff,
                                       reservation, reserved_at))

/// One channel in Asterisk. A telecaller who reloads the page gets a new leg in the same call.
struct leg {
    std::string id;        ///< also the channel's id in Asterisk
    leg_role role = leg_role::borrower;
    leg_state state = leg_state::starting;
    std::string endpoint;  ///< what a person would say: a number, a user's name
    std::int64_t user_id = 0;
    sys_ms started_at{};
    std::optional<sys_ms> answered_at, ended_at;
    std::optional<int> cause_q850, sip_status;
    std::string cause_text;
    bool on_hold = false;     ///< sits in the music bridge
    bool alerted = false;     ///< rang or sent audio: the far side has heard of the call
    bool superseded = false;  ///< replaced or dropped by us: its end means nothing to the call
    std::optional<zenix::calls::quality> quality;
    std::optional<route_used> route;  ///< of a leg that goes out by a trunk

    [[nodiscard]] bool live() const { return state != leg_state::ended && !superseded; }
    [[nodiscard]] bool up() const { return state == leg_state::up && !superseded; }
    /// Answer to end; a leg that is still up counts until `now`. Nought when it never was answered,
    /// else at least 1: what was answered, however shortly, is a call to a carrier.
    [[nodiscard]] std::int64_t up_ms(sys_ms now) const;
};
BOOST_DESCRIBE_STRUCT(leg, (), (id, role, state, endpoint, user_id, started_at, answered_at, ended_at,
                                cause_q850, sip_status, cause_text, on_hold, alerted, superseded, quality, route))

struct gap {
    std::int64_t from_ms = 0;
    std::optional<std::int64_t> to_ms;  ///< null while it lasts
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(gap, (), (from_ms, to_ms, reason))

struct recording {
    std::string id;
    std::string state = "recording";  ///< recording, paused, saving, saved, damaged
    std::string leg;                  ///< whose channel it hangs on
    std::string path;                 ///< of the sealed file, relative to the recordings folder
    sys_ms started_at{};
    std::int64_t duration_ms = 0;
    std::string sha256;
    std::vector<gap> gaps;
};
BOOST_DESCRIBE_STRUCT(recording, (), (id, state, leg, path, started_at, duration_ms, sha256, gaps))

/// One conversation, from click or ring to its row in `call_logs`. Plain data: `machine` moves it,
/// `conductor` carries its wishes to Asterisk, `journal` keeps it through a crash.
struct call {
    std::string id;
    calls::direction direction = direction::outbound;
    call_state state = call_state::calling_telecaller;
    call_status status = call_status::in_progress;
    std::string phone_number;          ///< the borrower's, E.164
    std::int64_t customer_id = 0, telecaller_id = 0, loan_id = 0;
    std::string customer_name, telecaller_name;
    sys_ms created_at{};
    std::optional<sys_ms> dialed_at, ringing_at, answered_at, ended_at;
    std::optional<sys_ms> held_since;
    std::int64_t hold_ms = 0, wrap_ms = 0;
    bool muted = false, on_hold = false;
    bool telecaller_done = false;      ///< has left for wrap-up; the call may live on without them
    std::optional<int> cause_q850;
    std::string cause_text;
    std::optional<party> ended_by;
    std::string end_reason;            ///< in words, where the cause alone does not tell
    std::vector<leg> legs;
    std::optional<route_used> route;
    std::string gate_decision_id;
    std::optional<calls::recording> recording;
    std::string disposition, notes;
    std::optional<std::int64_t> cost;  ///< minor units
    std::string currency;
    std::string bridge;                ///< in Asterisk
    std::string idempotency_key;
    std::int64_t campaign_id = 0, lead_id = 0;
    bool borrower_first = false;       ///< dialled by a campaign; a telecaller is joined at the answer
    bool abandoned = false;            ///< and none was there in time
    int ring_timeout_s = 0;            ///< 0: the house's

    [[nodiscard]] leg* find(const std::string& leg_id);
    /// The live leg of a role, if any; a superseded one never counts.
    [[nodiscard]] leg* of(leg_role role);
    [[nodiscard]] const leg* of(leg_role role) const;
    [[nodiscard]] std::int64_t ring_ms() const;
    [[nodiscard]] std::int64_t talk_ms() const;   ///< answer to end, less hold
    [[nodiscard]] std::int64_t duration_s() const;  ///< answer to end, rounded up
    [[nodiscard]] bool answered() const { return answered_at.has_value(); }
    [[nodiscard]] bool over() const { return state == call_state::ended; }
};
BOOST_DESCRIBE_STRUCT(call, (), (id, direction, state, status, phone_number, customer_id, telecaller_id,
                                 loan_id, customer_name, telecaller_name, created_at, dialed_at,
                                 ringing_at, answered_at, ended_at, held_since, hold_ms, wrap_ms, muted,
                                 on_hold, telecaller_done, cause_q850, cause_text, ended_by, end_reason,
                                 legs, route, gate_decision_id, recording, disposition, notes, cost,
                                 currency, bridge, idempotency_key, campaign_id, lead_id, borrower_first, abandoned,
                                 ring_timeout_s))

/// The contract's `Call`.
[[nodiscard]] json::object to_json(const call& c);

template <class Enum>
[[nodiscard]] const char* name_of(Enum e) {
    return boost::describe::enum_to_string(e, "");
}

}  // namespace zenix::calls
