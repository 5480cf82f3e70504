#pragma once
#include "base/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace zenix::dialer {

/// After which outcome a lead is tried again: the contract's `RetryRule`.
struct retry_rule {
    std::string outcome;  ///< of an attempt (`busy`, `no_answer`, …) or a disposition's code
    bool retry = true;    ///< else the lead is done
    int wait_min = 60, limit = 3;
    bool spread = false;  ///< into another part of the day
};

/// What the house does where the campaign says nothing.
[[nodiscard]] const std::vector<retry_rule>& house_rules();

/// What a disposition says of itself (`dispositions` in the crm room).
struct disposition_rule {
    bool final = false;
    std::optional<int> retry_after_min, max_tries;
};

/// A lead when an attempt on it has ended.
struct lead_history {
    int tries = 0;                        ///< this one included
    std::map<std::string, int> outcomes;  ///< this one included
};

struct next_step {
    std::string state;   ///< callable, later, exhausted or done
    std::string reason;  ///< in words
    std::optional<sys_ms> next_at;
};

/// A lead is dialled so often at most, whatever its outcomes.
inline constexpr int tries_max = 30;

/// The rule for this outcome: the campaign's, else what the disposition says, else the house's, else done.
/// `zone` is the borrower's. A callback that was agreed is not asked here: it has its time.
[[nodiscard]] next_step after_outcome(const std::string& outcome, const lead_history& history,
    const std::vector<retry_rule>& rules, const std::optional<disposition_rule>& disposition, sys_ms now,
    const std::string& zone);

}  // namespace zenix::dialer
