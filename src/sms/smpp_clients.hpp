#pragma once
#include "base/json.hpp"
#include "base/task.hpp"
#include "pg/pool.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace zenix::sms {

/// A system of the lender that sends through our SMPP server.
struct smpp_client {
    std::int64_t id = 0;
    std::string name, system_id, password_hash;
    bool enabled = true;
    std::int64_t max_binds = 2, window = 50, rate_per_s = 100;
    std::vector<std::string> allowed_from;
    std::string purpose = "service", priority = "normal";
    std::optional<std::string> sender;
    bool operator==(const smpp_client&) const = default;
};
/// The contract's `SmppClient` without `status`.
[[nodiscard]] json::object to_json(const smpp_client& c);
/// Reads `SmppClientWrite`; a password left out stays as in `before`. Throws problem 422.
[[nodiscard]] smpp_client read_client(fields in, const smpp_client* before);
/// SMPP's passwords have 8 octets at most and travel as they are: salted, so that equal ones do not
/// show, and compared in constant time.
[[nodiscard]] std::string hash_password(const std::string& password, const std::string& salt);
[[nodiscard]] bool password_fits(const std::string& stored, const std::string& given);

task<std::vector<smpp_client>> load_clients(pg::executor& db);
/// Throws problem 409 `system_id_taken`. Belongs into a transaction.
task<std::int64_t> store_client(pg::executor& tx, smpp_client c);

}  // namespace zenix::sms
