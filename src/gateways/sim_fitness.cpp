#include "gateways/sim_fitness.hpp"

#include <fmt/format.h>

#include <array>

namespace zenix::gateways {
namespace {

using drivers::port_state;

bool sits_in(const sim_line& s, const fleet& f) {
    return s.trunk_index < f.trunks.size() && s.sim.port &&
           *s.sim.port < f.trunks[s.trunk_index].trunk.gateway_ports.value_or(0);
}

sim_obstacle obstacle_of(const trunk_line& t) {
    if (!t.trunk.enabled) return sim_obstacle::trunk_off;
    if (t.health.state == trunk_state::unreachable) return sim_obstacle::trunk_silent;
    if (t.box_down) return sim_obstacle::box_down;
    return sim_obstacle::none;
}

sim_obstacle obstacle_of(const sim_condition& c) {
    if (!c.told) return sim_obstacle::none;
    if (c.displaced) return sim_obstacle::displaced;
    if (c.blocked) return sim_obstacle::blocked;
    switch (c.state) {
    case port_state::registered: return sim_obstacle::none;
    case port_state::no_sim: return sim_obstacle::no_sim;
    case port_state::pin_required: return sim_obstacle::pin_required;
    case port_state::puk_required: return sim_obstacle::puk_required;
    case port_state::powered_off: return sim_obstacle::powered_off;
    // What is not known to be registered is not: never a guess.
    default: return sim_obstacle::not_registered;
    }
}

}  // namespace

sim_obstacle obstacle_of(const sim_line& s, const fleet& f) {
    if (!s.sim.enabled) return sim_obstacle::switched_off;
    if (!sits_in(s, f)) return sim_obstacle::unplaced;
    const auto& t = f.trunks[s.trunk_index];
    if (const auto o = obstacle_of(t); o != sim_obstacle::none) return o;
    if (const auto o = obstacle_of(s.condition); o != sim_obstacle::none) return o;
    if (s.in_call || s.condition.in_call) return sim_obstacle::in_call;
    if (t.health.calls_now >= t.trunk.channels_max) return sim_obstacle::trunk_full;
    return sim_obstacle::none;
}

std::string_view in_short(sim_obstacle o) {
    constexpr std::array<std::string_view, static_cast<std::size_t>(sim_obstacle::last) + 1> words{
        "", "switched off", "in no port", "gateway switched off", "gateway silent",
        "box does not answer", "not where the book has it", "blocked on the box", "no SIM",
        "PIN required", "PUK required", "powered off", "not registered", "gateway full",
        "in a call"};
    return words.at(static_cast<std::size_t>(o));
}

std::string why_out(const sim_line& s, const fleet& f) {
    const auto o = obstacle_of(s, f);
    if (o == sim_obstacle::none) return {};
    const bool box_words = o >= sim_obstacle::displaced && o <= sim_obstacle::not_registered &&
                           !s.condition.said.empty();
    return box_words ? fmt::format("{} (the box says {})", in_short(o), s.condition.said)
                     : std::string(in_short(o));
}

}  // namespace zenix::gateways
