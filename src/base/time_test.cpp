#include "base/time.hpp"

#include <gtest/gtest.h>

namespace zenix {
namespace {

using namespace std::chrono_literals;
constexpr sys_ms instant =
    sys_ms(std::chrono::sys_days(std::chrono::year(2026) / 11 / 22)) + 18h + 3s + 120ms;

TEST(time, writes_rfc3339_in_utc_with_milliseconds) {
    EXPECT_EQ(to_rfc3339(instant), "2026-11-22T18:00:03.120Z");
    EXPECT_EQ(to_rfc3339(sys_ms(-1ms)), "1969-12-31T23:59:59.999Z");
}

TEST(time, reads_rfc3339_with_any_offset_and_what_postgresql_writes) {
    for (const char* text : {"2026-11-22T18:00:03.12Z", "2026-11-22t18:00:03.120z",
             "2026-11-22T23:30:03.120+05:30", "2026-11-22T10:00:03.12-08:00",
             "2026-11-22 18:00:03.12+00", "2026-11-22 23:30:03.12+05:30",
             "2026-11-22T18:00:03.120999999Z", "2026-11-22 23:53:31.12+05:53:28"})
        EXPECT_EQ(parse_time(text), instant) << text;
    EXPECT_EQ(parse_time("1969-12-31T23:59:59.999Z"), sys_ms(-1ms));
}

TEST(time, reads_a_leap_second_as_the_first_instant_after_it) {
    EXPECT_EQ(parse_time("2016-12-31T23:59:60Z"), parse_time("2017-01-01T00:00:00Z"));
    EXPECT_EQ(parse_time("2017-01-01T05:29:60+05:30"), parse_time("2017-01-01T00:00:00Z"));
    EXPECT_FALSE(parse_time("2016-12-31T12:00:60Z"));
}

TEST(time, refuses_what_is_neither) {
    for (const char* text : {"", "now", "infinity", "2026-11-22", "2026-11-22T18:00Z",
             "2026-11-22T18:00:03", "2026-11-22T18:00:03.Z", "2026-11-22T24:00:00Z",
             "2026-11-22T18:60:00Z", "2026-11-22T18:00:61Z", "2026-02-29T00:00:00Z",
             "2026-13-01T00:00:00Z", "2026-11-22T18:00:03Zx", " 2026-11-22T18:00:03Z",
             "2026-11-22T18:00:03+0530", "2026-11-22T18:00:03+05", "2026-11-22T18:00:03+24:00",
             "2026-11-22T18:00:03.1234567890Z", "2026-11-22_18:00:03Z", "+026-11-22T18:00:03Z",
             "2026-1-22T18:00:03Z", "2026-11-22 18:00:03", "2026-11-22 18:00:03+0",
             "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"})
        EXPECT_FALSE(parse_time(text)) << text;
}

TEST(time, reads_back_what_it_wrote) {
    for (std::int64_t i = -40'000'000'000'000; i < 40'000'000'000'000; i += 777'777'777'777) {
        const sys_ms t{ms(i)};
        EXPECT_EQ(parse_time(to_rfc3339(t)), t) << to_rfc3339(t);
    }
}

TEST(date, reads_days_of_the_calendar_only) {
    const auto day = parse_date("2028-02-29");
    ASSERT_TRUE(day);
    EXPECT_EQ(to_string(*day), "2028-02-29");
    for (const char* text :
        {"2026-02-29", "2026-11-31", "2026-00-10", "2026-11-22T", "26-11-22", ""})
        EXPECT_FALSE(parse_date(text)) << text;
}

}  // namespace
}  // namespace zenix
