#include "base/zone.hpp"
#include "compliance/gate.hpp"
#include "compliance/rules_for_tests.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zenix::compliance {
namespace {

using namespace test;
using testing::HasSubstr;

facts borrower() {
    facts f;
    f.number = phone::number{"+919876543210", "IN"};
    f.zones = {"Asia/Kolkata"};
    return f;
}

question call_now() {
    question q;
    q.customer_id = 7;
    q.phone = "+919876543210";
    return q;
}

const rule_verdict& verdict_of(const decision& d, std::string_view id) {
    for (const auto& v : d.rules)
        if (v.rule_id == id) return v;
    throw std::runtime_error("no verdict of " + std::string(id));
}

TEST(gate, allows_inside_the_hours_and_lists_every_rule) {
    const auto d = evaluate(call_now(), borrower(), india(), at("2026-11-22T13:29:59.999Z"));
    EXPECT_TRUE(d.allow);
    EXPECT_EQ(d.rules.size(), 4U);
    EXPECT_EQ(d.local_time, "2026-11-22 18:59");
    EXPECT_EQ(d.time_zone, "Asia/Kolkata");
    EXPECT_EQ(d.attempts_left_today, 3);
    EXPECT_FALSE(d.next_lawful_at);
    EXPECT_THAT(d.summary, HasSubstr("You may call this number: it is 18:59"));
}

TEST(gate, refuses_at_nineteen_in_the_borrowers_zone_until_eight_the_next_day) {
    const auto d = evaluate(call_now(), borrower(), india(), at("2026-11-22T13:30:00Z"));
    EXPECT_FALSE(d.allow);
    EXPECT_EQ(d.next_lawful_at, at("2026-11-23T02:30:00Z"));
    EXPECT_FALSE(verdict_of(d, "in.hours").allow);
    EXPECT_EQ(verdict_of(d, "in.hours").next_lawful_at, d.next_lawful_at);
    EXPECT_TRUE(verdict_of(d, "in.cap").allow);
    EXPECT_EQ(d.summary,
        "You may not call this number: it is 19:00 in Asia/Kolkata; calls are lawful from 08:00 to "
        "19:00; the next lawful minute is 2026-11-23 08:00 there.");
}

TEST(gate, refuses_a_listed_number_for_ever) {
    auto f = borrower();
    f.do_not_call = "asked not to be called";
    const auto d = evaluate(call_now(), f, india(), at("2026-11-22T06:00:00Z"));
    EXPECT_FALSE(d.allow);
    EXPECT_FALSE(d.next_lawful_at);
    EXPECT_FALSE(verdict_of(d, "any.dnc").next_lawful_at);
    EXPECT_THAT(d.summary, HasSubstr("do-not-call list: asked not to be called"));
}

TEST(gate, refuses_after_the_cap_until_the_next_days_opening) {
    auto f = borrower();
    for (int hour = 4; hour < 7; ++hour)
        f.attempts.push_back(
            {at("2026-11-22T00:00:00Z") + std::chrono::hours(hour), channel::call});
    const auto d = evaluate(call_now(), f, india(), at("2026-11-22T08:00:00Z"));
    EXPECT_FALSE(d.allow);
    EXPECT_EQ(d.attempts_left_today, 0);
    EXPECT_EQ(
        verdict_of(d, "in.cap").next_lawful_at, at("2026-11-22T18:30:00Z"));  // midnight there
    EXPECT_EQ(d.next_lawful_at, at("2026-11-23T02:30:00Z"));                  // both: 08:00 there
}

TEST(gate, counts_attempts_of_the_local_day_and_of_the_rules_channels_only) {
    auto rules = india();
    rules[2].channels = {channel::call};
    auto f = borrower();
    f.attempts = {{at("2026-11-21T18:29:00Z"), channel::call},  // 23:59 yesterday there
        {at("2026-11-22T05:00:00Z"), channel::text}, {at("2026-11-22T05:00:00Z"), channel::call}};
    auto q = call_now();
    q.counts_as_attempt = true;
    const auto d = evaluate(q, f, rules, at("2026-11-22T06:00:00Z"));
    EXPECT_TRUE(d.allow);
    EXPECT_EQ(d.attempts_left_today, 1);  // 3, less the one made, less this one
}

TEST(gate, refuses_what_is_no_number) {
    auto f = borrower();
    f.number.reset();
    auto q = call_now();
    q.phone = "12";
    const auto d = evaluate(q, f, india(), at("2026-11-22T06:00:00Z"));
    EXPECT_FALSE(d.allow);
    EXPECT_EQ(d.phone_number, "12");
    EXPECT_FALSE(verdict_of(d, "any.valid").allow);
    EXPECT_FALSE(d.next_lawful_at);
    auto without_rule = india();
    without_rule[1].enabled = false;
    const auto doubt = evaluate(q, f, without_rule, at("2026-11-22T06:00:00Z"));
    EXPECT_FALSE(doubt.allow);
    EXPECT_FALSE(verdict_of(doubt, no_country).allow);
}

TEST(gate, refuses_a_country_without_hours_unless_a_rule_for_all_covers_it) {
    auto f = borrower();
    f.number = phone::number{"+14155550132", "US"};
    f.zones = {"America/New_York"};
    auto rules = india();
    const auto noon = at("2026-11-22T17:00:00Z");
    const auto refused = evaluate(call_now(), f, rules, noon);
    EXPECT_FALSE(refused.allow);
    EXPECT_FALSE(verdict_of(refused, no_hours_rule).allow);
    EXPECT_FALSE(refused.next_lawful_at);
    rules.push_back(hours_rule("any.hours", 9 * 60, 18 * 60, "*"));
    EXPECT_TRUE(evaluate(call_now(), f, rules, noon).allow);
}

TEST(gate, refuses_a_purpose_no_hours_rule_speaks_of) {
    auto q = call_now();
    q.purpose = purpose::promotion;
    EXPECT_FALSE(evaluate(q, borrower(), india(), at("2026-11-22T06:00:00Z")).allow);
}

TEST(gate, holds_in_every_zone_where_the_zone_is_not_known) {
    auto f = borrower();
    f.number = phone::number{"+14155550132", "US"};
    f.zones = {"America/New_York", "America/Los_Angeles"};
    const std::vector<rule> rules{hours_rule("us.hours", 8 * 60, 21 * 60, "US")};
    const auto d = evaluate(call_now(), f, rules, at("2026-11-22T15:00:00Z"));  // 10:00 and 07:00
    EXPECT_FALSE(d.allow);
    EXPECT_EQ(d.next_lawful_at, at("2026-11-22T16:00:00Z"));
    EXPECT_FALSE(evaluate(call_now(), f, rules, at("2026-11-23T02:30:00Z")).allow);  // 21:30 east
}

TEST(gate, acts_on_tomorrows_rule_tomorrow) {
    auto rules = india();
    auto tighter = hours_rule("in.hours.2027", 10 * 60, 17 * 60, "IN");
    tighter.effective_from = year(2026) / month(11) / day(23);
    rules.push_back(tighter);
    const auto today = evaluate(call_now(), borrower(), rules, at("2026-11-22T13:00:00Z"));
    EXPECT_TRUE(today.allow);
    EXPECT_EQ(today.rules.size(), 4U);
    const auto tonight = evaluate(call_now(), borrower(), rules, at("2026-11-22T14:00:00Z"));
    EXPECT_EQ(tonight.next_lawful_at, at("2026-11-23T04:30:00Z"));  // 10:00, not 08:00
}

TEST(gate, looks_past_a_rule_that_ends_in_months) {
    auto rules = india();
    auto moratorium = hours_rule("in.none", 0, 1, "IN");
    moratorium.effective_until = year(2027) / month(3) / day(31);
    rules.push_back(moratorium);
    const auto d = evaluate(call_now(), borrower(), rules, at("2026-11-22T06:00:00Z"));
    EXPECT_EQ(d.next_lawful_at, at("2027-04-01T02:30:00Z"));
}

TEST(gate, lets_a_demo_rule_stand_in_only_in_a_demonstration) {
    auto rules = india();
    rules.push_back(demo_rule(hours_rule("in.hours", 0, 24 * 60, "IN")));
    const auto night = at("2026-11-22T20:00:00Z");
    EXPECT_FALSE(evaluate(call_now(), borrower(), rules, night).allow);
    auto f = borrower();
    f.demo_installation = true;
    const auto d = evaluate(call_now(), f, rules, night);
    EXPECT_TRUE(d.allow);
    EXPECT_EQ(d.rules.size(), 4U);  // in its place, not beside it
    EXPECT_THAT(verdict_of(d, "demo.in.hours").explanation,
        HasSubstr("rule of the demonstration; it stands in for in.hours"));
}

TEST(gate, keeps_the_real_rule_where_the_demo_rule_is_over_or_of_another_kind_or_country) {
    const auto night = at("2026-11-22T20:00:00Z");
    auto f = borrower();
    f.demo_installation = true;
    auto over = demo_rule(hours_rule("in.hours", 0, 24 * 60, "IN"));
    over.effective_until = year(2026) / month(11) / day(22);  // there it is the 23rd already
    auto everywhere = demo_rule(hours_rule("any.hours", 0, 24 * 60, "*"));
    auto cap = demo_rule(make_rule("in.cap", attempt_cap{100}, "IN"));
    for (const auto& r : {over, everywhere, cap}) {
        auto rules = india();
        rules.push_back(r);
        EXPECT_FALSE(evaluate(call_now(), f, rules, night).allow) << r.id;
    }
}

TEST(gate, answers_what_if_without_counting) {
    auto q = call_now();
    q.counts_as_attempt = true;
    q.at = at("2026-11-23T05:00:00Z");
    const auto d = evaluate(q, borrower(), india(), at("2026-11-22T20:00:00Z"));
    EXPECT_TRUE(d.allow);
    EXPECT_EQ(d.at, *q.at);
    EXPECT_EQ(d.attempts_left_today, 3);
}

TEST(gate, writes_a_decision_that_reads_back) {
    const auto d = evaluate(call_now(), borrower(), india(), at("2026-11-22T13:30:00Z"));
    const auto o = to_json(d);
    EXPECT_EQ(o.at("verdict").as_string(), "refuse");
    EXPECT_EQ(o.at("next_lawful_at").as_string(), "2026-11-23T02:30:00.000Z");
    const auto back = read_verdicts(o.at("rules"));
    ASSERT_EQ(back.size(), d.rules.size());
    for (std::size_t i = 0; i < back.size(); ++i) {
        EXPECT_EQ(back[i].rule_id, d.rules[i].rule_id);
        EXPECT_EQ(back[i].allow, d.rules[i].allow);
        EXPECT_EQ(back[i].next_lawful_at, d.rules[i].next_lawful_at);
    }
}

}  // namespace
}  // namespace zenix::compliance
