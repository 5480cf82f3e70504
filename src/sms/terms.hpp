#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// The words of the contract for text messages.
namespace zenix::sms {

enum class status : std::uint8_t {
    queued,
    refused,
    submitted,
    accepted,
    delivered,
    failed,
    expired,
    unknown,
    cancelled,
    received
};
enum class priority : std::uint8_t { urgent, normal, bulk };

[[nodiscard]] std::string_view to_string(status s);
[[nodiscard]] std::optional<status> parse_status(std::string_view text);
[[nodiscard]] std::string_view to_string(priority p);
[[nodiscard]] std::optional<priority> parse_priority(std::string_view text);

/// Nothing more will happen to it but, for `unknown`, a late receipt.
[[nodiscard]] bool is_over(status s);

/// Characters (code points) of well-formed UTF-8.
[[nodiscard]] std::size_t characters_of(std::string_view utf8);

/// How long a text may be in characters: ten parts of the widest alphabet and more.
inline constexpr std::size_t text_max = 1600;

}  // namespace zenix::sms
