#include "gateways/drivers/device_time.hpp"

#include "base/zone.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>

namespace zenix::gateways::drivers {

std::optional<sys_ms> read_device_time(std::string_view text, std::string_view zone) {
    if (text.size() != 19 || text[16] != ':' || !is_zone(zone)) return std::nullopt;
    int s = 0;
    const auto [stop, fault] = std::from_chars(text.data() + 17, text.data() + 19, s);
    if (fault != std::errc{} || stop != text.data() + 19 || s < 0 || s > 60) return std::nullopt;
    if (text.substr(0, 4) < "2000") return std::nullopt;  // never set
    const auto minute = parse_wall(text.substr(0, 16), zone);
    if (!minute) return std::nullopt;
    return *minute + std::chrono::seconds(s);
}

std::string device_time(sys_ms t, std::string_view zone) {
    const auto s = std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count() % 60;
    return fmt::format("{}:{:02}", wall_text(t, zone), (s + 60) % 60);
}

}  // namespace zenix::gateways::drivers
