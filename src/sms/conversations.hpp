#pragma once
#include "base/json.hpp"
#include "base/task.hpp"
#include "pg/pool.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace zenix::sms {

struct conversation_filter {
    std::optional<std::int64_t> owner_id;  ///< theirs only
    bool unknown = false;                  ///< senders who are no borrower, instead of all
    bool unread = false;
    std::optional<std::string> before;     ///< last_message_id of the last one seen
    int limit = 50;
};
struct conversation_page {
    json::array items;  ///< the contract's `Conversation`
    std::optional<std::string> next;
};
task<conversation_page> list_conversations(pg::executor& db, conversation_filter f);
task<std::optional<json::object>> find_conversation(pg::executor& db, std::string key);
/// False when there is none.
task<bool> read_conversation(pg::executor& db, std::string key);

struct conversation_change {
    bool owner_named = false;
    std::optional<std::int64_t> owner_id, customer_id;
};
/// Gives the key it has after; nullopt when there is none. Throws problem 422 for a user or borrower
/// there is none of, 409 when it is a borrower's already. Belongs into a transaction.
task<std::optional<std::string>> change_conversation(
    pg::executor& tx, std::string key, conversation_change c);

/// Unread messages by owner; 0 is those that are nobody's.
task<std::map<std::int64_t, std::int64_t>> unread_by_owner(pg::executor& db);

}  // namespace zenix::sms
