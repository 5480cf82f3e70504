#pragma once
#include "base/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace zenix::gateways::drivers {

/// Boxes write local time without a zone, `YYYY-MM-DD HH:MM:SS`. Nullopt for empty and zero dates.
[[nodiscard]] std::optional<sys_ms> read_device_time(std::string_view text, std::string_view zone);
[[nodiscard]] std::string device_time(sys_ms t, std::string_view zone);

}  // namespace zenix::gateways::drivers
