#pragma once
#include <string_view>

#include "calls/call.hpp"

namespace zenix::calls {

/// What an unanswered leg's end means, by its Q.850 cause (ITU-T Q.850 §2.2.7) as Asterisk reports it.
/// A cause of 0 or one the table does not know is `failed`.
[[nodiscard]] call_status status_for_cause(int q850);

/// The cause in plain words: `switched off`, `number does not exist`.
[[nodiscard]] std::string_view cause_in_words(int q850);

/// A cause of the network's making, where another road might succeed: 34, 38, 41, 42, 44, 47 and kin.
[[nodiscard]] bool is_network_cause(int q850);

/// A party pressed the red button: normal clearing. Anything else on an answered leg is a loss.
[[nodiscard]] bool is_deliberate(int q850);

}  // namespace zenix::calls
