#pragma once
#include "base/result.hpp"
#include "gateways/drivers/texts.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace zenix::gateways::drivers::generic {

/// The JSON of `POST /api/sms`.
[[nodiscard]] std::string sms_body(const text_order& order);

/// What the box answered to it: 2xx is taken; a `success: false`, an `error` or another status is
/// `rejected`. The plan fixes no answer, so an id is looked for under the usual names. 408, 429 and
/// 503 say that it was not taken for now (`busy`); after another 5xx nobody knows (`closed`).
[[nodiscard]] result<text_taken> read_sms_answer(int status, std::string_view body);

/// `GET /api/sms/ID`: `{"id","status","sim_slot"}`. `protocol` when it tells no status.
[[nodiscard]] result<text_report> read_sms_status(std::string_view body);

/// What the box posts to us: a text that came (`from`, `message`, and `sim_slot`, `id`, `received_at`
/// where it has them), or what became of one it was given (`id`, `status`). `protocol` for all else.
[[nodiscard]] result<std::variant<text_came, text_report>> read_told(std::string_view body);

}  // namespace zenix::gateways::drivers::generic
