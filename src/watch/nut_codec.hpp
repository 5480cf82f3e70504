#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zenix::watch {

/// Words of one line of the Network UPS Tools protocol (RFC 9271 §4.1): split at spaces, a word in
/// quotes may hold some, `\` takes the next character as it is. Nullopt for an open quote or a
/// control character. Pure; takes any bytes.
[[nodiscard]] std::optional<std::vector<std::string>> nut_words(std::string_view line);

/// An answer to `GET VAR`.
struct nut_answer {
    std::optional<std::string> value;
    std::string error;  ///< `DATA-STALE` and the like (RFC 9271 §4.3); empty: none
};
/// Nullopt when the line answers something else.
[[nodiscard]] std::optional<nut_answer> read_nut_var(
    std::string_view line, std::string_view ups, std::string_view variable);

/// `name@host:port`; the port may be left out (3493).
struct nut_address {
    std::string ups, host;
    int port = 3493;
    bool operator==(const nut_address&) const = default;
};
[[nodiscard]] std::optional<nut_address> read_nut_address(std::string_view text);

}  // namespace zenix::watch
