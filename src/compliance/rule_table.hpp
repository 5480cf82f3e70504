#pragma once
#include "base/principal.hpp"
#include "base/task.hpp"
#include "compliance/rule.hpp"
#include "pg/pool.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The rules as they are stored. Changes move `rules_version`, which the gate watches.
namespace zenix::compliance {

struct rule_set {
    std::int64_t version = 0;
    std::vector<rule> rules;  ///< by id, also those switched off
};

/// Throws std::runtime_error naming the rule when one cannot be read: then nothing may be allowed.
task<rule_set> load_rules(pg::executor& db);

struct rule_change {
    std::optional<bool> enabled;
    std::optional<json::object> parameters;
    std::optional<std::chrono::year_month_day> effective_from;
    /// Outer: was it named; inner: null for an open end.
    std::optional<std::optional<std::chrono::year_month_day>> effective_until;
};

/// Reads the contract's `RuleChange`. Throws problem 422; one member at least.
[[nodiscard]] rule_change read_rule_change(fields in);

/// The rule as it is after the change. Pure. Throws problem 422 when it does not fit the rule.
[[nodiscard]] rule changed(rule before, const rule_change& change);

/// Nullopt when there is none of this id. Inside a transaction the row stays locked until its end.
task<std::optional<rule>> find_rule(pg::executor& db, std::string id);
/// Stores a rule whole; a new id is added, a known one replaced.
task<> store_rule(pg::executor& db, rule r);

}  // namespace zenix::compliance
