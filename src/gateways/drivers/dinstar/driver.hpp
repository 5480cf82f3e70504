#pragma once
#include "gateways/drivers/box.hpp"
#include "gateways/drivers/events.hpp"
#include "gateways/drivers/settings.hpp"

#include <memory>

namespace zenix::gateways::drivers::dinstar {

/// Dinstar DWG2000/UC2000: JSON over HTTP or HTTPS. What it pushes comes by `push.hpp`, not by `sink`.
[[nodiscard]] std::unique_ptr<box> make(asio::any_io_executor ex, settings s, event_sink sink);

}  // namespace zenix::gateways::drivers::dinstar
