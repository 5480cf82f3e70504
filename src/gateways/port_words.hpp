#pragma once
#include "gateways/drivers/box.hpp"

#include <optional>
#include <string_view>

/// The contract's words for what drivers say.
namespace zenix::gateways {

[[nodiscard]] std::string_view word_of(drivers::port_state s);   ///< `pin_required`
[[nodiscard]] std::string_view word_of(drivers::port_action a);  ///< `power_off`
[[nodiscard]] std::optional<drivers::port_action> parse_action(std::string_view word);

/// dBm of a +CSQ value (3GPP TS 27.007 §8.5): 0 is -113 or less, 31 is -51 or more.
[[nodiscard]] constexpr int dbm_of(int csq) { return -113 + 2 * csq; }

}  // namespace zenix::gateways
