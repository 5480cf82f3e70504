#pragma once
#include "base/json.hpp"
#include "base/task.hpp"
#include "compliance/terms.hpp"
#include "pg/pool.hpp"
#include "sms/terms.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace zenix::sms {

/// A message about to be stored: everything the outbox needs to send it later, and who wanted it.
struct new_message {
    std::string id;  ///< UUID
    std::optional<std::int64_t> customer_id;
    std::string phone_number, text;
    status state = status::queued;
    std::optional<std::int64_t> user_id, owner_id;
    std::string asked_by, source;
    compliance::purpose purpose = compliance::purpose::recovery;
    zenix::sms::priority priority = priority::normal;
    std::optional<std::string> language;
    std::optional<std::int64_t> template_id, template_version;
    std::optional<std::string> dlt_entity_id, dlt_template_id;
    bool registered = false;
    std::optional<std::string> sender;
    std::string encoding = "gsm7";
    std::size_t characters = 0, parts = 1;
    sys_ms created_at{}, due_at{};
    std::optional<sys_ms> valid_until;
    bool wait_until_lawful = false;
    std::optional<std::int64_t> wanted_account;
    std::optional<std::string> wanted_sim;
    std::optional<std::string> gate_decision_id, error_code, error_text;
    std::optional<std::int64_t> batch_id, rule_id, client_id;
    std::optional<json::value> raw;
    bool client_told = true;  ///< false: an SMPP client waits for a receipt
};

/// Fills encoding, characters and parts from the text.
void measure(new_message& m);

/// `c17` for a borrower, else the number.
[[nodiscard]] std::string conversation_key(
    std::optional<std::int64_t> customer_id, const std::string& phone_number);

/// Stores many in one statement.
task<> insert_messages(pg::executor& db, std::vector<new_message> list);

struct message_filter {
    std::optional<std::int64_t> customer_id, user_id, batch_id, account_id, client_id;
    std::optional<std::string> phone_number, status, direction, source, conversation, before;
    std::optional<sys_ms> from, to;
    int limit = 50;
};
/// The contract's `Message`, newest first.
task<std::vector<json::object>> list_messages(pg::executor& db, message_filter f);
task<std::vector<json::object>> messages_by_id(pg::executor& db, std::vector<std::string> ids);
task<std::optional<json::object>> find_message(pg::executor& db, std::string id);
/// The contract's `MessageDetail`.
task<std::optional<json::object>> message_detail(pg::executor& db, std::string id);

}  // namespace zenix::sms
