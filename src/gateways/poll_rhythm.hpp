#pragma once
#include "base/time.hpp"

#include <algorithm>

namespace zenix::gateways {

/// How long to wait before a box is asked again. A poll that failed is asked again after a second,
/// until it is down or answers: so a dead box leaves within one poll, however long its interval, and
/// one lost answer takes nobody out. Beyond that the wait doubles, from the interval up to a minute
/// (or the interval, where that is longer): a box that comes back is found within that. `dice` from 0 to 1 spreads the polls of many boxes by a
/// tenth to either side, so that they do not all fall into one instant.
[[nodiscard]] inline ms next_poll(ms interval, int missed, int misses_allowed, double dice) {
    constexpr ms longest{60'000}, soon{1'000};
    auto wait = missed > 0 && missed <= misses_allowed ? std::min(interval, soon) : interval;
    for (int i = misses_allowed; i < missed && wait < longest; ++i) wait *= 2;
    wait = std::min(wait, std::max(interval, longest));
    return ms(static_cast<std::int64_t>(static_cast<double>(wait.count()) * (0.9 + 0.2 * dice)));
}

}  // namespace zenix::gateways
