#include "watch/webhook.hpp"

#include "net/client.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace zenix::watch {

std::string hmac_sha256_hex(std::string_view key, std::string_view data) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> raw{};
    unsigned int length = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
        reinterpret_cast<const unsigned char*>(data.data()), data.size(), raw.data(), &length);
    std::string hex;
    for (unsigned int i = 0; i < length; ++i) hex += fmt::format("{:02x}", raw[i]);
    return hex;
}

std::string signature(std::string_view secret, sys_ms now, std::string_view body) {
    const auto t = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    return fmt::format("t={},v1={}", t, hmac_sha256_hex(secret, fmt::format("{}.{}", t, body)));
}

json::object webhook_body(const notice& n, sys_ms now) {
    return {{"id", n.id}, {"event", to_string(n.what)}, {"sent_at", to_rfc3339(now)},
        {"alert", to_json(n.alert)}};
}

json::object webhook_test_body(const std::string& id, sys_ms now) {
    return {{"id", id}, {"event", "test"}, {"sent_at", to_rfc3339(now)}, {"alert", nullptr}};
}

task<result<void>> post_webhook(std::string url, std::string secret, std::string id,
    json::object body, sys_ms now, ms patience) {
    auto text = json::serialize(body);
    net::header_list headers{{"content-type", "application/json"}, {"x-zenix-event", std::move(id)},
        {"x-zenix-signature", signature(secret, now, text)}};
    const auto answer =
        co_await net::fetch("POST", std::move(url), std::move(text), std::move(headers), patience);
    if (!answer) co_return answer.error();
    const int status = answer.value().status;
    if (status >= 200 && status < 300) co_return result<void>();
    co_return failure{"status", fmt::format("the address answered {}", status), status};
}

bool is_for_good(const failure& why, channel over) {
    if (why.code != "status") return false;
    if (over == channel::email) return why.status >= 500;
    return why.status < 500 && why.status != 408 && why.status != 429;
}

}  // namespace zenix::watch
