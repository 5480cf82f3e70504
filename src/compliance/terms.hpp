#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

/// The words the gate is asked in; the contract's names.
namespace zenix::compliance {

enum class channel : std::uint8_t { call, text };
enum class purpose : std::uint8_t { recovery, service, promotion };
enum class rule_kind : std::uint8_t {
    calling_hours,
    do_not_call,
    attempt_cap,
    valid_number,
    text_opt_out,
    registered_template,
};

[[nodiscard]] std::string_view to_string(channel c);
[[nodiscard]] std::string_view to_string(purpose p);
[[nodiscard]] std::string_view to_string(rule_kind k);

[[nodiscard]] std::optional<channel> parse_channel(std::string_view text);
[[nodiscard]] std::optional<purpose> parse_purpose(std::string_view text);
[[nodiscard]] std::optional<rule_kind> parse_rule_kind(std::string_view text);

}  // namespace zenix::compliance
