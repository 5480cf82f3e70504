#pragma once
#include "base/json.hpp"
#include "base/secret.hpp"
#include "base/task.hpp"
#include "base/time.hpp"
#include "pg/pool.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace zenix::sms {

struct message_webhook {
    std::int64_t id = 0;
    std::string url;
    bool enabled = true;
    std::vector<std::string> events;
    std::string secret_sealed;
};
/// Reads `MessageWebhookWrite`; a secret left out stays as in `before`. Throws problem 422.
[[nodiscard]] message_webhook read_webhook(
    fields in, const secret::master_key& key, const message_webhook* before);
/// The contract's `MessageWebhook`s.
task<std::vector<json::object>> list_webhooks(pg::executor& db, std::optional<std::int64_t> id);
task<std::optional<message_webhook>> find_webhook(pg::executor& db, std::int64_t id);
task<std::int64_t> store_webhook(pg::executor& tx, message_webhook w);
/// The contract's `WebhookDelivery`, newest first, and the place for the next page.
struct delivery_page {
    json::array items;
    std::optional<std::string> next;
};
task<delivery_page> list_deliveries(
    pg::executor& db, std::int64_t webhook, std::optional<std::int64_t> before, int limit);

/// `t=SECONDS,v1=HEX` over `SECONDS.BODY`, as the alerts' webhooks sign.
[[nodiscard]] std::string webhook_signature(
    std::string_view secret, sys_ms now, std::string_view body);
/// When the n-th failed try is followed by the next; nullopt: given up.
[[nodiscard]] std::optional<ms> next_webhook_try(std::int64_t tries);

/// Posts what is due, several at once. Gives how many it tried.
task<std::size_t> deliver_due(pg::pool& db, const secret::master_key& key, sys_ms now);

}  // namespace zenix::sms
