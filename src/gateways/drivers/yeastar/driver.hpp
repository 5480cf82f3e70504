#pragma once
#include "gateways/drivers/box.hpp"
#include "gateways/drivers/events.hpp"
#include "gateways/drivers/settings.hpp"

#include <memory>

namespace zenix::gateways::drivers::yeastar {

inline constexpr ms between_texts{10'000};  ///< the maker's limit, per port

/// Yeastar NeoGate TG: one TCP session in the words of the Asterisk Manager Interface. `sink` hears
/// of texts that came and were sent, and of the session's own ups and downs. The box has no word for
/// blocking or resetting a port, none for its calls and none for its set-up: these are `unsupported`.
[[nodiscard]] std::unique_ptr<box> make(asio::any_io_executor ex, settings s, event_sink sink);

}  // namespace zenix::gateways::drivers::yeastar
