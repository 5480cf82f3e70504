#include "base/zone.hpp"

#include <gtest/gtest.h>

namespace zenix {
namespace {

using namespace std::chrono;

sys_ms at(const char* text) { return parse_time(text).value(); }

TEST(zone, knows_iana_names_and_nothing_else) {
    for (const char* name : {"Asia/Kolkata", "Asia/Calcutta", "America/New_York", "UTC"})
        EXPECT_TRUE(is_zone(name)) << name;
    for (const char* name : {"", "IST+5", "Asia/Atlantis", "../etc/passwd", "Asia"})
        EXPECT_FALSE(is_zone(name)) << name;
    EXPECT_THROW(
        (void)to_local(at("2026-01-01T00:00:00Z"), "Asia/Atlantis"), std::invalid_argument);
}

TEST(zone, reads_the_wall_clock) {
    const local_time local = to_local(at("2026-11-22T18:31:59Z"), "Asia/Kolkata");
    EXPECT_EQ(to_string(local.day), "2026-11-23");
    EXPECT_EQ(local.minute_of_day, 1);
    EXPECT_EQ(local.weekday, Monday);
    EXPECT_EQ(clock_text(at("2026-11-22T13:30:00Z"), "Asia/Kolkata"), "19:00");
    EXPECT_EQ(wall_text(at("2026-11-22T18:30:00Z"), "Asia/Kolkata"), "2026-11-23 00:00");
}

TEST(zone, a_minute_skipped_in_spring_is_the_instant_of_the_change) {
    const year_month_day day = 2026y / 3 / 8;
    const sys_ms change = at("2026-03-08T07:00:00Z");
    EXPECT_EQ(from_local(day, 2 * 60 + 30, "America/New_York"), change);
    EXPECT_EQ(from_local(day, 2 * 60, "America/New_York"), change);
    EXPECT_EQ(from_local(day, 3 * 60, "America/New_York"), change);
    EXPECT_EQ(from_local(day, 60 + 59, "America/New_York"), at("2026-03-08T06:59:00Z"));
}

TEST(zone, of_a_minute_that_comes_twice_the_first_counts) {
    EXPECT_EQ(from_local(2026y / 11 / 1, 90, "America/New_York"), at("2026-11-01T05:30:00Z"));
}

TEST(zone, a_local_day_has_the_hours_it_has) {
    const auto hours_of = [](const char* t, const char* zone) {
        const day_span d = local_day(at(t), zone);
        return duration_cast<hours>(d.end - d.begin).count();
    };
    EXPECT_EQ(hours_of("2026-11-22T10:00:00Z", "Asia/Kolkata"), 24);
    EXPECT_EQ(hours_of("2026-03-08T12:00:00Z", "America/New_York"), 23);
    EXPECT_EQ(hours_of("2026-11-01T12:00:00Z", "America/New_York"), 25);
    EXPECT_EQ(
        local_day(at("2026-11-22T18:29:59Z"), "Asia/Kolkata").end, at("2026-11-22T18:30:00Z"));
    EXPECT_EQ(
        local_day(at("2026-11-22T18:30:00Z"), "Asia/Kolkata").begin, at("2026-11-22T18:30:00Z"));
}

TEST(zone, a_day_that_samoa_skipped_is_empty) {
    EXPECT_EQ(from_local(2011y / 12 / 30, 0, "Pacific/Apia"),
        from_local(2011y / 12 / 31, 0, "Pacific/Apia"));
}

TEST(zone, local_time_goes_there_and_back) {
    for (const char* zone :
        {"Asia/Kolkata", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns"}) {
        for (sys_ms t = at("2026-01-01T00:00:00Z"); t < at("2027-01-01T00:00:00Z"); t += 7h) {
            const local_time local = to_local(t, zone);
            const sys_ms back = from_local(local.day, local.minute_of_day, zone);
            EXPECT_TRUE(back == t || back == t - 1h) << zone << ' ' << to_rfc3339(t);
        }
    }
}

TEST(zone, parses_a_wall_clock) {
    EXPECT_EQ(parse_wall("2026-11-23T00:00", "Asia/Kolkata"), at("2026-11-22T18:30:00Z"));
    EXPECT_EQ(parse_wall("2026-11-23 19:05", "Asia/Kolkata"), at("2026-11-23T13:35:00Z"));
    for (const char* text :
        {"", "2026-11-23", "2026-11-23T24:00", "2026-11-23T19:60", "2026-11-23T9:00",
            "2026-02-30T19:00", "2026-11-23T19:000", "2026-11-23T-1:00", "2026-11-23X19:00"})
        EXPECT_FALSE(parse_wall(text, "Asia/Kolkata")) << text;
}

}  // namespace
}  // namespace zenix
