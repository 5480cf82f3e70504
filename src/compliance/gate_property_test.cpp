#include "base/rounds_for_tests.hpp"
#include "base/zone.hpp"
#include "compliance/gate.hpp"
#include "compliance/rules_for_tests.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>

// The gate against a reader of the clock that knows nothing of its search: minute by minute.
namespace zenix::compliance {
namespace {

using namespace test;
using std::chrono::days;
using std::chrono::minutes;

constexpr std::array zones{"Asia/Kolkata", "America/New_York", "Europe/London", "Asia/Kathmandu",
    "Australia/Lord_Howe", "Africa/Cairo", "America/Havana", "Pacific/Chatham", "Asia/Beirut"};

struct world {
    question q;
    facts f;
    std::vector<rule> rules;
    calling_hours hours;
    int cap = 0;
};

// Written apart from the gate on purpose.
bool lawful_by_hand(const world& w, sys_ms t) {
    const auto there = to_local(t, w.f.zones[0]);
    if (!w.hours.days.test(there.weekday.c_encoding())) return false;
    if (there.minute_of_day < w.hours.from_minute || there.minute_of_day >= w.hours.to_minute)
        return false;
    int used = 0;
    for (const auto& a : w.f.attempts)
        if (to_local(a.at, w.f.zones[0]).day == there.day) ++used;
    return used < w.cap;
}

std::optional<sys_ms> next_by_hand(const world& w, sys_ms from) {
    for (auto t = std::chrono::ceil<minutes>(from); t < from + days(9); t += minutes(1))
        if (t > from && lawful_by_hand(w, t)) return t;
    return std::nullopt;
}

world random_world(std::mt19937& dice, std::string zone, sys_ms around) {
    const auto upto = [&](int n) { return static_cast<int>(dice() % static_cast<unsigned>(n)); };
    world w;
    w.f.number = phone::number{"+12025550143", "US"};
    w.f.zones = {std::move(zone)};
    const bool at_night = upto(2) == 0;  // when clocks are changed
    w.hours.from_minute = at_night ? upto(180) : upto(1300);
    w.hours.to_minute = std::min(1440, w.hours.from_minute + 1 + upto(at_night ? 90 : 900));
    w.hours.days = std::bitset<7>(upto(3) == 0 ? 1U + static_cast<unsigned>(upto(127)) : 0x7fU);
    w.cap = 1 + upto(3);
    for (int i = upto(5); i > 0; --i)
        w.f.attempts.push_back({around - minutes(upto(1600)), channel::call});
    w.rules = {make_rule("hours", w.hours, "US"), make_rule("cap", attempt_cap{w.cap}, "US")};
    return w;
}

void expect_as_by_hand(const world& w, sys_ms t) {
    const auto d = evaluate(w.q, w.f, w.rules, t);
    const auto where = w.f.zones[0] + " " + to_rfc3339(t);
    ASSERT_EQ(d.allow, lawful_by_hand(w, t)) << where;
    if (d.allow) return;
    ASSERT_EQ(d.next_lawful_at, next_by_hand(w, t))
        << where << " hours " << w.hours.from_minute << "-" << w.hours.to_minute << " days "
        << w.hours.days;
    if (!d.next_lawful_at) return;
    auto then = w.q;
    then.at = d.next_lawful_at;
    ASSERT_TRUE(evaluate(then, w.f, w.rules, t).allow) << where;
    then.at = *d.next_lawful_at - minutes(1);
    ASSERT_FALSE(evaluate(then, w.f, w.rules, t).allow) << where;
}

TEST(gate_property, agrees_with_the_wall_clock_in_every_zone_at_any_time_of_the_year) {
    std::mt19937 dice(20260812);
    const auto start = at("2026-01-01T00:00:00Z");
    for (const auto* zone : zones) {
        for (int i = 0; i < rounds(150); ++i) {
            const auto t = start + ms(static_cast<std::int64_t>(dice()) % (366LL * 86400000));
            expect_as_by_hand(random_world(dice, zone, t), t);
        }
    }
}

TEST(gate_property, agrees_with_the_wall_clock_around_changes_of_the_clock) {
    std::mt19937 dice(1006);
    // Spring and autumn of 2026: New York, London, Cairo, Havana, Beirut, Lord Howe, Chatham.
    for (const auto* change :
        {"2026-03-08T07:00:00Z", "2026-11-01T06:00:00Z", "2026-03-29T01:00:00Z",
            "2026-10-25T01:00:00Z", "2026-04-23T22:00:00Z", "2026-10-29T21:00:00Z",
            "2026-03-28T22:00:00Z", "2026-04-04T15:00:00Z", "2026-10-03T15:30:00Z"}) {
        for (const auto* zone : zones) {
            for (int i = 0; i < rounds(40); ++i) {
                const auto t = at(change) - minutes(dice() % 600) + minutes(dice() % 200);
                expect_as_by_hand(random_world(dice, zone, t), t);
            }
        }
    }
}

TEST(gate_property, finds_the_hour_that_comes_twice) {
    world w;
    w.f.number = phone::number{"+12025550143", "US"};
    w.f.zones = {"America/New_York"};
    w.rules = {hours_rule("hours", 30, 90, "US")};  // 00:30 to 01:30; at 02:00 it is 01:00 again
    const auto d = evaluate(w.q, w.f, w.rules, at("2026-11-01T05:45:00Z"));
    EXPECT_FALSE(d.allow);
    EXPECT_EQ(d.next_lawful_at, at("2026-11-01T06:00:00Z"));
}

TEST(
    gate_property, never_allows_a_minute_outside_the_hours_on_the_days_new_york_changes_its_clock) {
    world w;
    w.f.number = phone::number{"+12025550143", "US"};
    w.f.zones = {"America/New_York"};
    w.hours = {8 * 60, 21 * 60, std::bitset<7>(0x7f)};
    w.rules = {make_rule("hours", w.hours, "US")};
    for (const auto* day : {"2026-03-08T00:00:00Z", "2026-11-01T00:00:00Z"}) {
        for (int m = 0; m < 3000; m += sanitized ? 7 : 1) {
            const auto t = at(day) + minutes(m);
            const auto there = clock_text(t, "America/New_York");
            EXPECT_EQ(evaluate(w.q, w.f, w.rules, t).allow, there >= "08:00" && there < "21:00")
                << to_rfc3339(t);
        }
    }
}

}  // namespace
}  // namespace zenix::compliance
