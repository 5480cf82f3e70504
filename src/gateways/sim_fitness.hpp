#pragma once
#include "compliance/terms.hpp"
#include "gateways/fleet.hpp"

#include <cstdint>
#include <string>

namespace zenix::gateways {

/// What keeps a SIM from taking a call or a text; the first that holds, in this order.
enum class sim_obstacle : std::uint8_t {
    none,
    switched_off,
    unplaced,
    trunk_off,
    trunk_silent,  ///< no answer to SIP
    box_down,      ///< no answer to polls
    no_box,        ///< a text: there is nobody to be told
    displaced,
    blocked,
    no_sim,
    pin_required,
    puk_required,
    powered_off,
    not_registered,
    weak_signal,
    quarantined,
    outside_hours,
    no_credit,
    cap_calls,
    cap_minutes,
    cap_texts,
    cap_recipients,
    in_call,
    resting,
    texting,  ///< its port sends a text: one job at a time
    trunk_full,
    last = trunk_full,
};

/// What is wanted of it.
struct demand {
    compliance::channel channel = compliance::channel::call;
    recipient_key who = 0;  ///< 0: nobody in particular, so caps on recipients are not asked
    std::int64_t parts = 1;  ///< of a text
};

/// A call begins only while so much is left under every cap on minutes (or the whole of a smaller
/// cap), for nobody knows how long it will be. It is not broken off when it takes longer.
inline constexpr std::int64_t talk_reserve_s = 180;

[[nodiscard]] sim_obstacle obstacle_of(const sim_line& s, const fleet& f, const demand& d = {});

/// For lists: `not registered`. Empty for `none`.
[[nodiscard]] std::string_view in_short(sim_obstacle o);
/// For programs: `not_registered`.
[[nodiscard]] std::string_view code_of(sim_obstacle o);
/// For people, with what the box said; empty when nothing is against it.
[[nodiscard]] std::string why_out(const sim_line& s, const fleet& f);
/// When it ends by the clock.
[[nodiscard]] std::optional<sys_ms> out_until(const sim_line& s, const fleet& f);

}  // namespace zenix::gateways
