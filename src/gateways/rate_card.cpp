#include "gateways/rate_card.hpp"

#include "base/problem.hpp"
#include "gateways/minute_text.hpp"

#include <algorithm>

namespace zenix::gateways {
namespace {

constexpr std::int64_t amount_max = 1'000'000;

}  // namespace

std::int64_t rate_card::pulse_price(int minute_of_day, bool on_net) const {
    auto lowest = usual.price_minor;
    const bool night =
        night_price_minor && within(minute_of_day, static_cast<int>(night_from.value_or(0)),
                                 static_cast<int>(night_to.value_or(0)));
    if (night) lowest = std::min(lowest, *night_price_minor);
    if (on_net && on_net_price_minor) lowest = std::min(lowest, *on_net_price_minor);
    return lowest;
}

tariff rate_card::at(int minute_of_day, bool on_net) const {
    tariff t = usual;
    t.price_minor = pulse_price(minute_of_day, on_net);
    return t;
}

std::int64_t billed_seconds(const tariff& t, std::int64_t answered_ms) {
    const auto n = pulses(t, answered_ms);
    return n == 0 ? 0 : t.first_pulse_s + (n - 1) * t.next_pulse_s;
}

rate_card read_rate_card(fields in) {
    rate_card c;
    c.on_net_price_minor = in.maybe_integer("on_net_price_minor", {0, amount_max});
    c.night_price_minor = in.maybe_integer("night_price_minor", {0, amount_max});
    c.night_from = read_minute(in, "night_from");
    c.night_to = read_minute(in, "night_to");
    const auto night = in.path("night_from");
    c.usual = read_tariff(std::move(in));
    if (c.night_price_minor && (!c.night_from || !c.night_to))
        throw invalid_field(night, "A night price needs the hours between which it holds.");
    return c;
}

json::object to_json(const rate_card& c) {
    auto o = to_json(c.usual);
    o["on_net_price_minor"] = opt(c.on_net_price_minor);
    o["night_price_minor"] = opt(c.night_price_minor);
    o["night_from"] = minute_json(c.night_from);
    o["night_to"] = minute_json(c.night_to);
    return o;
}

}  // namespace zenix::gateways
