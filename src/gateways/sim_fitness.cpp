#include "gateways/sim_fitness.hpp"

#include "gateways/minute_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace zenix::gateways {
namespace {

using compliance::channel;
using drivers::port_state;

bool sits_in(const sim_line& s, const fleet& f) {
    return s.trunk_index < f.trunks.size() && s.sim.port &&
           *s.sim.port < f.trunks[s.trunk_index].trunk.gateway_ports.value_or(0);
}

/// A text goes to the box, past its SIP side.
sim_obstacle obstacle_of(const trunk_line& t, channel wanted) {
    if (!t.trunk.enabled) return sim_obstacle::trunk_off;
    if (t.health.state == trunk_state::unreachable && wanted == channel::call)
        return sim_obstacle::trunk_silent;
    if (t.box_down) return sim_obstacle::box_down;
    if (wanted == channel::text && !t.has_box) return sim_obstacle::no_box;
    return sim_obstacle::none;
}

sim_obstacle obstacle_of(const sim_condition& c, int signal_floor) {
    if (!c.told) return sim_obstacle::none;
    if (c.displaced) return sim_obstacle::displaced;
    if (c.blocked) return sim_obstacle::blocked;
    switch (c.state) {
    case port_state::registered: break;
    case port_state::no_sim: return sim_obstacle::no_sim;
    case port_state::pin_required: return sim_obstacle::pin_required;
    case port_state::puk_required: return sim_obstacle::puk_required;
    case port_state::powered_off: return sim_obstacle::powered_off;
    // What is not known to be registered is not: never a guess.
    default: return sim_obstacle::not_registered;
    }
    const bool weak = c.signal_csq && *c.signal_csq < signal_floor;
    return weak ? sim_obstacle::weak_signal : sim_obstacle::none;
}

bool outside_hours(const sim_caps& c, const moment& at) {
    return (c.use_days >> at.weekday.c_encoding() & 1) == 0 ||
           !within(at.minute, c.use_from, c.use_to);
}

const sim_use& used(const sim_line& s, std::size_t p) {
    return p == 0 ? s.today : p == 1 ? s.month : s.window;
}

sim_obstacle obstacle_of_caps(const sim_line& s, const fleet& f, const demand& d) {
    const auto& c = s.caps;
    for (std::size_t p = 0; p < periods; ++p) {
        const auto& u = used(s, p);
        if (d.channel == channel::text) {
            if (u.texts + d.parts > c.texts.at(p)) return sim_obstacle::cap_texts;
        } else {
            if (u.attempts >= c.calls.at(p)) return sim_obstacle::cap_calls;
            if (u.billed_s > c.billed_s.at(p) - std::min(talk_reserve_s, c.billed_s.at(p)) ||
                c.billed_s.at(p) == 0)
                return sim_obstacle::cap_minutes;
        }
        if (u.recipients >= c.recipients.at(p) &&
            (d.who == 0 || s.log.fresh(d.who, static_cast<period>(p), f.at, c)))
            return sim_obstacle::cap_recipients;
    }
    return sim_obstacle::none;
}

struct words {
    std::string_view code, text;
};
constexpr std::array<words, static_cast<std::size_t>(sim_obstacle::last) + 1> all{{
    {"", ""},
    {"switched_off", "switched off"},
    {"unplaced", "in no port"},
    {"trunk_off", "gateway switched off"},
    {"trunk_silent", "gateway silent"},
    {"box_down", "box does not answer"},
    {"no_box", "gateway without a box that sends texts"},
    {"displaced", "not where the book has it"},
    {"blocked", "blocked on the box"},
    {"no_sim", "no SIM"},
    {"pin_required", "PIN required"},
    {"puk_required", "PUK required"},
    {"powered_off", "powered off"},
    {"not_registered", "not registered"},
    {"weak_signal", "signal too weak"},
    {"quarantined", "in quarantine after faults of the network"},
    {"outside_hours", "outside its hours"},
    {"no_credit", "no credit"},
    {"cap_calls", "at its cap of calls"},
    {"cap_minutes", "at its cap of minutes"},
    {"cap_texts", "at its cap of texts"},
    {"cap_recipients", "at its cap of recipients"},
    {"in_call", "in a call"},
    {"resting", "resting after a call"},
    {"texting", "sending a text"},
    {"trunk_full", "gateway full"},
}};

}  // namespace

sim_obstacle obstacle_of(const sim_line& s, const fleet& f, const demand& d) {
    if (!s.sim.enabled) return sim_obstacle::switched_off;
    if (!sits_in(s, f)) return sim_obstacle::unplaced;
    const auto& t = f.trunks[s.trunk_index];
    if (const auto o = obstacle_of(t, d.channel); o != sim_obstacle::none) return o;
    if (const auto o = obstacle_of(s.condition, s.caps.signal_floor); o != sim_obstacle::none)
        return o;
    const bool calls = d.channel == channel::call;
    if (calls && !(s.guard.admits(f.at.now) && t.guard.admits(f.at.now)))
        return sim_obstacle::quarantined;
    if (outside_hours(s.caps, f.at)) return sim_obstacle::outside_hours;
    if (s.credit && s.credit->amount_minor && *s.credit->amount_minor <= 0)
        return sim_obstacle::no_credit;
    if (const auto o = obstacle_of_caps(s, f, d); o != sim_obstacle::none) return o;
    if (s.in_call || s.condition.in_call) return sim_obstacle::in_call;
    if (f.at.now < s.rests_until) return sim_obstacle::resting;
    if (s.texts_now > 0 || f.at.now < s.texting_until) return sim_obstacle::texting;
    if (calls && t.health.calls_now >= t.trunk.channels_max) return sim_obstacle::trunk_full;
    return sim_obstacle::none;
}

std::string_view in_short(sim_obstacle o) { return all.at(static_cast<std::size_t>(o)).text; }
std::string_view code_of(sim_obstacle o) { return all.at(static_cast<std::size_t>(o)).code; }

std::string why_out(const sim_line& s, const fleet& f) {
    const auto o = obstacle_of(s, f);
    if (o == sim_obstacle::none) return {};
    const bool box_words = o >= sim_obstacle::displaced && o <= sim_obstacle::not_registered &&
                           !s.condition.said.empty();
    return box_words ? fmt::format("{} (the box says {})", in_short(o), s.condition.said)
                     : std::string(in_short(o));
}

std::optional<sys_ms> out_until(const sim_line& s, const fleet& f) {
    switch (obstacle_of(s, f)) {
    case sim_obstacle::resting: return s.rests_until;
    case sim_obstacle::texting:
        return s.texting_until > f.at.now ? std::optional(s.texting_until) : std::nullopt;
    case sim_obstacle::quarantined: {
        const auto until = s.trunk_index < f.trunks.size()
                               ? std::max(s.guard.until(), f.trunks[s.trunk_index].guard.until())
                               : s.guard.until();
        return until > f.at.now ? std::optional(until) : std::nullopt;
    }
    default: return std::nullopt;
    }
}

}  // namespace zenix::gateways
