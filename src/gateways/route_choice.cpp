#include "gateways/route_choice.hpp"

#include "gateways/sim_fitness.hpp"

#include <fmt/format.h>

#include <array>
#include <tuple>

namespace zenix::gateways {
namespace {

bool channel_free(const trunk_line& t) { return t.health.calls_now < t.trunk.channels_max; }

bool fits(const trunk_line& t) {
    return t.trunk.enabled && t.health.state != trunk_state::unreachable && !t.box_down &&
           channel_free(t);
}

bool unheard(const trunk_line& t) { return t.health.state != trunk_state::reachable; }

// Shares as products, so that no division rounds: a/b < c/d.
bool less_used(const trunk_line& a, const trunk_line& b) {
    const auto left = static_cast<std::int64_t>(a.health.calls_now) * b.trunk.channels_max;
    const auto right = static_cast<std::int64_t>(b.health.calls_now) * a.trunk.channels_max;
    return std::tuple(unheard(a), left, std::string_view(a.trunk.name)) <
           std::tuple(unheard(b), right, std::string_view(b.trunk.name));
}

auto rank(const sim_line& s, const fleet& f) {
    return std::tuple(unheard(f.trunks[s.trunk_index]), s.today.attempts, s.today.seconds,
        std::string_view(s.sim.iccid));
}

std::optional<route_choice> choose_sip(const fleet& f) {
    std::optional<std::size_t> best;
    std::size_t fitting = 0;
    for (std::size_t i = 0; i < f.trunks.size(); ++i) {
        const auto& t = f.trunks[i];
        if (t.trunk.kind != trunk_kind::sip || !fits(t)) continue;
        ++fitting;
        if (!best || less_used(t, f.trunks[*best])) best = i;
    }
    if (!best) return std::nullopt;
    const auto& t = f.trunks[*best];
    return route_choice{*best, std::nullopt,
        fmt::format("SIP trunk {}: {} of {} channels in use, the least of {} that fit{}.",
            t.trunk.name, t.health.calls_now, t.trunk.channels_max, fitting,
            unheard(t) ? "; not heard from yet" : "")};
}

std::optional<route_choice> choose_sim(const fleet& f, bool sip_was_tried) {
    std::optional<std::size_t> best;
    std::size_t fitting = 0;
    for (std::size_t i = 0; i < f.sims.size(); ++i) {
        if (obstacle_of(f.sims[i], f) != sim_obstacle::none) continue;
        ++fitting;
        if (!best || rank(f.sims[i], f) < rank(f.sims[*best], f)) best = i;
    }
    if (!best) return std::nullopt;
    const auto& s = f.sims[*best];
    return route_choice{s.trunk_index, best,
        fmt::format("SIM {}{} in port {} of {}: {} attempts today, the fewest of {} free SIMs{}.",
            s.sim.iccid, s.sim.operator_name ? " (" + *s.sim.operator_name + ")" : "", *s.sim.port,
            f.trunks[s.trunk_index].trunk.name, s.today.attempts, fitting,
            sip_was_tried ? "; no SIP trunk fits" : "")};
}

std::string why_not(const trunk_line& t) {
    if (!t.trunk.enabled) return "switched off";
    if (t.health.state == trunk_state::unreachable) return "does not answer";
    if (t.box_down) return "its box does not answer";
    if (!channel_free(t)) return fmt::format("all {} channels in use", t.trunk.channels_max);
    return {};
}

std::string why_no_sim(std::size_t trunk, const fleet& f) {
    std::array<std::size_t, static_cast<std::size_t>(sim_obstacle::last) + 1> against{};
    std::size_t sims = 0;
    for (const auto& s : f.sims) {
        if (s.trunk_index != trunk || !s.sim.port) continue;
        ++sims;
        ++against.at(static_cast<std::size_t>(obstacle_of(s, f)));
    }
    if (sims == 0) return "no SIM is known in it";
    std::string out;
    for (std::size_t o = 1; o < against.size(); ++o)
        if (against.at(o) > 0)
            out += fmt::format("{}{} {}", out.empty() ? "" : ", ", against.at(o),
                in_short(static_cast<sim_obstacle>(o)));
    return fmt::format("of {} SIMs {}", sims, out);
}

no_route explain(const route_wish& wish, const fleet& f, const std::string& gsm_obstacle) {
    std::string why;
    const auto add = [&](const std::string& name, const std::string& text) {
        why += fmt::format("{}{}: {}", why.empty() ? "" : "; ", name, text);
    };
    for (std::size_t i = 0; i < f.trunks.size(); ++i) {
        const auto& t = f.trunks[i];
        const bool gsm = t.trunk.kind == trunk_kind::gsm;
        if (wish.wanted == route_class::sip && gsm) continue;
        if (wish.wanted == route_class::gsm && !gsm) continue;
        auto text = why_not(t);
        if (text.empty() && gsm) text = gsm_obstacle.empty() ? why_no_sim(i, f) : gsm_obstacle;
        add(t.trunk.name, text);
    }
    if (why.empty()) why = "there is no trunk of this kind; an administrator can add one";
    return {why + "."};
}

}  // namespace

std::variant<route_choice, no_route> choose(const route_wish& wish, const fleet& f) {
    const bool sip_allowed = wish.wanted != route_class::gsm;
    if (sip_allowed)
        if (auto sip = choose_sip(f)) return std::move(*sip);
    std::string obstacle;
    if (wish.wanted != route_class::sip) {
        obstacle = f.gsm.obstacle(wish.country, wish.purpose);
        if (obstacle.empty())
            if (auto gsm = choose_sim(f, sip_allowed)) return std::move(*gsm);
    }
    return explain(wish, f, obstacle);
}

}  // namespace zenix::gateways
