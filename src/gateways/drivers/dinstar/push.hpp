#pragma once
#include "base/result.hpp"
#include "gateways/drivers/events.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace zenix::gateways::drivers::dinstar {

/// What a box posted to its webhook. Nothing signs it, so it is a hint about where to look.
struct push {
    std::string serial;
    std::vector<box_event> hints;
    std::vector<std::string> unknown;  ///< items nobody understood, for the log
};

/// A JSON object with `sn` and exactly one of sms, sms_result, sms_deliver_status, ussd, register,
/// cdr, device, exception_info. `protocol` for any other shape, with an excerpt to log.
[[nodiscard]] result<push> read_push(std::string_view body, std::string_view zone);

}  // namespace zenix::gateways::drivers::dinstar
