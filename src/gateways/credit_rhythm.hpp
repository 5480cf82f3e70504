#pragma once
#include "base/time.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace zenix::gateways {

/// When a SIM's credit is asked for: after so many answered calls and at least daily; after a
/// failure later and later, for a SIM that cannot answer shall not lose its time to us. Pure.
struct credit_rhythm {
    static constexpr ms daily{86'400'000}, first_wait{300'000}, longest_wait{86'400'000};

    std::optional<sys_ms> told_at;  ///< the last answer, understood or not
    std::int64_t calls_since = 0;
    int failures = 0;  ///< in a row
    std::optional<sys_ms> failed_at;

    [[nodiscard]] bool due(sys_ms now, std::int64_t every_calls) const {
        if (failures > 0 && failed_at && now < *failed_at + wait()) return false;
        return !told_at || now - *told_at >= daily || calls_since >= every_calls;
    }
    [[nodiscard]] ms wait() const {
        auto w = first_wait;
        for (int i = 1; i < failures && w < longest_wait; ++i) w *= 2;
        return std::min(w, longest_wait);
    }
};

}  // namespace zenix::gateways
