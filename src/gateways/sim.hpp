#pragma once
#include "base/json.hpp"
#include "gateways/limits.hpp"
#include "gateways/rate_card.hpp"

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
    std::optional<std::string> imsi;  ///< by which a box names it that tells no ICCID
    bool enabled = true;
    std::optional<rate_card> tariff;  ///< its own; without one its trunk's applies
    std::optional<std::int64_t> plan_id;
    std::string plan_name;
    sim_limits own_limits, plan_limits;
};

/// Of one period. `seconds` is time talked, `billed_s` the same by the pulses of its tariff.
struct sim_use {
    std::int64_t attempts = 0, answered = 0, seconds = 0, billed_s = 0, texts = 0, recipients = 0;

    sim_use& operator+=(const sim_use& o) {
        attempts += o.attempts;
        answered += o.answered;
        seconds += o.seconds;
        billed_s += o.billed_s;
        texts += o.texts;
        recipients += o.recipients;
        return *this;
    }
    bool operator==(const sim_use&) const = default;
};

/// The contract's `Sim`.
[[nodiscard]] json::object to_json(
    const sim& s, const std::string& trunk_name, bool in_call, const sim_use& today);

}  // namespace zenix::gateways
