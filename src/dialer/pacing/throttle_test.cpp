#include "dialer/pacing/throttle.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace zenix::dialer::pacing {
namespace {

TEST(throttle, risks_the_budget_when_what_is_left_is_what_is_kept_back) {
    EXPECT_NEAR(theta_of(0.01, 0.25 * std::sqrt(24.0), 2400), 0.01, 1e-9);
}

TEST(throttle, risks_more_with_more_left_and_less_with_less) {
    double last = 0;
    for (double left = -20; left < 40; left += 0.5) {
        const double now = theta_of(0.03, left, 600);
        EXPECT_GE(now, last);
        last = now;
    }
    EXPECT_NEAR(last, 0.03 * 8, 1e-9);
    EXPECT_NEAR(theta_of(0.03, -20, 600), 0.03 / 16, 1e-9);
}

TEST(throttle, takes_back_faster_than_it_gives) {
    const double kept = 0.25 * std::sqrt(0.01 * 12000), at = theta_of(0.01, kept, 12000);
    EXPECT_GT(at / theta_of(0.01, kept - 1, 12000), theta_of(0.01, kept + 1, 12000) / at);
}

TEST(throttle, bears_nonsense) {
    EXPECT_EQ(theta_of(0, -5, 0), 0);
    EXPECT_LE(spent_at(0.01, 0), -1);
}

}  // namespace
}  // namespace zenix::dialer::pacing
