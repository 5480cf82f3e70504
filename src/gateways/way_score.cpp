#include "gateways/way_score.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace zenix::gateways {
namespace {

std::int64_t unheard(trunk_state s) { return s == trunk_state::reachable ? 0 : 1; }

/// Of a million, so that shares compare as whole numbers.
std::int64_t share_in_use(const trunk_line& t) {
    return static_cast<std::int64_t>(t.health.calls_now) * 1'000'000 /
           std::max(t.trunk.channels_max, 1);
}

}  // namespace

scorer::scorer(const route_group& g, std::string_view e164, recipient_key who, const fleet& f,
    compliance::channel c, const std::string& known_sim)
    : g_(g), f_(f), text_(c == compliance::channel::text) {
    if (!f.numbering.empty()) of_number_ = f.numbering.find(e164);
    if (text_ && !known_sim.empty()) {
        last_ = key_of(known_sim);
    } else if (text_ || g.strategy == strategy::sticky) {
        const auto at = f.reached_by.find(who);
        if (at != f.reached_by.end()) last_ = at->second.sim;
    }
}

std::int64_t scorer::price_by(const std::optional<rate_card>& card, bool own_net) const {
    if (!card) return unknown_price;
    return card->usual.connect_minor + pulses(card->usual, g_.typical_call_s * 1000) *
                                           card->pulse_price(f_.at.minute, own_net);
}

std::int64_t scorer::left_of(const sim_line& s) const {
    return s.caps.bundle_s < 0 ? -1 : std::max<std::int64_t>(s.caps.bundle_s - s.month.billed_s, 0);
}

std::int64_t scorer::price_of(const sim_line& s) const {
    if (left_of(s) >= g_.typical_call_s) return 0;  // Paid for with the plan.
    return price_by(s.sim.tariff ? s.sim.tariff : f_.trunks[s.trunk_index].trunk.tariff, on_net(s));
}

std::int64_t scorer::price_of(const trunk_line& t) const { return price_by(t.trunk.tariff, false); }

way_score scorer::of(const trunk_line& t) const {
    const auto heard = unheard(t.health.state), share = share_in_use(t);
    const auto turn = static_cast<std::int64_t>(t.turn);
    switch (g_.strategy) {
    case strategy::round_robin: return {0, heard, turn, share, 0};
    case strategy::cheapest: return {0, heard, price_of(t), share, 0};
    default: return {0, heard, share, 0, 0};
    }
}

way_score scorer::of(const sim_line& s) const {
    const auto heard = unheard(f_.trunks[s.trunk_index].health.state);
    const auto calls = s.today.attempts, talked = s.today.seconds;
    // Prices and minutes are of calls; an answer to a text should find the SIM it came from.
    if (text_) return {1, reached_it_last(s) ? 0 : 1, s.today.texts, calls, talked};
    switch (g_.strategy) {
    case strategy::least_used: break;
    case strategy::round_robin: return {1, heard, static_cast<std::int64_t>(s.turn), calls, talked};
    case strategy::most_left: return {1, heard, -left_of(s), calls, talked};
    // Here SIP has no privilege; a SIM of the same price comes after it.
    case strategy::cheapest: return {0, heard, price_of(s), calls + 1'000'000, talked};
    case strategy::sticky: return {1, heard, reached_it_last(s) ? 0 : 1, calls, talked};
    }
    return {1, heard, calls, talked, 0};
}

std::string scorer::money(std::int64_t minor, const std::string& currency) const {
    if (minor == unknown_price) return "no price is known";
    return fmt::format(
        "{}.{:02} {} for {} s now", minor / 100, minor % 100, currency, g_.typical_call_s);
}

std::string scorer::why(const trunk_line& t) const {
    const auto use = fmt::format("{} of {} channels in use", t.health.calls_now, t.trunk.channels_max);
    switch (g_.strategy) {
    case strategy::round_robin: return "its last turn is the longest ago";
    case strategy::cheapest:
        return fmt::format("{}, the cheapest",
            money(price_of(t), t.trunk.tariff ? t.trunk.tariff->usual.currency : ""));
    default: return use + ", the least";
    }
}

std::string scorer::why(const sim_line& s) const {
    if (text_)
        return reached_it_last(s) ? "the one this number knows"
                                  : fmt::format("{} texts today, the fewest", s.today.texts);
    const auto fewest = fmt::format("{} attempts today, the fewest", s.today.attempts);
    switch (g_.strategy) {
    case strategy::least_used: break;
    case strategy::round_robin: return "its last turn is the longest ago";
    case strategy::most_left:
        if (left_of(s) < 0) return "no plan has minutes; " + fewest;
        return fmt::format("{} plan minutes left this month, the most", left_of(s) / 60);
    case strategy::cheapest: {
        const auto& card = s.sim.tariff ? s.sim.tariff : f_.trunks[s.trunk_index].trunk.tariff;
        if (left_of(s) >= g_.typical_call_s) return "within the minutes of its plan, the cheapest";
        return fmt::format("{}{}, the cheapest",
            money(price_of(s), card ? card->usual.currency : ""), on_net(s) ? " within its own network" : "");
    }
    case strategy::sticky:
        return reached_it_last(s) ? "it reached this number last"
                                  : "the SIM that reached this number last is not free; " + fewest;
    }
    return fewest;
}

}  // namespace zenix::gateways
