#pragma once
#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What the rules about trunks, gateways and SIMs look at. Plain data: whoever knows a value fills it
/// in, what nobody knows stays empty, and a rule without its value says nothing.
namespace zenix::watch {

struct trunk_reading {
    std::int64_t id = 0;
    std::string name;
    bool enabled = true;
    std::optional<bool> reachable;  ///< by SIP OPTIONS
};

struct box_reading {
    std::int64_t id = 0;
    std::string name;
    bool enabled = true;
    std::optional<bool> answers;  ///< its management interface
    bool login_refused = false;
    std::string fault;                  ///< the driver's words, where there is a fault
    std::optional<ms> clock_ahead;      ///< negative: behind
    std::optional<sys_ms> push_due_by;  ///< it should push; when its silence is too long
};

enum class sim_condition : std::uint8_t { unknown, registered, unregistered, pin, puk, absent };

struct cap_reading {
    std::string name;  ///< `minutes today`
    std::int64_t used = 0, cap = 0;
};

struct sim_reading {
    std::string iccid, where, operator_name;  ///< `where`: `gsm-1 port 3`; empty: in no port
    std::optional<std::int64_t> trunk_id, box_id;
    bool enabled = true;
    sim_condition state = sim_condition::unknown;
    std::optional<int> signal_csq;  ///< 0..31, 3GPP TS 27.007 +CSQ
    std::string currency;
    std::optional<std::int64_t> credit_minor, credit_floor_minor;
    std::optional<std::int64_t> credit_hour_ago_minor, explained_minor;  ///< what calls since cost
    std::vector<cap_reading> caps;
    std::int64_t attempts = 0, answered = 0, talk_s = 0;  ///< today
};

struct fleet_readings {
    sys_ms at{};
    std::vector<trunk_reading> trunks;
    std::vector<box_reading> boxes;
    std::vector<sim_reading> sims;
};

}  // namespace zenix::watch
