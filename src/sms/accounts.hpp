#pragma once
#include "base/json.hpp"
#include "base/secret.hpp"
#include "base/task.hpp"
#include "pg/pool.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Accounts at SMS centres and HTTP senders, and the routes that lead to them, as administered.
namespace zenix::sms {

struct smsc_account {
    std::int64_t id = 0;
    std::string name;
    bool is_smpp = true;
    bool enabled = true;
    std::optional<std::string> sender;
    json::object settings;  ///< the contract's `SmppSettings` or `HttpSenderSettings`, whole
    std::string password_sealed;
    std::optional<std::int64_t> price_minor;  ///< of one part
    std::string currency = "INR";
    bool operator==(const smsc_account&) const = default;
};
inline constexpr std::string_view account_purpose = "smsc-passwords";

/// The contract's `SmscAccount` without `status`.
[[nodiscard]] json::object to_json(const smsc_account& a);
/// Reads `SmscAccountWrite`; a password left out stays as in `before`. Throws problem 422.
[[nodiscard]] smsc_account read_account(
    fields in, const secret::master_key& key, const smsc_account* before);

task<std::vector<smsc_account>> load_accounts(pg::executor& db);
/// Stores it; id 0 is a new one. Throws problem 404, 409 `name_taken`. Belongs into a transaction.
task<std::int64_t> store_account(pg::executor& tx, smsc_account a);
/// Throws problem 404, or 409 `in_use` while a route leads to it.
task<> remove_account(pg::executor& tx, std::int64_t id);

struct message_route {
    std::string name, prefix;
    std::optional<std::string> purpose, priority;
    bool gateway = false;
    std::optional<std::int64_t> account_id, trunk_id;
    bool enabled = true;
};
[[nodiscard]] json::object to_json(const message_route& r);
/// Reads `MessageRoutesWrite`. Throws problem 422.
[[nodiscard]] std::vector<message_route> read_routes(fields in);
task<std::vector<message_route>> load_routes(pg::executor& db);
/// Takes the place of all there were. Throws problem 422 for an account there is none of.
task<> store_routes(pg::executor& tx, std::vector<message_route> list);

}  // namespace zenix::sms
