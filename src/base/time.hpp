#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace zenix {

using ms = std::chrono::milliseconds;

/// A point in time, UTC, to the millisecond: what is stored, sent and compared.
using sys_ms = std::chrono::time_point<std::chrono::system_clock, ms>;

/// The wall clock. Rules never call it; they are told the time.
[[nodiscard]] sys_ms now();

/// RFC 3339 in UTC with milliseconds: `2026-11-22T18:00:03.120Z`.
[[nodiscard]] std::string to_rfc3339(sys_ms t);

/// Reads RFC 3339 with any offset, and PostgreSQL's `2026-11-22 18:00:03.12+00`. Nullopt when it is neither,
/// or outside the years 1 to 9999 (PostgreSQL has no year 0).
[[nodiscard]] std::optional<sys_ms> parse_time(std::string_view text);

/// A calendar day, `YYYY-MM-DD`. Nullopt when it is no day of the calendar.
[[nodiscard]] std::optional<std::chrono::year_month_day> parse_date(std::string_view text);
[[nodiscard]] std::string to_string(std::chrono::year_month_day day);

}  // namespace zenix
