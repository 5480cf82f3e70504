#pragma once
#include "gateways/drivers/box.hpp"
#include "gateways/drivers/events.hpp"
#include "gateways/drivers/settings.hpp"

#include <memory>
#include <string>
#include <vector>

namespace zenix::gateways::drivers {

/// Names of the drivers there are, as `settings.driver` has them.
[[nodiscard]] std::vector<std::string> names();

/// A session with a box of these settings, not yet connected; nullptr for a driver nobody knows.
/// `sink` hears what the box tells by itself, where it does.
[[nodiscard]] std::unique_ptr<box> make_box(
    asio::any_io_executor ex, settings s, event_sink sink = {});

}  // namespace zenix::gateways::drivers
