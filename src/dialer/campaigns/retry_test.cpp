#include "dialer/campaigns/retry.hpp"
#include "dialer/campaigns/schedule.hpp"

#include <gtest/gtest.h>

namespace zenix::dialer {
namespace {

const std::string india = "Asia/Kolkata";
sys_ms at(const char* text) { return *parse_time(text); }
const sys_ms monday_ten = at("2026-11-23T04:30:00Z");  // 10:00 in India

lead_history after(const std::string& outcome, int times) { return {times, {{outcome, times}}}; }

TEST(retry, the_campaigns_rule_goes_before_the_disposition_and_the_house) {
    const std::vector<retry_rule> own{{"busy", true, 5, 2, false}};
    const auto step = after_outcome("busy", after("busy", 1), own, disposition_rule{true, {}, {}}, monday_ten, india);
    EXPECT_EQ(step.state, "later");
    EXPECT_EQ(step.next_at, monday_ten + std::chrono::minutes(5));
}

TEST(retry, an_outcome_that_came_as_often_as_allowed_exhausts_the_lead) {
    const std::vector<retry_rule> own{{"busy", true, 5, 2, false}};
    const auto step = after_outcome("busy", after("busy", 2), own, {}, monday_ten, india);
    EXPECT_EQ(step.state, "exhausted");
    EXPECT_EQ(step.reason, "busy 2 times");
    EXPECT_FALSE(step.next_at);
}

TEST(retry, what_the_disposition_calls_final_is_done) {
    EXPECT_EQ(after_outcome("promise_to_pay", after("promise_to_pay", 1), {}, disposition_rule{true, {}, {}}, monday_ten, india).state, "done");
}

TEST(retry, a_disposition_says_its_own_wait_and_limit) {
    const disposition_rule refuses{false, 4320, 5};
    const auto step = after_outcome("refuses", after("refuses", 1), {}, refuses, monday_ten, india);
    EXPECT_EQ(step.next_at, monday_ten + std::chrono::hours(72));
    EXPECT_EQ(after_outcome("refuses", after("refuses", 5), {}, refuses, monday_ten, india).state, "exhausted");
}

TEST(retry, spread_leads_into_another_part_of_the_day) {
    const std::vector<retry_rule> own{{"no_answer", true, 20, 6, true}};
    const auto step = after_outcome("no_answer", after("no_answer", 1), own, {}, monday_ten, india);
    EXPECT_EQ(step.next_at, at("2026-11-23T05:30:00Z"));  // 11:00, noon begins
    const auto long_wait = std::vector<retry_rule>{{"no_answer", true, 180, 6, true}};
    EXPECT_EQ(after_outcome("no_answer", after("no_answer", 1), long_wait, {}, monday_ten, india).next_at,
        monday_ten + std::chrono::hours(3)) << "it lies in another part already";
}

TEST(retry, the_evening_is_followed_by_the_next_morning) {
    EXPECT_EQ(next_daypart(at("2026-11-23T13:00:00Z"), india), at("2026-11-24T02:30:00Z"));  // 18:30 to 08:00
}

TEST(retry, nobody_is_dialled_for_ever) {
    const std::vector<retry_rule> own{{"busy", true, 5, 100, false}};
    EXPECT_EQ(after_outcome("busy", {tries_max, {{"busy", 1}}}, own, {}, monday_ten, india).state, "exhausted");
}

TEST(retry, what_nobody_has_a_rule_for_is_done) {
    EXPECT_EQ(after_outcome("something_new", after("something_new", 1), {}, {}, monday_ten, india).state, "done");
}

schedule office_hours() {
    schedule s;
    for (const std::size_t d : {1U, 2U, 3U, 4U, 5U}) s.days.at(d) = true;
    s.from_min = 9 * 60;
    s.to_min = 18 * 60;
    s.time_zone = india;
    return s;
}

TEST(schedule, is_open_from_its_first_minute_and_closed_at_its_last) {
    const auto s = office_hours();
    EXPECT_FALSE(open_at(s, at("2026-11-23T03:29:59Z")));
    EXPECT_TRUE(open_at(s, at("2026-11-23T03:30:00Z")));
    EXPECT_TRUE(open_at(s, at("2026-11-23T12:29:59Z")));
    EXPECT_FALSE(open_at(s, at("2026-11-23T12:30:00Z")));
}

TEST(schedule, after_friday_evening_opens_on_monday) {
    EXPECT_EQ(next_open(office_hours(), at("2026-11-27T12:30:00Z")), at("2026-11-30T03:30:00Z"));
    EXPECT_EQ(next_open(office_hours(), monday_ten), monday_ten);
    EXPECT_FALSE(next_open(schedule{{}, 540, 1080, india}, monday_ten));
}

}  // namespace
}  // namespace zenix::dialer
