#pragma once
#include "gateways/drivers/box.hpp"
#include "gateways/drivers/events.hpp"
#include "gateways/drivers/settings.hpp"

#include <memory>

namespace zenix::gateways::drivers::generic {

/// The plan's HTTP box: `POST /api/sms` with `to`, `message`, `sim_slot` (`auto`, or the port counted
/// from 0) sends a text; `GET /api/sms/ID`, where it has that, tells what became of it. Texts that came
/// it posts to us. Reading it says that it is there, with as many ports as were bought, of which it
/// tells no state. `sink` hears what it posts.
[[nodiscard]] std::unique_ptr<box> make(asio::any_io_executor ex, settings s, event_sink sink);

}  // namespace zenix::gateways::drivers::generic
