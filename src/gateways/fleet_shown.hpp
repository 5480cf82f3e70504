#pragma once
#include "base/json.hpp"
#include "gateways/fleet.hpp"
#include "gateways/route_choice.hpp"

/// The fleet as the contract shows it.
namespace zenix::gateways {

/// `Sim`: what is stored of it, its use, what its box says, and why it takes no calls.
/// `zone`: whose days and months are meant.
[[nodiscard]] json::object sim_json(
    const sim_line& s, const fleet& f, const std::string& zone = "UTC");

/// `Trunk`, with what is against it.
[[nodiscard]] json::object trunk_json(const trunk_line& t, const fleet& f);

/// `RouteChoice`: the choice for a wish, and each way with what is against it.
[[nodiscard]] json::object choice_json(const route_wish& wish,
    const std::variant<route_choice, no_route>& found, const fleet& f);

/// `Gateway`: a box, its last word, and each of its ports with the SIM in it.
[[nodiscard]] json::object gateway_json(
    const box_line& b, const fleet& f, const std::string& zone = "UTC");

/// `Finding`s of a probe or of provisioning.
[[nodiscard]] json::object to_json(const std::vector<drivers::finding>& findings);

/// Shares in percent and whole seconds, null where there is nothing to divide by: answer-seizure
/// ratio and average call duration.
[[nodiscard]] json::value asr_pct(std::int64_t answered, std::int64_t attempts);
[[nodiscard]] json::value acd_s(std::int64_t seconds, std::int64_t answered);

}  // namespace zenix::gateways
