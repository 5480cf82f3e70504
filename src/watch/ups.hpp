#pragma once
#include "watch/alert.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zenix::watch {

/// What an uninterruptible power supply says of itself (NUT's `ups.status` and battery variables).
struct ups_reading {
    std::string address;  ///< `name@host:port`, as configured
    std::string why_not;  ///< not empty: nothing could be read, for this reason
    bool on_battery = false, battery_low = false, battery_bad = false;
    std::optional<int> charge_percent, runtime_s;
};

/// Flags of `ups.status`: OB on battery, LB low, RB replace, FSD forced shutdown. Unknown ones are
/// nothing to us. False when no flag tells where the power comes from.
[[nodiscard]] bool read_status(std::string_view flags, ups_reading& into);

/// On battery is a warning, critical when the battery is low, under 20 % or good for less than five
/// minutes. Pure.
[[nodiscard]] std::vector<condition> judge_ups(const std::vector<ups_reading>& all);

}  // namespace zenix::watch
