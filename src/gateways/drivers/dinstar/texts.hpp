#pragma once
#include "gateways/drivers/dinstar/words.hpp"
#include "gateways/drivers/texts.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Texts in the words of the JSON interface. Pure.
namespace zenix::gateways::drivers::dinstar {

/// Body of send_sms for one recipient. Our text never stands where the box looks for `#param#`.
[[nodiscard]] std::string send_sms_body(const text_order& order);

/// Rows of query_sms_result or its push: SENDING, SENT_OK, DELIVERED, FAILED.
[[nodiscard]] reading<std::vector<text_report>> read_results(
    const json::value* rows, std::string_view zone);

/// Rows of query_sms_deliver_status or its push: TP-Status (3GPP TS 23.040 §9.2.3.15), no reference.
[[nodiscard]] reading<std::vector<text_report>> read_receipts(
    const json::value* rows, std::string_view zone);

/// Rows of query_incoming_sms or its push.
[[nodiscard]] reading<std::vector<text_came>> read_incoming(
    const json::value* rows, std::string_view zone);

/// Receipts carry no reference: each is given to the result that left the same port for the same
/// number with the same ref_id, the nearest in time. The rest stays as it is.
[[nodiscard]] std::vector<text_report> match_receipts(
    std::vector<text_report> results, const std::vector<text_report>& receipts);

}  // namespace zenix::gateways::drivers::dinstar
