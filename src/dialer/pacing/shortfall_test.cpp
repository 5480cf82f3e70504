#include "dialer/pacing/shortfall.hpp"

#include <gtest/gtest.h>

namespace zenix::dialer::pacing {
namespace {

profile all(double p) {
    profile out;
    out.fill(p);
    return out;
}

TEST(shortfall, is_certain_without_anybody_and_impossible_with_more_free_than_may_answer) {
    const auto p = all(0.3);
    shortfall nobody(0), three(3);
    three.answers(p, 2);
    EXPECT_DOUBLE_EQ(nobody.empty(p, 0)[0], 1);
    EXPECT_DOUBLE_EQ(three.empty(p, 0)[0], 0);
}

TEST(shortfall, is_exact_for_a_few_coins) {
    // One free, two ring with one half each: nobody is free when at least one answers and none frees.
    const auto half = all(0.5), fifth = all(0.2);
    shortfall s(1);
    s.answers(half, 2);
    s.frees(fifth);
    // D = 1 + F - A <= 0: A=1,F=0 (0.5*0.8) or A=2,F=0 or A=2,F=1 (0.25).
    EXPECT_NEAR(s.empty(half, 0)[3], 0.5 * 0.8 + 0.25, 1e-12);
    // One more that answers with one half.
    double expected = 0;
    for (int a = 0; a <= 3; ++a)
        for (int f = 0; f <= 1; ++f)
            if (1 + f - a <= 0) expected += (a == 0 || a == 3 ? 0.125 : 0.375) * (f ? 0.2 : 0.8);
    EXPECT_NEAR(s.empty(half, 1)[3], expected, 1e-12);
}

TEST(shortfall, counts_a_coin_that_comes_after_a_question) {
    const auto half = all(0.5);
    shortfall asked(1), fresh(1);
    asked.answers(half, 1);
    (void)asked.empty(half, 1);
    asked.answers(half, 1);
    fresh.answers(half, 2);
    EXPECT_DOUBLE_EQ(asked.empty(half, 0)[0], fresh.empty(half, 0)[0]);
    EXPECT_DOUBLE_EQ(asked.empty(half, 1)[0], fresh.empty(half, 1)[0]);
}

TEST(shortfall, grows_with_every_attempt_more) {
    const auto p = all(0.3), q = all(0.1);
    shortfall s(2);
    s.frees(q, 20);
    double last = 0;
    for (int n = 0; n < 30; ++n) {
        const double now = s.empty(p, n)[5];
        EXPECT_GE(now, last);
        last = now;
    }
}

TEST(shortfall, the_normal_law_is_near_the_exact_one_where_it_takes_over) {
    const auto p = all(0.25), q = all(0.12);
    shortfall exact(4), many(4);
    exact.frees(q, 50);
    exact.answers(p, 30);
    many.frees(q, 50);
    many.answers(p, 30);
    // The same ten candidates, in one law as coins, in the other as ones beyond the exact limit.
    const double a = exact.empty(p, 8)[0];
    const auto zero = all(0);
    many.frees(zero, 40);  // Coins that never fall only make it many.
    const double b = many.empty(p, 8)[0];
    EXPECT_NEAR(a, b, 0.004);
    EXPECT_GT(a, 0.01);
}

TEST(shortfall, the_normal_law_knows_certainty) {
    EXPECT_DOUBLE_EQ(normal_at_most_zero(5, 0, 0), 0);
    EXPECT_DOUBLE_EQ(normal_at_most_zero(0, 0, 0), 1);
    EXPECT_NEAR(normal_at_most_zero(0.5, 4, 0), 0.5, 1e-12);
}

}  // namespace
}  // namespace zenix::dialer::pacing
