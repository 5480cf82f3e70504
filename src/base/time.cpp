#include "base/time.hpp"

#include <fmt/format.h>

namespace zenix {

namespace {

namespace chr = std::chrono;

/// Reads a text from the left; each step says whether it fitted.
struct cursor {
    std::string_view rest;

    bool take(char c) {
        if (rest.empty() || rest.front() != c) return false;
        rest.remove_prefix(1);
        return true;
    }
    bool digits(std::size_t count, int& out) {
        if (rest.size() < count) return false;
        int value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (rest[i] < '0' || rest[i] > '9') return false;
            value = value * 10 + (rest[i] - '0');
        }
        rest.remove_prefix(count);
        out = value;
        return true;
    }
};

std::optional<chr::year_month_day> take_date(cursor& in) {
    int y = 0, m = 0, d = 0;
    if (!in.digits(4, y) || !in.take('-') || !in.digits(2, m) || !in.take('-') || !in.digits(2, d))
        return std::nullopt;
    const chr::year_month_day day{
        chr::year(y), chr::month(static_cast<unsigned>(m)), chr::day(static_cast<unsigned>(d))};
    if (!day.ok()) return std::nullopt;
    return day;
}

/// One to nine digits after the point; what is finer than a millisecond is cut off.
bool take_fraction(cursor& in, int& milliseconds) {
    std::size_t n = 0;
    int value = 0;
    for (int digit = 0; in.digits(1, digit); ++n)
        if (n < 3) value = value * 10 + digit;
    if (n == 0 || n > 9) return false;
    for (std::size_t i = n; i < 3; ++i) value *= 10;
    milliseconds = value;
    return true;
}

/// `Z` or an offset. PostgreSQL leaves out zero minutes and adds seconds for zones of long ago.
std::optional<chr::seconds> take_offset(cursor& in, bool postgres) {
    if (in.take('Z') || in.take('z')) return chr::seconds(0);
    const bool west = in.take('-');
    if (!west && !in.take('+')) return std::nullopt;
    int h = 0, m = 0, s = 0;
    if (!in.digits(2, h)) return std::nullopt;
    if (in.take(':')) {
        if (!in.digits(2, m)) return std::nullopt;
        if (postgres && in.take(':') && !in.digits(2, s)) return std::nullopt;
    } else if (!postgres) {
        return std::nullopt;
    }
    if (h > 23 || m > 59 || s > 59) return std::nullopt;
    const chr::seconds offset = chr::hours(h) + chr::minutes(m) + chr::seconds(s);
    return west ? -offset : offset;
}

/// Years 1 to 9999, also after the offset: the calendar that PostgreSQL and four digits share.
std::optional<sys_ms> in_calendar(sys_ms t) {
    constexpr chr::sys_days first = chr::year(1) / 1 / 1, end = chr::year(10000) / 1 / 1;
    if (t < first || t >= end) return std::nullopt;
    return t;
}

}  // namespace

sys_ms now() { return chr::floor<ms>(chr::system_clock::now()); }

std::string to_rfc3339(sys_ms t) {
    const auto midnight = chr::floor<chr::days>(t);
    const chr::year_month_day day(midnight);
    const chr::hh_mm_ss clock(t - midnight);
    return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", to_string(day), clock.hours().count(),
        clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

std::optional<sys_ms> parse_time(std::string_view text) {
    cursor in{text};
    const auto day = take_date(in);
    if (!day) return std::nullopt;
    const bool postgres = in.take(' ');
    if (!postgres && !in.take('T') && !in.take('t')) return std::nullopt;

    int h = 0, m = 0, s = 0, milliseconds = 0;
    if (!in.digits(2, h) || !in.take(':') || !in.digits(2, m) || !in.take(':') || !in.digits(2, s))
        return std::nullopt;
    if (h > 23 || m > 59 || s > 60) return std::nullopt;
    if (in.take('.') && !take_fraction(in, milliseconds)) return std::nullopt;
    const auto offset = take_offset(in, postgres);
    if (!offset || !in.rest.empty()) return std::nullopt;

    const auto minute = chr::sys_days(*day) + chr::hours(h) + chr::minutes(m) - *offset;
    // A leap second (RFC 3339 §5.7) ends a UTC day; it reads as the first instant of the next.
    if (s == 60) {
        const auto next = minute + chr::minutes(1);
        if (chr::floor<chr::days>(next) != next) return std::nullopt;
        return in_calendar(sys_ms(next));
    }
    return in_calendar(sys_ms(minute + chr::seconds(s) + ms(milliseconds)));
}

std::optional<chr::year_month_day> parse_date(std::string_view text) {
    cursor in{text};
    const auto day = take_date(in);
    if (!day || !in.rest.empty()) return std::nullopt;
    return day;
}

std::string to_string(chr::year_month_day day) {
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
        static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

}  // namespace zenix
