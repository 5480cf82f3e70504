#pragma once
#include "base/json.hpp"

#include <boost/describe.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <optional>

namespace zenix::gateways {

/// What people allow a SIM, by its plan or by itself. Absent: not limited. A month is the billing
/// month, which begins on `billing_day`; a window is the last `window_hours`, counted by whole hours
/// so that it never forgets too early.
struct sim_limits {
    using count = std::optional<std::int64_t>;
    count minutes_per_day, minutes_per_month, minutes_per_window;
    count calls_per_day, calls_per_month, calls_per_window;
    count texts_per_day, texts_per_month, texts_per_window;
    count recipients_per_day, recipients_per_month, recipients_per_window;
    count window_hours;
    count use_from, use_to;  ///< minutes of the day in the installation's zone; over midnight too
    count use_days;          ///< bit 0 is Sunday, as std::chrono::weekday::c_encoding
    count pause_s;           ///< rest after each call
    count signal_floor_csq;
    count bundle_minutes, bundle_texts;  ///< of the plan, in a billing month
    count billing_day;                   ///< 1 to 28
    count credit_floor_minor;

    bool operator==(const sim_limits&) const = default;
};
BOOST_DESCRIBE_STRUCT(sim_limits, (),
    (minutes_per_day, minutes_per_month, minutes_per_window, calls_per_day, calls_per_month,
        calls_per_window, texts_per_day, texts_per_month, texts_per_window, recipients_per_day,
        recipients_per_month, recipients_per_window, window_hours, use_from, use_to, use_days,
        pause_s, signal_floor_csq, bundle_minutes, bundle_texts, billing_day, credit_floor_minor))

/// The contract's `SimLimitsWrite`. Throws problem 422 naming the field.
[[nodiscard]] sim_limits read_limits(fields in);
/// The contract's `SimLimits`.
[[nodiscard]] json::object to_json(const sim_limits& l);

/// Each of its own, else its plan's.
[[nodiscard]] sim_limits in_force(const sim_limits& own, const sim_limits& plan);

/// Periods that are counted.
enum class period : std::uint8_t { day, month, window };
inline constexpr std::size_t periods = 3;

/// Limits as the choice compares them: plain numbers, the largest where there is none.
struct sim_caps {
    static constexpr std::int64_t none = std::numeric_limits<std::int64_t>::max();
    std::array<std::int64_t, periods> calls{none, none, none}, billed_s{none, none, none},
        texts{none, none, none}, recipients{none, none, none};
    std::int64_t pause_ms = 0, bundle_s = -1;  ///< -1: the plan has no minutes in it
    std::int16_t use_from = 0, use_to = 0;     ///< alike: at any hour
    std::uint8_t use_days = 0x7f, signal_floor = 0;
    std::int16_t window_hours = 24, billing_day = 1;
};
[[nodiscard]] sim_caps caps_of(const sim_limits& l);

}  // namespace zenix::gateways
