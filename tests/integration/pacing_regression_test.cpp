// The figures that no change may lose: idle seconds a call at a budget of 1 %, and the budget itself.
// Time is simulated; the seeds are those of the reference table.
#include <gtest/gtest.h>

#include "dialer/rehearsal/shift.hpp"

namespace zenix::dialer::rehearsal {
namespace {

struct reached {
    double idle = 0, worst_over = -1e9;
};

reached rehearse(int agents, double budget, int seeds, double hours) {
    world w;
    w.agents = agents;
    w.tick_s = 2;  // Every telecaller who becomes free is a decision besides.
    w.shift_s = hours * 3600;
    const pacing::settings s{.abandon_budget = budget, .max_ratio = 3, .max_trunks = 3 * agents, .ring_timeout_s = 25};
    reached r;
    for (int i = 0; i < seeds; ++i) {
        core_method core(s);
        const auto o = play(w, static_cast<std::uint64_t>(101 + i), core);
        r.idle += o.idle_per_call() / seeds;
        r.worst_over = std::max(r.worst_over, static_cast<double>(o.abandoned) - budget * static_cast<double>(o.answered));
    }
    return r;
}

struct held {
    const char* name;
    int agents;
    double budget;
    int seeds;
    double hours, idle_at_most;  ///< seconds a handled call
};

class pacing_regression : public testing::TestWithParam<held> {};

TEST_P(pacing_regression, idles_no_more_and_keeps_the_budget) {
    const auto& want = GetParam();
    const auto r = rehearse(want.agents, want.budget, want.seeds, want.hours);
    RecordProperty("idle_s", std::to_string(r.idle));
    EXPECT_LT(r.idle, want.idle_at_most);
    EXPECT_LE(r.worst_over, 1);
}

INSTANTIATE_TEST_SUITE_P(shifts, pacing_regression,
    testing::Values(held{"five_telecallers_at_one_percent", 5, 0.01, 3, 8, 44},
        held{"twenty_telecallers_at_one_percent", 20, 0.01, 2, 6, 30},
        held{"a_hundred_telecallers_at_one_percent", 100, 0.01, 1, 4, 12.5},
        held{"three_hundred_telecallers_at_one_percent", 300, 0.01, 1, 2.5, 6},
        held{"twenty_telecallers_at_three_percent", 20, 0.03, 1, 6, 25}),
    [](const auto& shift) { return std::string(shift.param.name); });

}  // namespace
}  // namespace zenix::dialer::rehearsal
