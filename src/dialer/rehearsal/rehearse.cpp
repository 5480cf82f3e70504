#include "dialer/rehearsal/rehearse.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace zenix::dialer::rehearsal {
namespace {

namespace json = boost::json;

double cost_of(const price& p, const outcome& o) {
    const double seats_s = o.idle_s + o.talk_s + o.wrap_s + o.rest_s;
    return p.per_attempt * static_cast<double>(o.attempts) + p.per_line_minute * o.line_s / 60 +
           p.per_agent_hour * seats_s / 3600;
}

json::object to_json(const band& b) { return {{"mean", b.mean}, {"low", b.low}, {"high", b.high}}; }

}  // namespace

band band_of(std::vector<double> values) {
    if (values.empty()) return {};
    std::ranges::sort(values);
    double sum = 0;
    for (const auto v : values) sum += v;
    const auto n = values.size();
    const auto off = static_cast<std::size_t>(0.05 * static_cast<double>(n));
    return {sum / static_cast<double>(n), values[off], values[n - 1 - off]};
}

report rehearse(const scenario& s, const make_method& make, const std::function<bool(double)>& progress) {
    std::vector<outcome> all;
    bool go_on = true;
    for (int i = 0; i < s.seeds && go_on; ++i) {
        const auto m = make();
        const auto watch = [&](double t) {
            if (progress) go_on = progress((i + std::min(1.0, t / s.in.shift_s)) / s.seeds);
            return go_on;
        };
        auto o = play(s.in, s.first_seed + static_cast<std::uint64_t>(i), *m, watch);
        if (go_on) all.push_back(std::move(o));
    }
    const auto of = [&](auto figure) {
        std::vector<double> values;
        for (const auto& o : all) values.push_back(static_cast<double>(figure(o)));
        return band_of(std::move(values));
    };
    report r;
    r.seeds = static_cast<int>(all.size());
    r.occupancy = of([](const outcome& o) { return o.occupancy(); });
    r.idle_per_call = of([](const outcome& o) { return o.idle_per_call(); });
    r.abandon_rate = of([](const outcome& o) { return o.abandon_rate(); });
    r.attempts = of([](const outcome& o) { return o.attempts; });
    r.answered = of([](const outcome& o) { return o.answered; });
    r.handled = of([](const outcome& o) { return o.handled; });
    r.contacts = of([](const outcome& o) { return o.contacts; });
    r.cost = of([&](const outcome& o) { return cost_of(s.costs, o); });
    r.hours = of([](const outcome& o) { return o.simulated_s / 3600; });
    r.worst_hour = of([](const outcome& o) { return o.worst_hour(); });
    return r;
}

report rehearse(const scenario& s, const std::function<bool(double)>& progress) {
    return rehearse(s, [&] { return std::make_unique<core_method>(s.with); }, progress);
}

json::object to_json(const scenario& s, const report& r) {
    return {{"name", s.name}, {"seeds", r.seeds}, {"agents", s.in.agents}, {"abandon_budget", s.with.abandon_budget},
            {"hours", to_json(r.hours)}, {"occupancy", to_json(r.occupancy)},
            {"idle_s_per_call", to_json(r.idle_per_call)}, {"abandon_rate", to_json(r.abandon_rate)},
            {"worst_hour_abandon_rate", to_json(r.worst_hour)}, {"attempts", to_json(r.attempts)},
            {"answered", to_json(r.answered)}, {"calls", to_json(r.handled)},
            // Nobody can tell contacts from a history that does not say which they were.
            {"contacts", s.in.talk_times.empty() || s.in.contact_share >= 0 ? json::value(to_json(r.contacts)) : json::value(nullptr)},
            {"cost_minor", to_json(r.cost)}, {"currency", s.costs.currency}};
}

std::string in_words(const scenario& s, const report& r) {
    const auto line = [](std::string_view what, const band& b, double times, std::string_view unit, int digits) {
        return fmt::format("  {:<28}{:>12.{}f}{:<3} ({:.{}f} to {:.{}f})\n", what, b.mean * times, digits, unit,
            b.low * times, digits, b.high * times, digits);
    };
    std::string out = fmt::format("{}: {} telecallers, abandon budget {:.2f} %, {} shifts\n\n", s.name, s.in.agents,
        100 * s.with.abandon_budget, r.seeds);
    out += line("hours", r.hours, 1, "", 1);
    out += line("occupancy", r.occupancy, 100, " %", 1);
    out += line("idle seconds a call", r.idle_per_call, 1, "", 1);
    out += line("abandoned of answered", r.abandon_rate, 100, " %", 2);
    out += line("the same, worst hour", r.worst_hour, 100, " %", 2);
    out += line("attempts", r.attempts, 1, "", 0);
    out += line("answered", r.answered, 1, "", 0);
    out += line("calls with a telecaller", r.handled, 1, "", 0);
    if (s.in.talk_times.empty() || s.in.contact_share >= 0) out += line("contacts", r.contacts, 1, "", 0);
    if (s.costs.per_attempt + s.costs.per_line_minute + s.costs.per_agent_hour > 0)
        out += line("cost, " + s.costs.currency, r.cost, 0.01, "", 2);
    return out;
}

}  // namespace zenix::dialer::rehearsal
