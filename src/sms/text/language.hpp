#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace zenix::sms::text {

/// National Language Identifiers of 3GPP TS 23.038, 6.2.1.2.4. Spanish has no locking shift table.
enum class language : std::uint8_t {
    none = 0,
    turkish = 1,
    spanish = 2,
    portuguese = 3,
    bengali = 4,
    gujarati = 5,
    hindi = 6,
    kannada = 7,
    malayalam = 8,
    oriya = 9,
    punjabi = 10,
    tamil = 11,
    telugu = 12,
    urdu = 13
};

/// `none`, `turkish`, …, `urdu`.
[[nodiscard]] std::string_view to_string(language l);
[[nodiscard]] std::optional<language> language_named(std::string_view name);

}  // namespace zenix::sms::text
