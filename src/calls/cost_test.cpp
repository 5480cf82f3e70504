#include "calls/cost.hpp"

#include <gtest/gtest.h>

namespace zenix::calls {
namespace {

constexpr sys_ms start{ms(1'800'000'000'000)};

leg outbound(std::int64_t up_ms, const char* currency = "INR") {
    leg l;
    l.started_at = start;
    l.answered_at = start + ms(5'000);
    l.ended_at = *l.answered_at + ms(up_ms);
    l.route = route_used{};
    l.route->tariff = gateways::tariff{currency, 10, 30, 60, 60};
    return l;
}

call with(std::vector<leg> legs) {
    call c;
    c.ended_at = start + ms(600'000);
    c.legs = std::move(legs);
    return c;
}

TEST(cost, is_that_of_the_legs_that_went_out) {
    leg phone;
    phone.role = leg_role::telecaller;
    phone.answered_at = start;
    const auto cost = cost_of(with({phone, outbound(61'000), outbound(1'000)}));
    ASSERT_TRUE(cost);
    EXPECT_EQ(cost->minor, 70 + 40);
    EXPECT_EQ(cost->currency, "INR");
}

TEST(cost, of_a_call_nobody_answered_is_nought_and_known) {
    auto l = outbound(0);
    l.answered_at.reset();
    const auto cost = cost_of(with({l}));
    ASSERT_TRUE(cost);
    EXPECT_EQ(cost->minor, 0);
}

TEST(cost, of_a_leg_answered_and_gone_in_one_instant_is_a_pulse) {
    EXPECT_EQ(cost_of(with({outbound(0)}))->minor, 40);
}

TEST(cost, of_a_leg_whose_end_was_not_heard_runs_to_the_end_of_the_call) {
    auto l = outbound(0);
    l.ended_at.reset();
    EXPECT_EQ(cost_of(with({l}))->minor, 10 + 10 * 30);  // 595 s are ten minutes begun.
}

TEST(cost, is_not_known_without_a_tariff_nor_across_currencies) {
    auto free = outbound(1'000);
    free.route->tariff.reset();
    EXPECT_FALSE(cost_of(with({free})));
    EXPECT_FALSE(cost_of(with({outbound(1), outbound(1, "USD")})));
}

}  // namespace
}  // namespace zenix::calls
