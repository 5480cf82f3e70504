#pragma once
#include "sms/accounts.hpp"
#include "sms/transport.hpp"

#include <memory>

namespace zenix::sms {

/// An HTTP sender: posts `{id, to, message, sender, sim_slot}`, and reads the peer's id from `id` or
/// `message_id` of a JSON answer. 429 and 503 are worth another try; what timed out is unknown.
/// Receipts come, if at all, over another road.
[[nodiscard]] std::shared_ptr<transport> make_http_sender(
    const smsc_account& account, const secret::master_key& key);

/// What an answer means. Pure.
[[nodiscard]] part_answer read_http_answer(int status, const std::string& body);

}  // namespace zenix::sms
