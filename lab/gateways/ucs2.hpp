#pragma once
#include <string>
#include <string_view>

namespace zenix::lab {

/// Text as a modem writes it that was told no character set: UCS-2, big-endian, in hexadecimal
/// digits (3GPP TS 27.007 +CUSD, TS 23.038). Characters beyond the BMP become surrogate pairs.
[[nodiscard]] std::string hex_ucs2(std::string_view utf8);

}  // namespace zenix::lab
