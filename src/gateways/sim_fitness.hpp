#pragma once
#include "gateways/fleet.hpp"

#include <cstdint>
#include <string>

namespace zenix::gateways {

/// What keeps a SIM from taking a call; the first that holds, in this order.
enum class sim_obstacle : std::uint8_t {
    none,
    switched_off,
    unplaced,
    trunk_off,
    trunk_silent,  ///< no answer to SIP
    box_down,      ///< no answer to polls
    displaced,
    blocked,
    no_sim,
    pin_required,
    puk_required,
    powered_off,
    not_registered,
    trunk_full,
    in_call,
    last = in_call,
};

[[nodiscard]] sim_obstacle obstacle_of(const sim_line& s, const fleet& f);

/// For lists: `not registered`. Empty for `none`.
[[nodiscard]] std::string_view in_short(sim_obstacle o);
/// For people, with what the box said; empty when nothing is against it.
[[nodiscard]] std::string why_out(const sim_line& s, const fleet& f);

}  // namespace zenix::gateways
