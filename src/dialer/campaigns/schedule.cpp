#include "dialer/campaigns/schedule.hpp"

#include "base/zone.hpp"

namespace zenix::dialer {
namespace {

constexpr std::array<int, 4> begins{8 * 60, 11 * 60, 14 * 60, 17 * 60};

}  // namespace

bool open_at(const schedule& s, sys_ms t) {
    const auto here = to_local(t, s.time_zone);
    return s.days.at(here.weekday.c_encoding()) && here.minute_of_day >= s.from_min &&
           here.minute_of_day < s.to_min;
}

std::optional<sys_ms> next_open(const schedule& s, sys_ms t) {
    if (open_at(s, t)) return t;
    const auto here = to_local(t, s.time_zone);
    for (int ahead = 0; ahead <= 7; ++ahead) {
        const std::chrono::sys_days day = std::chrono::sys_days(here.day) + std::chrono::days(ahead);
        if (!s.days.at(std::chrono::weekday(day).c_encoding())) continue;
        const auto opens = from_local(std::chrono::year_month_day(day), s.from_min, s.time_zone);
        if (opens > t) return opens;
    }
    return std::nullopt;
}

daypart daypart_at(sys_ms t, const std::string& zone) {
    const auto minute = to_local(t, zone).minute_of_day;
    for (std::size_t part = begins.size() - 1; part > 0; --part)
        if (minute >= begins.at(part)) return static_cast<daypart>(part);
    return daypart::morning;
}

sys_ms next_daypart(sys_ms t, const std::string& zone) {
    const auto here = to_local(t, zone);
    for (const int begin : begins)
        if (begin > here.minute_of_day && begin != begins.front())
            return from_local(here.day, begin, zone);
    const auto tomorrow = std::chrono::sys_days(here.day) + std::chrono::days(1);
    return from_local(std::chrono::year_month_day(tomorrow), begins.front(), zone);
}

}  // namespace zenix::dialer
