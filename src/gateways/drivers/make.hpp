#pragma once
#include "gateways/drivers/box.hpp"
#include "gateways/drivers/events.hpp"
#include "gateways/drivers/settings.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace zenix::gateways::drivers {

/// Names of the drivers there are, as `settings.driver` has them.
[[nodiscard]] std::vector<std::string> names();

/// How long a port wants to rest after a text, by its maker's rule.
[[nodiscard]] ms pause_after_text(std::string_view driver);

/// A session with a box of these settings, not yet connected; nullptr for a driver nobody knows.
/// `sink` hears what the box tells by itself, where it does.
[[nodiscard]] std::unique_ptr<box> make_box(
    asio::any_io_executor ex, settings s, event_sink sink = {});

}  // namespace zenix::gateways::drivers
