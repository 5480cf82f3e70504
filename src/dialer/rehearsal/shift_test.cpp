#include "dialer/rehearsal/shift.hpp"

#include <gtest/gtest.h>

namespace zenix::dialer::rehearsal {
namespace {

outcome progressive(const world& w, std::uint64_t seed) {
    core_method m({.max_trunks = 10'000, .ring_timeout_s = 25, .guaranteed = true});
    return play(w, seed, m);
}

TEST(shift, progressive_idles_as_long_as_arithmetic_says) {
    world w;
    w.agents = 20;
    w.p = 0.30;
    w.tick_s = 0.5;
    w.shift_s = 4 * 3600;
    const auto o = progressive(w, 1);
    // E[answer] + (1-p)/p * E[failed attempt] = 11 + 2.33 * 19 s.
    EXPECT_NEAR(o.idle_per_call(), 55, 5);
    EXPECT_EQ(o.abandoned, 0);
    EXPECT_NEAR(static_cast<double>(o.answered) / static_cast<double>(o.attempts), 0.30, 0.03);
}

TEST(shift, is_the_same_for_the_same_seed_and_another_for_another) {
    world w;
    w.agents = 5;
    w.shift_s = 3600;
    const auto a = progressive(w, 7), b = progressive(w, 7), c = progressive(w, 8);
    EXPECT_EQ(a.attempts, b.attempts);
    EXPECT_EQ(a.idle_s, b.idle_s);
    EXPECT_NE(a.idle_s, c.idle_s);
}

TEST(shift, accounts_for_every_second_of_every_telecaller) {
    world w;
    w.agents = 10;
    w.shift_s = 2 * 3600;
    w.login_spread_s = 0;
    const auto o = progressive(w, 3);
    EXPECT_NEAR(o.idle_s + o.talk_s + o.wrap_s + o.rest_s, 10 * w.shift_s, 1);
}

TEST(shift, ends_with_its_list) {
    world w;
    w.agents = 10;
    w.leads = 100;
    const auto o = progressive(w, 3);
    EXPECT_EQ(o.attempts, 100);
    EXPECT_LT(o.simulated_s, w.shift_s);
}

TEST(shift, can_be_broken_off) {
    world w;
    core_method m({.guaranteed = true});
    const auto o = play(w, 1, m, [](double t) { return t < 600; });
    EXPECT_LT(o.simulated_s, 700);
}

}  // namespace
}  // namespace zenix::dialer::rehearsal
