#pragma once
#include "base/json.hpp"
#include "base/problem.hpp"
#include "base/time.hpp"
#include "compliance/terms.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace zenix::compliance {

/// What one rule said.
struct rule_verdict {
    std::string rule_id;
    bool allow = false;
    std::string explanation;               ///< plain words
    std::optional<sys_ms> next_lawful_at;  ///< when this rule alone allows; null: allowed, or never
};

/// The gate's answer, kept for ever: who may be called, by which rules, or when next.
struct decision {
    std::string id;  ///< UUID
    sys_ms at{};     ///< the instant it speaks of: now, or a what-if
    bool allow = false;
    compliance::channel channel = compliance::channel::call;
    compliance::purpose purpose = compliance::purpose::recovery;
    std::string phone_number;  ///< E.164; what was typed when it is no number
    std::optional<std::int64_t> customer_id;
    std::string local_time, time_zone;  ///< `2026-11-22 18:30` in the zone of the person called
    std::vector<rule_verdict> rules;    ///< every rule that applies
    std::string summary;                ///< one sentence for the telecaller
    std::optional<sys_ms>
        next_lawful_at;  ///< earliest instant all rules allow; null: allowed, or never
    std::optional<int> attempts_left_today;  ///< after this one; null where no cap applies
};

/// The contract's `GateDecision`.
[[nodiscard]] json::object to_json(const decision& d);
[[nodiscard]] json::array to_json(const std::vector<rule_verdict>& rules);

/// Reads back what `to_json` of the verdicts wrote.
[[nodiscard]] std::vector<rule_verdict> read_verdicts(const json::value& stored);

/// Problem 422 `gate_refused` that carries the decision: the answer to a refused attempt.
[[nodiscard]] problem gate_refused(const decision& d);

}  // namespace zenix::compliance
