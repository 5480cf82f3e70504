#pragma once
#include "base/result.hpp"
#include "gateways/drivers/texts.hpp"

#include <string>
#include <string_view>

namespace zenix::gateways::drivers::generic {

/// The JSON of `POST /api/sms`.
[[nodiscard]] std::string sms_body(const text_order& order);

/// What the box answered to it: 2xx is taken; a `success: false`, an `error` or another status is
/// `rejected`. The plan fixes no answer, so an id is looked for under the usual names.
[[nodiscard]] result<text_taken> read_sms_answer(int status, std::string_view body);

}  // namespace zenix::gateways::drivers::generic
