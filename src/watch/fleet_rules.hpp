#pragma once
#include "watch/alert.hpp"
#include "watch/fleet_readings.hpp"

#include <functional>
#include <vector>

namespace zenix::watch {

/// Where the lines are. Each second number is where a standing alert ends, so that a value that
/// wavers about the line raises one alert.
struct fleet_limits {
    int csq_weak = 8, csq_well = 11;  ///< CSQ 8 is -97 dBm
    ms clock_off{120'000}, clock_well{60'000};
    int cap_near_percent = 80, cap_well_percent = 75;
    double peers_share = 0.5, peers_well = 0.65;  ///< of the median of the same operator
    std::size_t peers_least = 3;                  ///< others, to compare with
    std::int64_t attempts_least = 20, answered_least = 10;
    double asr_median_least = 0.1, acd_median_least_s = 10;
    int credit_times = 3;                    ///< of what calls explain …
    std::int64_t credit_slack_minor = 2000;  ///< … and that much on top
};

/// All that is wrong with the fleet. Pure. `stands` tells whether an alert of this key is up. What
/// follows from a greater fault is not named beside it: a dead gateway's SIMs are not each lost.
[[nodiscard]] std::vector<condition> judge_fleet(const fleet_readings& now,
    const fleet_limits& limits, const std::function<bool(const std::string&)>& stands);

}  // namespace zenix::watch
