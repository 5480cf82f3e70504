#pragma once
#include "sms/text/language.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace zenix::sms::text {

/// A character as septets: itself, or an escape and itself.
struct septets {
    std::uint8_t first = 0, second = 0;
    std::uint8_t size = 0;  ///< 0: the alphabet does not have it
};

/// The 7-bit alphabet with a national table or two in place (3GPP TS 23.038, 6.2.1).
class alphabet {
  public:
    alphabet(language single_shift, language locking_shift);

    [[nodiscard]] septets of(char32_t character) const;
    /// Septets, one an octet, as UTF-8. What stands nowhere reads as the standard asks: an escape
    /// before it falls back to the main table, and an escape at the end is a space.
    [[nodiscard]] std::string read(std::string_view unpacked) const;

  private:
    language single_, locking_;
};

/// Septets, one an octet, packed eight into seven octets, after `fill` bits of zero (the header
/// before them ends on a septet's border).
[[nodiscard]] std::string pack(std::string_view septets, unsigned fill = 0);
/// The road back: `count` septets from packed octets; fewer when there are not as many.
[[nodiscard]] std::string unpack(std::string_view packed, std::size_t count, unsigned fill = 0);

}  // namespace zenix::sms::text
