#pragma once
#include "base/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace zenix::lab::smsc {

/// What becomes of a text to a number, and what its owner writes back.
struct manner {
    std::string state = "DELIVRD";  ///< the word of the receipt
    std::string error = "000";
    std::optional<std::string> reply;
    ms reply_after{4000};
    std::optional<ms> receipt_after;  ///< else as the centre does
};

/// By the last two digits, as with calls: 90 to 93 switched off (EXPIRED), 94 and 95 no such number
/// (UNDELIV), 98 refuses (REJECTD), all others get it. Of those, 13 writes STOP, 27 asks to be called,
/// 33 promises, 57 disputes. Pure.
[[nodiscard]] manner manner_of(std::string_view number);

}  // namespace zenix::lab::smsc
