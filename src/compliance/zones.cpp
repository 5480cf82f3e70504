#include "compliance/zones.hpp"

#include "base/phone.hpp"
#include "base/zone.hpp"

#include <array>

namespace zenix::compliance {
namespace {

struct wide_country {
    std::string_view country, east, west;
};

// Countries of several zones with more than a few people in each.
constexpr std::array wide{
    wide_country{"US", "America/New_York", "Pacific/Honolulu"},
    wide_country{"CA", "America/St_Johns", "America/Vancouver"},
    wide_country{"MX", "America/Cancun", "America/Tijuana"},
    wide_country{"BR", "America/Noronha", "America/Rio_Branco"},
    wide_country{"CL", "America/Santiago", "Pacific/Easter"},
    wide_country{"EC", "America/Guayaquil", "Pacific/Galapagos"},
    wide_country{"ES", "Europe/Madrid", "Atlantic/Canary"},
    wide_country{"PT", "Europe/Lisbon", "Atlantic/Azores"},
    wide_country{"RU", "Asia/Kamchatka", "Europe/Kaliningrad"},
    wide_country{"MN", "Asia/Ulaanbaatar", "Asia/Hovd"},
    wide_country{"CD", "Africa/Lubumbashi", "Africa/Kinshasa"},
    wide_country{"ID", "Asia/Jayapura", "Asia/Jakarta"},
    wide_country{"PG", "Pacific/Bougainville", "Pacific/Port_Moresby"},
    wide_country{"AU", "Australia/Sydney", "Australia/Perth"},
    wide_country{"NZ", "Pacific/Chatham", "Pacific/Auckland"},
};

}  // namespace

std::vector<std::string> zones_of(std::string_view country) {
    for (const auto& w : wide)
        if (w.country == country) return {std::string(w.east), std::string(w.west)};
    const auto one = phone::default_zone(country);
    return {is_zone(one) ? std::string(one) : std::string("UTC")};
}

}  // namespace zenix::compliance
