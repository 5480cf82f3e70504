// Idle time and abandoned calls of our pacing beside other methods, and what a decision costs.
//   pacing_bench [--first 101] [--seeds 10] [--agents 5,20,100,300] [--budgets 3,1] [--only TEXT] [--cost]
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>

#include "dialer/rehearsal/peers.hpp"
#include "dialer/rehearsal/shift.hpp"

using namespace zenix::dialer;
using namespace zenix::dialer::rehearsal;

namespace {

struct entry {
    std::string name;
    std::function<std::unique_ptr<method>(const pacing::settings&, double budget)> make;
    bool wrap_timer = false;
};

pacing::settings with(pacing::settings s, const std::function<void(pacing::settings&)>& change) {
    change(s);
    return s;
}

std::vector<entry> methods() {
    using v = vicidial_like::variant;
    const auto core = [](auto change, core_method::knowledge k = {}) {
        return [=](const pacing::settings& s, double) -> std::unique_ptr<method> {
            return std::make_unique<core_method>(with(s, change), k);
        };
    };
    const auto plain = [](pacing::settings&) {};
    const auto vici = [](v kind) {
        return [=](const pacing::settings&, double budget) -> std::unique_ptr<method> {
            return std::make_unique<vicidial_like>(kind, budget);
        };
    };
    return {
        {"progressive 1:1", core([](pacing::settings& s) { s.guaranteed = true; })},
        {"fixed 2.0 per available agent", [](auto&, double) { return std::make_unique<fixed_ratio>(2); }},
        {"VICIdial-like HARD_LIMIT", vici(v::hard_limit)},
        {"VICIdial-like TAPERED", vici(v::tapered)},
        {"VICIdial-like AVERAGE", vici(v::average)},
        {"Issabel-like, overcommit", [](auto&, double) { return std::make_unique<issabel_like>(); }},
        {"OMniDialer-like predictive", [](auto&, double b) { return std::make_unique<omnidialer_like>(b); }},
        {"**zenix**", core(plain)},
        {"zenix, ring-cancel after 15 s", core([](pacing::settings& s) { s.ring_cancel_s = 15; })},
        {"zenix, fixed 20 s wrap timer", core(plain), true},
        {"bound: knows every call end", core(plain, {true, false})},
        {"bound: knows who answers and when", core(plain, {false, true})},
    };
}

void row(const entry& e, const std::vector<int>& teams, double budget, int first, int seeds) {
    fmt::print("| {} |", e.name);
    for (const int n : teams) {
        world w;
        w.agents = n;
        w.wrap_fixed = e.wrap_timer;
        const pacing::settings s{.abandon_budget = budget, .max_ratio = 3, .max_trunks = 3 * n, .ring_timeout_s = 25};
        double idle = 0, occupancy = 0, abandoned = 0, worst = 0, over = -1e9;
        for (int i = 0; i < seeds; ++i) {
            const auto m = e.make(s, budget);
            const auto o = play(w, static_cast<std::uint64_t>(first + i), *m);
            idle += o.idle_per_call() / seeds;
            occupancy += o.occupancy() / seeds;
            abandoned += o.abandon_rate() / seeds;
            worst = std::max(worst, o.abandon_rate());
            over = std::max(over, static_cast<double>(o.abandoned) - budget * static_cast<double>(o.answered));
        }
        fmt::print(" {:.1f}, {:.1f} %, {:.2f} % ({:.2f}; {:+.1f}) |", idle, 100 * occupancy, 100 * abandoned, 100 * worst, over);
        std::fflush(stdout);
    }
    fmt::print("\n");
}

/// Times every decision of a shift; the slowest of a hundred tells what p99 hides.
class timed final : public method {
  public:
    explicit timed(const pacing::settings& s) : core_(s) {}
    void hear(const occurrence& o) override { core_.hear(o); }
    wish decide(double t, std::span<const pacing::foresight> next) override {
        const auto began = std::chrono::steady_clock::now();
        auto w = core_.decide(t, next);
        if (t > 900) micros.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - began).count());
        return w;
    }
    std::vector<double> micros;

  private:
    core_method core_;
};

void cost() {
    world w;
    w.agents = 1000;
    w.shift_s = 3600;
    timed m({.abandon_budget = 0.01, .max_ratio = 3, .max_trunks = 3000, .ring_timeout_s = 25});
    const auto o = play(w, 101, m);
    std::ranges::sort(m.micros);
    const auto at = [&](double q) { return m.micros[static_cast<std::size_t>(q * static_cast<double>(m.micros.size() - 1))]; };
    fmt::print("1,000 telecallers: {} decisions, p50 {:.1f} us, p99 {:.1f} us, p99.9 {:.1f} us; {} calls, {:.1f} s idle a call\n",
        m.micros.size(), at(0.5), at(0.99), at(0.999), o.handled, o.idle_per_call());
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App cli{"Pacing, compared on the reference model; docs/pacing.md."};
    int first = 101, seeds = 10;
    std::vector<int> teams{5, 20, 100, 300};
    std::vector<double> budgets{3, 1};
    std::string only;
    bool only_cost = false;
    cli.add_option("--first", first, "Seeds 1 to 20 are for tuning, those from 101 are reported.");
    cli.add_option("--seeds", seeds)->check(CLI::Range(1, 1000));
    cli.add_option("--agents", teams)->delimiter(',');
    cli.add_option("--budgets", budgets, "Percent.")->delimiter(',');
    cli.add_option("--only", only, "Methods with this in their name.");
    cli.add_flag("--cost", only_cost, "Only what a decision costs.");
    CLI11_PARSE(cli, argc, argv);
    if (only_cost) return cost(), 0;
    for (const double b : budgets) {
        fmt::print("\nBudget {} %. Idle seconds a call, occupancy, abandoned: mean (worst seed; worst seed in calls over the budget)\n\n| method |", b);
        for (const int n : teams) fmt::print(" N={} |", n);
        fmt::print("\n|---|");
        for (std::size_t i = 0; i < teams.size(); ++i) fmt::print("---|");
        fmt::print("\n");
        for (const auto& e : methods())
            if (e.name.find(only) != std::string::npos) row(e, teams, b / 100, first, seeds);
    }
    cost();
}
