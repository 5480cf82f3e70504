#include "base/zone.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <stdexcept>

namespace zenix {

namespace {

namespace chr = std::chrono;

const date::time_zone* find(std::string_view name) {
    try {
        return date::locate_zone(name);
    } catch (const std::runtime_error&) {
        return nullptr;
    }
}

const date::time_zone& named(std::string_view name) {
    const date::time_zone* zone = find(name);
    if (zone == nullptr)
        throw std::invalid_argument(
            fmt::format("'{}' is no IANA time zone this machine knows", name));
    return *zone;
}

date::local_time<ms> wall(sys_ms t, std::string_view zone) { return named(zone).to_local(t); }

chr::year_month_day day_of(date::local_days d) {
    return chr::year_month_day(chr::sys_days(d.time_since_epoch()));
}

}  // namespace

bool is_zone(std::string_view name) { return find(name) != nullptr; }

local_time to_local(sys_ms t, std::string_view zone) {
    const auto local = wall(t, zone);
    const auto midnight = date::floor<date::days>(local);
    const auto minute = chr::duration_cast<chr::minutes>(local - midnight).count();
    const auto day = day_of(midnight);
    return {day, static_cast<int>(minute), chr::weekday(chr::sys_days(day))};
}

sys_ms from_local(chr::year_month_day day, int minute_of_day, std::string_view zone) {
    if (!day.ok()) throw std::invalid_argument("from_local: no day of the calendar");
    const date::local_seconds at(
        chr::sys_days(day).time_since_epoch() + chr::minutes(minute_of_day));
    const date::local_info info = named(zone).get_info(at);
    if (info.result == date::local_info::nonexistent) return sys_ms(info.first.end);
    // Where a minute comes twice, `first` is the earlier of the two.
    return sys_ms(date::sys_seconds(at.time_since_epoch() - info.first.offset));
}

day_span local_day(sys_ms t, std::string_view zone) {
    const chr::sys_days day(to_local(t, zone).day);
    return {from_local(day, 0, zone), from_local(day + chr::days(1), 0, zone)};
}

std::string clock_text(sys_ms t, std::string_view zone) {
    const local_time at = to_local(t, zone);
    return fmt::format("{:02}:{:02}", at.minute_of_day / 60, at.minute_of_day % 60);
}

std::string wall_text(sys_ms t, std::string_view zone) {
    const local_time at = to_local(t, zone);
    return fmt::format(
        "{} {:02}:{:02}", to_string(at.day), at.minute_of_day / 60, at.minute_of_day % 60);
}

std::optional<sys_ms> parse_wall(std::string_view text, std::string_view zone) {
    if (text.size() != 16 || (text[10] != 'T' && text[10] != ' ') || text[13] != ':')
        return std::nullopt;
    const auto day = parse_date(text.substr(0, 10));
    if (!day) return std::nullopt;
    const auto two = [&](std::size_t at) {
        const int tens = text[at] - '0', ones = text[at + 1] - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
    };
    const int h = two(11), m = two(14);
    if (h < 0 || h > 23 || m < 0 || m > 59) return std::nullopt;
    return from_local(*day, h * 60 + m, zone);
}

}  // namespace zenix
