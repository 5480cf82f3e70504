#include "gateways/credit_rhythm.hpp"

#include <gtest/gtest.h>

namespace zenix::gateways {
namespace {

const sys_ms t0{std::chrono::hours(100)};

TEST(credit_rhythm, asks_at_first_after_calls_and_daily) {
    credit_rhythm r;
    EXPECT_TRUE(r.due(t0, 50)) << "nobody knows it yet";
    r.told_at = t0;
    EXPECT_FALSE(r.due(t0 + ms(1), 50));
    r.calls_since = 50;
    EXPECT_TRUE(r.due(t0 + ms(1), 50));
    r.calls_since = 0;
    EXPECT_TRUE(r.due(t0 + credit_rhythm::daily, 50));
}

TEST(credit_rhythm, waits_longer_after_each_failure) {
    credit_rhythm r;
    r.failures = 1;
    r.failed_at = t0;
    EXPECT_FALSE(r.due(t0 + credit_rhythm::first_wait - ms(1), 50));
    EXPECT_TRUE(r.due(t0 + credit_rhythm::first_wait, 50));
    r.failures = 3;
    EXPECT_FALSE(r.due(t0 + credit_rhythm::first_wait * 4 - ms(1), 50));
    r.failures = 50;
    EXPECT_EQ(r.wait(), credit_rhythm::longest_wait);
}

}  // namespace
}  // namespace zenix::gateways
