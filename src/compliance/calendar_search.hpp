#pragma once
#include "base/time.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>

namespace zenix::compliance {

/// Where the answer of calendar rules can change: each midnight of each zone, and each of `minutes`
/// (since midnight) of each zone's days. On a day whose clock changes every minute counts, because
/// there a wall-clock time may come twice or never.
struct calendar {
    std::span<const std::string> zones;
    std::span<const int> minutes;
};

/// The earliest such instant after `from`, within `days` days, at which `good` holds. Exact as long
/// as `good` turns true only at such instants.
[[nodiscard]] std::optional<sys_ms> first_instant(
    sys_ms from, const calendar& turns, int days, const std::function<bool(sys_ms)>& good);

}  // namespace zenix::compliance
