#pragma once
#include <string>
#include <string_view>

namespace zenix::gateways::drivers {

/// What a network answered to a USSD code, as UTF-8. Some boxes hand the UCS-2 of 3GPP TS 23.038 on
/// as hex digits (`00420061006C`); these are read, unless they make no text of one script, as a
/// plain number does not. Pure; never fails.
[[nodiscard]] std::string decode_ussd(std::string_view told);

}  // namespace zenix::gateways::drivers
