#pragma once
#include <string>
#include <string_view>

namespace zenix::calls {

/// What a borrower hears who has answered a campaign's call for which nobody is free, µ-law at 8 kHz:
/// "Sorry. This is a call from your lender. Nobody is free to speak with you at this moment, and we will call
/// you again. If you want no more calls, press nine. Goodbye.", and two seconds in which to press.
[[nodiscard]] std::string_view sorry_sound();

/// Puts it where Asterisk can read it and gives its media URI. Throws std::system_error.
[[nodiscard]] std::string place_sorry_sound(const std::string& folder);

}  // namespace zenix::calls
