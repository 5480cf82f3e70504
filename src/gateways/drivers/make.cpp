#include "gateways/drivers/make.hpp"

#include "gateways/drivers/dinstar/driver.hpp"
#include "gateways/drivers/generic/driver.hpp"
#include "gateways/drivers/yeastar/driver.hpp"

#include <utility>

namespace zenix::gateways::drivers {

namespace {

using maker = std::unique_ptr<box> (*)(asio::any_io_executor, settings, event_sink);

/// A new driver is a folder beside this file and one line here.
struct kind {
    std::string_view name;
    maker make;
    ms pause_after_text;
};
constexpr kind drivers_there_are[] = {
    {"dinstar", dinstar::make, ms(0)},
    {"generic", generic::make, ms(0)},
    {"yeastar", yeastar::make, yeastar::between_texts},
};

}  // namespace

std::vector<std::string> names() {
    std::vector<std::string> out;
    for (const auto& d : drivers_there_are) out.emplace_back(d.name);
    return out;
}

std::unique_ptr<box> make_box(asio::any_io_executor ex, settings s, event_sink sink) {
    for (const auto& d : drivers_there_are)
        if (d.name == s.driver) return d.make(std::move(ex), std::move(s), std::move(sink));
    return nullptr;
}

ms pause_after_text(std::string_view driver) {
    for (const auto& d : drivers_there_are)
        if (d.name == driver) return d.pause_after_text;
    return ms(0);
}

}  // namespace zenix::gateways::drivers
