#include "compliance/calendar_search.hpp"

#include "base/zone.hpp"

#include <algorithm>
#include <vector>

namespace zenix::compliance {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::sys_days;

void turns_of_day(std::chrono::year_month_day day, const std::string& zone,
    std::span<const int> openings, std::vector<sys_ms>& out) {
    const auto begin = from_local(day, 0, zone);
    const auto end = from_local(sys_days(day) + days(1), 0, zone);
    if (end - begin == hours(24)) {
        out.push_back(begin);
        for (int m : openings) out.push_back(from_local(day, m, zone));
    } else {
        for (auto t = begin; t < end; t += minutes(1)) out.push_back(t);
    }
}

}  // namespace

std::optional<sys_ms> first_instant(
    sys_ms from, const calendar& turns, int horizon, const std::function<bool(sys_ms)>& good) {
    std::vector<sys_ms> found;
    // By slices of 24 hours, so that instants of zones far apart are met in order.
    for (int slice = 0; slice < horizon; ++slice) {
        const sys_ms begin = from + hours(24) * slice, end = begin + hours(24);
        found.clear();
        for (const auto& zone : turns.zones) {
            const auto last = sys_days(to_local(end, zone).day);
            for (auto day = sys_days(to_local(begin, zone).day); day <= last; day += days(1))
                turns_of_day(day, zone, turns.minutes, found);
        }
        std::sort(found.begin(), found.end());
        for (sys_ms t : found)
            if (t > from && t >= begin && t < end && good(t)) return t;
    }
    return std::nullopt;
}

}  // namespace zenix::compliance
