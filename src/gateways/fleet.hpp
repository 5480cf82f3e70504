#pragma once
#include "gateways/box_line.hpp"
#include "gateways/gsm_authorisation.hpp"
#include "gateways/gsm_operator.hpp"
#include "gateways/route_group.hpp"
#include "gateways/sim.hpp"
#include "gateways/trunk.hpp"
#include "gateways/use_log.hpp"
#include "gateways/way_guard.hpp"

#include <cstddef>
#include <unordered_map>
#include <vector>

namespace zenix::gateways {

struct trunk_line {
    gateways::trunk trunk;
    trunk_health health;
    bool has_box = false;   ///< that can be told to send a text
    bool box_down = false;  ///< its box does not answer any more; false for one without a box
    way_guard guard;
    std::uint64_t turn = 0;            ///< rises with each reservation of any way; 0: none yet
    std::vector<std::uint32_t> sims;   ///< in fleet::sims
    std::vector<sim_use> ports_today;  ///< by port, whatever SIM sits there
};

/// What a SIM's network said about its credit, and what was spent by our tariffs since.
struct sim_credit {
    std::optional<std::int64_t> amount_minor;  ///< none: the answer was not understood
    std::string currency, said;
    sys_ms at{};
    std::optional<std::int64_t> before_minor;  ///< of the reading before, where it was understood
    std::int64_t spent_between_minor = 0;
};

/// A SIM with what it does and did. `attempts` counts those in progress too.
struct sim_line {
    // What a choice looks at comes first: it is read for each SIM at each call.
    std::size_t trunk_index = none;  ///< in fleet::trunks
    bool in_call = false;
    std::int16_t operator_index = series_index::nobody;  ///< in fleet::operators
    std::uint64_t turn = 0;                              ///< as trunk_line::turn
    recipient_key key = 0;                               ///< of its ICCID
    sys_ms rests_until{};
    std::int64_t texts_now = 0;  ///< being handed to the box
    sys_ms texting_until{};      ///< the port sends a text, or its box wants a pause after one
    way_guard guard;
    sim_use today, month, window;
    sim_caps caps;
    sim_condition condition;
    std::optional<sim_credit> credit;
    std::int64_t spent_minor = 0;         ///< by our tariffs since the last credit reading
    std::int64_t calls_since_credit = 0;  ///< that were answered
    gateways::sim sim;
    use_log log;
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
};

/// Every way out as it stands at one instant.
struct fleet {
    moment at;
    std::vector<trunk_line> trunks;  ///< by name
    std::vector<sim_line> sims;      ///< by ICCID
    std::vector<box_line> boxes;     ///< by id
    gsm_authorisation gsm;
    std::vector<gsm_operator> operators;
    series_index numbering;  ///< of `operators`
    std::vector<route_group> groups;  ///< in order; none: all ways are one group
    std::vector<caller_series> series;
    /// Which SIM reached a number last: sim_line::key and the hour.
    struct last_reach {
        recipient_key sim = 0;
        std::int64_t hour = 0;
    };
    std::unordered_map<recipient_key, last_reach> reached_by;
};

}  // namespace zenix::gateways
