#pragma once
#include "base/time.hpp"

#include <array>
#include <optional>
#include <string>

namespace zenix::dialer {

/// Hours in which a team works, by the wall clock of a zone.
struct schedule {
    std::array<bool, 7> days{};  ///< Sunday first, as std::chrono::weekday counts
    int from_min = 0, to_min = 0;  ///< of the day, `to_min` not included
    std::string time_zone;
};

[[nodiscard]] bool open_at(const schedule& s, sys_ms t);
/// The first instant from `t` on at which it is open; nullopt when no day is chosen.
[[nodiscard]] std::optional<sys_ms> next_open(const schedule& s, sys_ms t);

/// Parts of a day, in which people are reached differently.
enum class daypart : std::uint8_t { morning, noon, afternoon, evening };
/// Until 11:00, 14:00, 17:00, and later, by the wall clock of `zone`.
[[nodiscard]] daypart daypart_at(sys_ms t, const std::string& zone);
/// The first instant from `t` on that lies in the daypart after that of `t`; mornings begin at 08:00.
[[nodiscard]] sys_ms next_daypart(sys_ms t, const std::string& zone);

}  // namespace zenix::dialer
