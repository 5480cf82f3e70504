#pragma once
#include "base/json.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

/// Minutes of the day as the contract writes them, `HH:MM`.
namespace zenix::gateways {

/// Absent and null give nullopt. Throws problem 422 naming the field.
[[nodiscard]] std::optional<std::int64_t> read_minute(fields& in, std::string_view name);
[[nodiscard]] json::value minute_json(const std::optional<std::int64_t>& minute);

/// Does the minute lie in [from, to), which may go over midnight? Alike means all day.
[[nodiscard]] constexpr bool within(int minute, int from, int to) {
    if (from == to) return true;
    return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

}  // namespace zenix::gateways
