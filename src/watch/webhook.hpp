#pragma once
#include "base/result.hpp"
#include "base/task.hpp"
#include "watch/notice.hpp"

#include <string>
#include <string_view>

namespace zenix::watch {

/// HMAC-SHA256 (RFC 2104) in hex.
[[nodiscard]] std::string hmac_sha256_hex(std::string_view key, std::string_view data);

/// `t=SECONDS,v1=HEX`: the HMAC of `SECONDS.BODY`. The time is inside, so that a post cannot be
/// played again later by who overheard it.
[[nodiscard]] std::string signature(std::string_view secret, sys_ms now, std::string_view body);

/// What is posted: `{id, event, sent_at, alert}`; `event` is the step, or `test` without an alert.
[[nodiscard]] json::object webhook_body(const notice& n, sys_ms now);
[[nodiscard]] json::object webhook_test_body(const std::string& id, sys_ms now);

/// Posts it with `x-zenix-event` (the id) and `x-zenix-signature`. Failure `status` carries the
/// answer's status: 408, 429 and 5xx are worth another try, others are not; the rest as net::fetch.
task<result<void>> post_webhook(std::string url, std::string secret, std::string id,
    json::object body, sys_ms now, ms patience = ms(10000));

/// Whether the same again would fail the same way.
[[nodiscard]] bool is_for_good(const failure& why, channel over);

}  // namespace zenix::watch
