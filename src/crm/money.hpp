#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace zenix::crm {

/// Decimals of a currency's minor unit (ISO 4217, list one): 2 for INR, 0 for JPY, 3 for KWD.
[[nodiscard]] int minor_digits(std::string_view currency);

/// What a lender's export writes for an amount, `1234.50` or `1234`, in minor units: 123450 where
/// `digits` is 2. Nullopt for anything else: signs, exponents, group separators, a decimal comma, more
/// decimals than the currency has, and what does not fit in 64 bits.
[[nodiscard]] std::optional<std::int64_t> from_major(std::string_view text, int digits);

/// An amount for people: `INR 1234.50` for 123450.
[[nodiscard]] std::string in_major(std::int64_t minor, std::string_view currency);

}  // namespace zenix::crm
