#include "gateways/tariff.hpp"

#include "base/problem.hpp"

#include <algorithm>

namespace zenix::gateways {
namespace {

// Ten thousand rupees a pulse and an hour-long pulse are slips of the keyboard.
constexpr std::int64_t amount_max = 1'000'000, pulse_max_s = 3600;

}  // namespace

std::int64_t pulses(const tariff& t, std::int64_t answered_ms) {
    if (answered_ms <= 0) return 0;
    const auto first_ms = std::max<std::int64_t>(t.first_pulse_s, 1) * 1000;
    const auto next_ms = std::max<std::int64_t>(t.next_pulse_s, 1) * 1000;
    if (answered_ms <= first_ms) return 1;
    const auto rest = answered_ms - first_ms;
    return 1 + rest / next_ms + (rest % next_ms != 0 ? 1 : 0);
}

std::int64_t price(const tariff& t, std::int64_t answered_ms) {
    const auto n = pulses(t, answered_ms);
    return n == 0 ? 0 : t.connect_minor + n * t.price_minor;
}

tariff read_tariff(fields in) {
    tariff t;
    t.currency = in.text("currency", {3, 3});
    if (!std::ranges::all_of(t.currency, [](char c) { return c >= 'A' && c <= 'Z'; }))
        throw invalid_field(
            in.path("currency"), "Three capital letters of ISO 4217, as INR or USD.");
    t.price_minor = in.integer("price_minor", {0, amount_max});
    t.connect_minor = in.maybe_integer("connect_minor", {0, amount_max}).value_or(0);
    t.first_pulse_s = in.maybe_integer("first_pulse_s", {1, pulse_max_s}).value_or(60);
    t.next_pulse_s = in.maybe_integer("next_pulse_s", {1, pulse_max_s}).value_or(60);
    in.done();
    return t;
}

json::object to_json(const tariff& t) {
    return {{"currency", t.currency}, {"connect_minor", t.connect_minor},
        {"price_minor", t.price_minor}, {"first_pulse_s", t.first_pulse_s},
        {"next_pulse_s", t.next_pulse_s}};
}

}  // namespace zenix::gateways
