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
    std::optional<std::string> do_not_call, text_opt_out;  ///< the reasons
    std::int64_t attempts_ever = 0;          ///< the last attempt_ordinal of this number
    std::vector<attempt> attempts;           ///< of two days around the instant asked for
};
/// `but` is the decision of an attempt that is left out of them.
task<gate_state> read_state(pg::executor& db, std::string e164, sys_ms around,
    std::optional<std::string> but = std::nullopt);
/// Of many numbers at once, in their order, each named once.
task<std::vector<gate_state>> read_states(
    pg::executor& db, std::vector<std::string> e164s, sys_ms around);

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
/// The same for many in one statement: true for each that was stored.
task<std::vector<bool>> store_all(pg::executor& db, std::vector<decision_record> list);

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
