#pragma once
#include "base/json.hpp"
#include "gateways/tariff.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace zenix::gateways {

/// A SIM, known by its ICCID (ITU-T E.118) wherever it sits. Its counters are its own, not its
/// port's.
struct sim {
    std::string iccid;
    std::optional<std::int64_t> trunk_id;
    std::optional<int> port;  ///< of the gateway, from 0
    std::optional<std::string> operator_name, phone_number;
    bool enabled = true;
    std::optional<gateways::tariff> tariff;  ///< its own plan; without one its trunk's applies
};

/// Of one day in the installation's zone.
struct sim_use {
    std::int64_t attempts = 0, answered = 0, seconds = 0;
};

/// The contract's `Sim`.
[[nodiscard]] json::object to_json(
    const sim& s, const std::string& trunk_name, bool in_call, const sim_use& today);

}  // namespace zenix::gateways
