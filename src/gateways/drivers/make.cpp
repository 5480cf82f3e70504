#include "gateways/drivers/make.hpp"

#include "gateways/drivers/dinstar/driver.hpp"
#include "gateways/drivers/generic/driver.hpp"
#include "gateways/drivers/yeastar/driver.hpp"

#include <utility>

namespace zenix::gateways::drivers {

namespace {

using maker = std::unique_ptr<box> (*)(asio::any_io_executor, settings, event_sink);

/// A new driver is a folder beside this file and one line here.
constexpr std::pair<std::string_view, maker> drivers_there_are[] = {
    {"dinstar", dinstar::make},
    {"generic", generic::make},
    {"yeastar", yeastar::make},
};

}  // namespace

std::vector<std::string> names() {
    std::vector<std::string> out;
    for (const auto& [name, make] : drivers_there_are) out.emplace_back(name);
    return out;
}

std::unique_ptr<box> make_box(asio::any_io_executor ex, settings s, event_sink sink) {
    for (const auto& [name, make] : drivers_there_are)
        if (name == s.driver) return make(std::move(ex), std::move(s), std::move(sink));
    return nullptr;
}

}  // namespace zenix::gateways::drivers
