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

TEST(pacing_regression, five_telecallers_at_one_percent) {
    const auto r = rehearse(5, 0.01, 3, 8);
    RecordProperty("idle_s", std::to_string(r.idle));
    EXPECT_LT(r.idle, 44);
    EXPECT_LE(r.worst_over, 1);
}

TEST(pacing_regression, twenty_telecallers_at_one_percent) {
    const auto r = rehearse(20, 0.01, 2, 6);
    RecordProperty("idle_s", std::to_string(r.idle));
    EXPECT_LT(r.idle, 30);
    EXPECT_LE(r.worst_over, 1);
}

TEST(pacing_regression, a_hundred_telecallers_at_one_percent) {
    const auto r = rehearse(100, 0.01, 1, 4);
    RecordProperty("idle_s", std::to_string(r.idle));
    EXPECT_LT(r.idle, 12.5);
    EXPECT_LE(r.worst_over, 1);
}

TEST(pacing_regression, three_hundred_telecallers_at_one_percent) {
    const auto r = rehearse(300, 0.01, 1, 2.5);
    RecordProperty("idle_s", std::to_string(r.idle));
    EXPECT_LT(r.idle, 6);
    EXPECT_LE(r.worst_over, 1);
}

TEST(pacing_regression, twenty_telecallers_at_three_percent) {
    const auto r = rehearse(20, 0.03, 1, 6);
    RecordProperty("idle_s", std::to_string(r.idle));
    EXPECT_LT(r.idle, 25);
    EXPECT_LE(r.worst_over, 1);
}

}  // namespace
}  // namespace zenix::dialer::rehearsal
