#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace zenix {

/// A wall-clock reading somewhere: a day and the minutes since its midnight.
struct local_time {
    std::chrono::year_month_day day;
    int minute_of_day = 0;  ///< 0 to 1439
    std::chrono::weekday weekday;
};

/// True for an IANA zone name the machine knows (`Asia/Kolkata`).
[[nodiscard]] bool is_zone(std::string_view name);

/// The wall clock in `zone` at `t`. Throws std::invalid_argument for an unknown zone.
[[nodiscard]] local_time to_local(sys_ms t, std::string_view zone);

/// The first instant at which the wall clock in `zone` reads `day minute_of_day` or later;
/// a minute skipped by a spring change maps to the instant of the change.
[[nodiscard]] sys_ms from_local(std::chrono::year_month_day day, int minute_of_day,
                                std::string_view zone);

/// The instants [begin, end) of the local day that contains `t`.
struct day_span {
    sys_ms begin, end;
};
[[nodiscard]] day_span local_day(sys_ms t, std::string_view zone);

/// `HH:MM` in the zone.
[[nodiscard]] std::string clock_text(sys_ms t, std::string_view zone);

/// `YYYY-MM-DD HH:MM` in the zone.
[[nodiscard]] std::string wall_text(sys_ms t, std::string_view zone);

/// Reads `YYYY-MM-DDTHH:MM` (or with a space) as wall clock of the zone.
[[nodiscard]] std::optional<sys_ms> parse_wall(std::string_view text, std::string_view zone);

}  // namespace zenix
