#include "gateways/use_log.hpp"
#include "gateways/fleet_for_tests.hpp"

#include <gtest/gtest.h>

namespace zenix::gateways {
namespace {

using namespace test;
using namespace std::chrono;

moment at(year_month_day day, int hour = 12) {
    auto m = noon_of(day);
    m.now += hours(hour - 12);
    m.minute = hour * 60;
    return m;
}

TEST(use_log, sums_by_day_billing_month_and_window) {
    use_log log;
    sim_caps caps;
    caps.billing_day = 10;
    caps.window_hours = 24;
    const auto last_month = 2026y / November / 9, first = 2026y / November / 10,
               today = 2026y / November / 28;
    for (const auto day : {last_month, first, today})
        log.add(day, at(day).hour(), {.attempts = 1, .billed_s = 60});
    const auto noon = at(today);
    const auto s = log.over(noon, caps);
    EXPECT_EQ(s.day.attempts, 1);
    EXPECT_EQ(s.month.attempts, 2) << "the billing month began on the 10th";
    EXPECT_EQ(s.window.attempts, 1);
    caps.window_hours = 24 * 18;
    EXPECT_EQ(log.over(noon, caps).window.billed_s, 120);
}

TEST(use_log, a_window_never_forgets_too_early) {
    use_log log;
    sim_caps caps;
    caps.window_hours = 2;
    const auto day = 2026y / November / 28;
    auto late = at(day, 9);
    late.now += minutes(59);
    log.add(day, late.hour(), {.attempts = 1});
    EXPECT_EQ(log.over(at(day, 11), caps).window.attempts, 1) << "an hour and a minute later";
    EXPECT_EQ(log.over(at(day, 12), caps).window.attempts, 0) << "more than two hours later";
}

TEST(use_log, a_months_first_day_may_be_any) {
    EXPECT_EQ(month_start(2026y / March / 5, 1), 2026y / March / 1);
    EXPECT_EQ(month_start(2026y / March / 5, 28), 2026y / February / 28);
    EXPECT_EQ(month_start(2026y / January / 5, 6), 2025y / December / 6);
    EXPECT_EQ(month_start(2026y / January / 6, 6), 2026y / January / 6);
}

TEST(use_log, counts_each_number_once_in_a_period) {
    use_log log;
    sim_caps caps;
    caps.window_hours = 3;
    const auto monday = 2026y / November / 23, tuesday = 2026y / November / 24;
    const auto a = key_of("+919800000001"), b = key_of("+919800000002");
    (void)log.reach(a, at(monday, 10));
    (void)log.reach(a, at(monday, 11));
    (void)log.reach(b, at(tuesday, 10));
    const auto s = log.over(at(tuesday, 12), caps);
    EXPECT_EQ(s.day.recipients, 1);
    EXPECT_EQ(s.month.recipients, 2);
    EXPECT_EQ(s.window.recipients, 1);
    EXPECT_TRUE(log.fresh(a, period::day, at(tuesday, 12), caps));
    EXPECT_FALSE(log.fresh(a, period::month, at(tuesday, 12), caps));
    EXPECT_TRUE(log.fresh(b, period::window, at(tuesday, 14), caps));
}

TEST(use_log, forgets_a_number_that_was_not_reached_after_all) {
    use_log log;
    const sim_caps caps;
    const auto noon = at(2026y / November / 23);
    const auto who = key_of("+919800000001");
    const auto before = log.reach(who, noon);
    log.forget(who, log.find(who), before);
    EXPECT_EQ(log.over(noon, caps).day.recipients, 0);
    (void)log.reach(who, noon);
    const auto second = log.reach(who, noon);
    log.forget(who, log.find(who), second);
    EXPECT_EQ(log.over(noon, caps).day.recipients, 1) << "the first call did reach it";
}

}  // namespace
}  // namespace zenix::gateways
