// A decision with 1,000 SIMs in 32 gateways and 100 tariffs, all of them fit or nearly all at caps.
#include "gateways/book_ledger.hpp"
#include "gateways/fleet_for_tests.hpp"
#include "gateways/route_choice.hpp"

#include <benchmark/benchmark.h>
#include <malloc.h>

#include <algorithm>
#include <chrono>

namespace zenix::gateways {
namespace {

using namespace test;
using namespace std::chrono;

book_ledger thousand(strategy s) {
    book_ledger l;
    std::vector<trunk> trunks;
    std::vector<sim> sims;
    fleet_rules rules;
    for (int t = 0; t < 32; ++t) trunks.push_back(gsm_trunk(t + 1, fmt::format("gsm-{:02}", t), 32));
    for (int i = 0; i < 1000; ++i) {
        auto one = sim_in(i / 32 + 1, i % 32);
        one.operator_name = fmt::format("op-{}", i % 5);
        one.tariff = rate_card{.usual = {"INR", i % 7, 20 + i % 100, 60, 1 + i % 60},
            .on_net_price_minor = i % 20,
            .night_price_minor = i % 15,
            .night_from = 1320,
            .night_to = 360};
        one.own_limits.calls_per_day = 400;
        one.own_limits.minutes_per_month = 2000;
        one.own_limits.recipients_per_month = 500;
        one.own_limits.bundle_minutes = i % 3 == 0 ? 1000 : 0;
        sims.push_back(std::move(one));
    }
    for (int o = 0; o < 5; ++o)
        rules.operators.push_back({o, fmt::format("op-{}", o), {}, "{amount}", "INR",
            {fmt::format("+91{}", 70 + o), fmt::format("+9198{}", o)}, 50});
    rules.groups = {group_of(1, "all", s)};
    l.roll(noon_of(2026y / November / 28));
    l.replace(std::move(trunks), std::move(sims), authorised(), {});
    for (int t = 0; t < 32; ++t) l.set_health(t + 1, trunk_state::reachable, 3.0);
    l.set_rules(std::move(rules));
    return l;
}

/// Bytes in use by malloc, all arenas: what grows shows here.
std::int64_t in_use() {
    const auto m = mallinfo2();
    return static_cast<std::int64_t>(m.uordblks + m.hblkhd);
}

/// Numbers are drawn from a hundred thousand; the choice alone is timed, use is counted between.
void decide(benchmark::State& state) {
    auto l = thousand(static_cast<strategy>(state.range(0)));
    auto w = wish(route_class::gsm);
    std::vector<double> took;
    took.reserve(1 << 20);
    int n = 0;
    for (auto _ : state) {
        w.e164 = fmt::format("+9198765{:05}", ++n % 100000);
        const auto began = steady_clock::now();
        auto found = choose(w, l.ways());
        const auto ended = steady_clock::now();
        benchmark::DoNotOptimize(found);
        const double us = duration<double, std::micro>(ended - began).count();
        state.SetIterationTime(us / 1e6);
        took.push_back(us);
        const auto& c = std::get<route_choice>(found);
        l.take(std::to_string(n), c.trunk, c.sim, true, w.e164);
        l.settle(std::to_string(n), {.answered = true, .seconds = 50, .billed_s = 60});
        l.pending.clear();
    }
    // What a decision leaves behind: nothing.
    const auto before = in_use();
    for (int i = 0; i < 10'000; ++i) benchmark::DoNotOptimize(choose(w, l.ways()));
    state.counters["grown_bytes"] = static_cast<double>(in_use() - before);
    std::sort(took.begin(), took.end());
    const auto at = [&](double share) {
        return took[static_cast<std::size_t>(share * static_cast<double>(took.size() - 1))];
    };
    state.counters["p50_us"] = at(0.5);
    state.counters["p99_us"] = at(0.99);
    state.counters["decisions/s"] = benchmark::Counter(
        static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
    state.SetLabel(std::string(to_string(static_cast<strategy>(state.range(0)))));
}
BENCHMARK(decide)->DenseRange(0, 4)->Iterations(20000)->UseManualTime();

/// Choose, hold, settle: all that the book does for a call.
void reserve(benchmark::State& state) {
    auto l = thousand(static_cast<strategy>(state.range(0)));
    auto w = wish(route_class::gsm);
    int n = 0;
    for (auto _ : state) {
        w.e164 = fmt::format("+9198765{:05}", ++n % 100000);
        auto found = choose(w, l.ways());
        const auto& c = std::get<route_choice>(found);
        const auto key = std::to_string(n);
        l.take(key, c.trunk, c.sim, true, w.e164);
        l.settle(key, {.answered = true, .seconds = 50, .billed_s = 60});
        l.pending.clear();
    }
    state.SetLabel(std::string(to_string(static_cast<strategy>(state.range(0)))));
}
BENCHMARK(reserve)->DenseRange(0, 4)->Iterations(20000);

}  // namespace
}  // namespace zenix::gateways
