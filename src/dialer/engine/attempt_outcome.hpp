#pragma once
#include "calls/call.hpp"
#include "dialer/campaigns/retry.hpp"

#include <string>

namespace zenix::dialer {

enum class attempt_kind : std::uint8_t {
    not_made,  ///< the borrower never heard of it
    ended,     ///< nobody was connected; the network says how
    owed,      ///< a telecaller has to say what came of it
    said,      ///< and has
};

struct attempt_outcome {
    attempt_kind kind = attempt_kind::ended;
    std::string outcome;    ///< of a retry rule; empty while owed
    std::string otherwise;  ///< when it is never said
};

/// How a campaign's call, over or not, ended for its lead. `disposition` is what a telecaller said, or empty.
[[nodiscard]] attempt_outcome outcome_of(const calls::call& c, const std::string& disposition);

/// A telecaller and the borrower had each other.
[[nodiscard]] bool connected(const calls::call& c);

/// What a problem `gate_refused` means for a lead: blocked until its next lawful minute, or for good.
[[nodiscard]] next_step blocked_step(const json::object& problem);

}  // namespace zenix::dialer
