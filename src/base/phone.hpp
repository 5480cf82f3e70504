#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace zenix::phone {

/// A number as it was typed, made fit for storage.
struct number {
    std::string e164;     ///< `+919876543210`
    std::string country;  ///< ISO 3166 alpha-2 of the number, `IN`; `001` for non-geographic ones
};

/// E.164 of what a person or file wrote, read as a number of `country` when it has no `+`.
/// Nullopt where it cannot be a number that somebody could hold (ITU-T E.164, per libphonenumber).
/// Inputs over 32 characters are refused unread, and so is text that holds letters.
[[nodiscard]] std::optional<number> normalise(std::string_view typed, std::string_view country = "IN");

/// The most likely IANA zone of a number, by country (the first zone of a country with several, as
/// tzdata's zone.tab lists them); `UTC` for a country it does not list.
[[nodiscard]] std::string_view default_zone(std::string_view country);

}  // namespace zenix::phone
