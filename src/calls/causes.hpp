#pragma once
#include <string_view>

#include "calls/call.hpp"
#include "gateways/way_guard.hpp"

namespace zenix::calls {

/// What an unanswered leg's end means, by its Q.850 cause (ITU-T Q.850 §2.2.7) as Asterisk reports it.
/// A cause of 0 or one the table does not know is `failed`.
[[nodiscard]] call_status status_for_cause(int q850);

/// The cause in plain words: `switched off`, `number does not exist`.
[[nodiscard]] std::string_view cause_in_words(int q850);

/// A cause of the network's making, where another road might succeed: 34, 38, 41, 42, 44, 47 and kin.
[[nodiscard]] bool is_network_cause(int q850);

/// May another way succeed where this one ended? Only what the way or the network is to blame for: Q.850
/// 34, 38, 41, 42, 47, or a SIP answer of the class 5xx without a better cause. Never what tells of
/// the borrower's telephone. Such an end is also a fault of the way (quarantine).
[[nodiscard]] bool is_fault_of_way(int q850, std::optional<int> sip_status);

/// What a leg's end tells of the way it went.
[[nodiscard]] gateways::way_outcome outcome_for_way(const leg& l);

/// A party pressed the red button: normal clearing. Anything else on an answered leg is a loss.
[[nodiscard]] bool is_deliberate(int q850);

}  // namespace zenix::calls
