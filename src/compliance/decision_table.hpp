#pragma once
#include "base/task.hpp"
#include "compliance/decision.hpp"
#include "compliance/gate.hpp"
#include "pg/pool.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Decisions as they are stored, and what they say about the number's past.
namespace zenix::compliance {

/// What the database knows at one instant about a number and about the gate itself.
struct gate_state {
    std::int64_t rules_version = 0;
    bool demo = false;                       ///< the database is a demonstration's
    std::optional<sys_ms> last_decided_at;   ///< of any decision
    std::optional<std::string> do_not_call;  ///< the reason
    std::int64_t attempts_ever = 0;          ///< the last attempt_ordinal of this number
    std::vector<attempt> attempts;           ///< of two days around the instant asked for
};
task<gate_state> read_state(pg::executor& db, std::string e164, sys_ms around);

struct decision_record {
    decision answer;
    question asked;
    facts known;
    std::string typed;
    std::int64_t rules_version = 0;
    sys_ms decided_at{};
    std::optional<std::int64_t> attempt_ordinal;  ///< set: this is an attempt
};

/// Stores decision and attempt in one statement. False, and nothing stored, when meanwhile another
/// took the same attempt_ordinal, the rules changed, or (for an allowed one) the number was listed:
/// then read the state again.
task<bool> store(pg::executor& db, decision_record r);

task<std::optional<decision>> find_decision(pg::executor& db, std::string id);

struct decision_filter {
    std::optional<std::int64_t> customer_id;
    std::optional<std::string> e164, verdict;
    std::optional<std::string> before;  ///< id of the last one seen
    int limit = 50;
};
/// Newest first.
task<std::vector<decision>> list_decisions(pg::executor& db, decision_filter f);

}  // namespace zenix::compliance
