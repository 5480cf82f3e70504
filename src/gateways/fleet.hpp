#pragma once
#include "gateways/box_line.hpp"
#include "gateways/gsm_authorisation.hpp"
#include "gateways/sim.hpp"
#include "gateways/trunk.hpp"

#include <cstddef>
#include <vector>

namespace zenix::gateways {

struct trunk_line {
    gateways::trunk trunk;
    trunk_health health;
    bool box_down = false;  ///< its box does not answer any more; false for one without a box
};

/// A SIM with what it does and did today. `attempts` counts those in progress too.
struct sim_line {
    gateways::sim sim;
    std::size_t trunk_index = none;  ///< in fleet::trunks
    bool in_call = false;
    sim_use today;
    sim_condition condition;
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
};

/// Every way out as it stands at one instant.
struct fleet {
    std::vector<trunk_line> trunks;  ///< by name
    std::vector<sim_line> sims;      ///< by ICCID
    std::vector<box_line> boxes;     ///< by id
    gsm_authorisation gsm;
};

}  // namespace zenix::gateways
