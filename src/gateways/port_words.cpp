#include "gateways/port_words.hpp"

#include <array>

namespace zenix::gateways {
namespace {

constexpr std::array<std::string_view, 8> states{"powered_off", "no_sim", "pin_required",
    "puk_required", "searching", "unregistered", "registered", "unknown"};
constexpr std::array<std::string_view, 6> actions{
    "block", "unblock", "reset", "power_off", "power_on", "select_slot"};

}  // namespace

std::string_view word_of(drivers::port_state s) { return states.at(static_cast<std::size_t>(s)); }
std::string_view word_of(drivers::port_action a) { return actions.at(static_cast<std::size_t>(a)); }

std::optional<drivers::port_action> parse_action(std::string_view word) {
    for (std::size_t i = 0; i < actions.size(); ++i)
        if (actions.at(i) == word) return static_cast<drivers::port_action>(i);
    return std::nullopt;
}

}  // namespace zenix::gateways
