#include "sms/webhooks.hpp"

#include "base/log.hpp"
#include "base/problem.hpp"
#include "net/client.hpp"
#include "base/task_group.hpp"
#include "sms/message.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

namespace zenix::sms {
namespace {

constexpr std::string_view secret_purpose = "message-webhooks";
constexpr std::int64_t tries_most = 18;

struct delivery {
    std::string id, event, url, secret;
    std::optional<std::string> message_id;
    json::value body;
    std::int64_t tries = 0;
    sys_ms created_at{};
};

/// One try; the row says how it went.
task<> deliver(pg::pool& db, delivery d, sys_ms now) {
    json::object body{{"id", d.id}, {"event", d.event}, {"sent_at", to_rfc3339(now)},
        {"message", nullptr}, {"opt_out", nullptr}};
    if (d.message_id) {
        auto m = co_await find_message(db, *d.message_id);
        if (m) {
            // As it was when this was told, whatever became of it since.
            if (const auto* s = d.body.as_object().if_contains("status")) (*m)["status"] = *s;
            body["message"] = std::move(*m);
        }
    }
    if (d.event == "opt_out") body["opt_out"] = d.body;
    auto text = json::serialize(body);
    net::header_list headers{{"content-type", "application/json"}, {"x-zenix-event", d.id}};
    if (!d.secret.empty())
        headers.emplace_back("x-zenix-signature", webhook_signature(d.secret, now, text));
    const auto answer =
        co_await net::fetch("POST", d.url, std::move(text), std::move(headers), ms(10'000));
    const int status = answer ? answer.value().status : 0;
    const bool ok = status >= 200 && status < 300;
    const bool for_good = status >= 400 && status < 500 && status != 408 && status != 429;
    const auto next = ok || for_good ? std::nullopt : next_webhook_try(d.tries + 1);
    const auto detail = !answer ? answer.error().code + ": " + answer.error().detail
                        : ok    ? std::string("taken")
                                : fmt::format("the address answered {}", status);
    co_await db.run("update webhook_deliveries set tries = tries + 1, status = nullif($2, 0),"
                    " detail = $3, state = $4, next_try_at = coalesce($5::timestamptz, next_try_at)"
                    " where id = $1::uuid",
        d.id, status, detail.substr(0, 300), ok ? "delivered" : next ? "waiting" : "given_up",
        next ? std::optional(now + *next) : std::nullopt);
}

}  // namespace

std::string webhook_signature(std::string_view secret, sys_ms now, std::string_view body) {
    const auto t = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    const auto data = fmt::format("{}.{}", t, body);
    std::array<unsigned char, EVP_MAX_MD_SIZE> raw{};
    unsigned int length = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
        reinterpret_cast<const unsigned char*>(data.data()), data.size(), raw.data(), &length);
    std::string hex;
    for (unsigned int i = 0; i < length; ++i) hex += fmt::format("{:02x}", raw[i]);
    return fmt::format("t={},v1={}", t, hex);
}

std::optional<ms> next_webhook_try(std::int64_t tries) {
    if (tries >= tries_most) return std::nullopt;
    // 5 s, 10 s, 20 s … to four hours; the sum is a day and more.
    const auto shift = std::min<std::int64_t>(tries - 1, 12);
    return std::min<ms>(
        std::chrono::seconds(5) * (std::int64_t{1} << shift), std::chrono::hours(4));
}

message_webhook read_webhook(
    fields in, const secret::master_key& key, const message_webhook* before) {
    message_webhook w;
    if (before) {
        w.id = before->id;
        w.secret_sealed = before->secret_sealed;
    }
    w.url = in.text("url", {8, 1000});
    const auto url = net::parse_url(w.url);
    if (!url || !url->scheme.starts_with("http"))
        throw invalid_field("url", "Must be an address as https://crm.example.org/hook.");
    w.enabled = in.maybe_flag("enabled").value_or(true);
    w.events = in.maybe_texts("events").value_or(std::vector<std::string>{});
    if (w.events.empty()) throw invalid_field("events", "Name at least one: status, received, opt_out.");
    std::sort(w.events.begin(), w.events.end());
    w.events.erase(std::unique(w.events.begin(), w.events.end()), w.events.end());
    for (const auto& e : w.events)
        if (e != "status" && e != "received" && e != "opt_out")
            throw invalid_field("events", "Must be of: status, received, opt_out.");
    const bool named = in.has("secret");
    const auto given = in.maybe_text("secret", {8, 200});
    in.done();
    if (named) w.secret_sealed = given ? key.seal(secret_purpose, *given) : "";
    return w;
}

task<std::vector<json::object>> list_webhooks(pg::executor& db, std::optional<std::int64_t> id) {
    const auto found = co_await db.run(
        "select w.id, w.url, w.enabled, w.events, w.secret_sealed is not null as has_secret,"
        " (select count(*) from webhook_deliveries d where d.webhook_id = w.id"
        "   and d.state = 'waiting') as waiting,"
        " (select count(*) from webhook_deliveries d where d.webhook_id = w.id"
        "   and d.state = 'given_up') as given_up, l.at, l.ok, l.detail"
        " from message_webhooks w left join lateral (select next_try_at as at,"
        "   state = 'delivered' as ok, detail from webhook_deliveries d where d.webhook_id = w.id"
        "   and d.tries > 0 order by nr desc limit 1) l on true"
        " where $1::bigint is null or w.id = $1 order by w.id",
        id);
    std::vector<json::object> out;
    for (const auto r : found) {
        json::array events;
        for (const auto& e : r.texts("events")) events.emplace_back(e);
        json::value ok = nullptr;
        if (!r.null("at")) ok = r.flag("ok");
        out.push_back({{"id", r.integer("id")}, {"url", r.text("url")},
            {"enabled", r.flag("enabled")}, {"events", std::move(events)},
            {"has_secret", r.flag("has_secret")}, {"waiting", r.integer("waiting")},
            {"given_up", r.integer("given_up")}, {"last_at", opt(r.maybe_time("at"))},
            {"last_ok", std::move(ok)}, {"last_detail", opt(r.maybe_text("detail"))}});
    }
    co_return out;
}

task<std::optional<message_webhook>> find_webhook(pg::executor& db, std::int64_t id) {
    const auto found = co_await db.run(
        "select id, url, enabled, events, secret_sealed from message_webhooks where id = $1", id);
    if (found.empty()) co_return std::nullopt;
    const auto r = found.front();
    co_return message_webhook{
        r.integer("id"), r.text("url"), r.flag("enabled"), r.texts("events"), r.text("secret_sealed")};
}

task<std::int64_t> store_webhook(pg::executor& tx, message_webhook w) {
    if (w.id != 0) {
        co_await tx.run("update message_webhooks set url = $2, enabled = $3, events = $4,"
                        " secret_sealed = nullif($5, '') where id = $1",
            w.id, w.url, w.enabled, w.events, w.secret_sealed);
        co_return w.id;
    }
    const auto made = co_await tx.run(
        "insert into message_webhooks (url, enabled, events, secret_sealed)"
        " values ($1, $2, $3, nullif($4, '')) returning id",
        w.url, w.enabled, w.events, w.secret_sealed);
    co_return made.front().integer("id");
}

task<delivery_page> list_deliveries(
    pg::executor& db, std::int64_t webhook, std::optional<std::int64_t> before, int limit) {
    const auto found = co_await db.run(
        "select id::text as id, nr, event, message_id::text as message_id, state, tries,"
        " case when state = 'waiting' then next_try_at end as next_try_at, status, detail, created_at"
        " from webhook_deliveries where webhook_id = $1 and ($2::bigint is null or nr < $2)"
        " order by nr desc limit $3",
        webhook, before, limit + 1);
    delivery_page page;
    for (const auto r : found) {
        if (page.items.size() == static_cast<std::size_t>(limit)) break;
        page.next = std::to_string(r.integer("nr"));
        page.items.push_back(json::object{{"id", r.text("id")}, {"event", r.text("event")},
            {"message_id", opt(r.maybe_text("message_id"))}, {"state", r.text("state")},
            {"tries", r.integer("tries")}, {"next_try_at", opt(r.maybe_time("next_try_at"))},
            {"status", opt(r.maybe_integer("status"))}, {"detail", opt(r.maybe_text("detail"))},
            {"created_at", to_rfc3339(r.time("created_at"))}});
    }
    if (found.size() <= static_cast<std::size_t>(limit)) page.next.reset();
    co_return page;
}

task<std::size_t> deliver_due(pg::pool& db, const secret::master_key& key, sys_ms now) {
    const auto found = co_await db.run(
        "select d.id::text as id, d.event, d.message_id::text as message_id, d.body, d.tries,"
        " d.created_at, w.url, w.secret_sealed from webhook_deliveries d"
        " join message_webhooks w on w.id = d.webhook_id where d.state = 'waiting' and w.enabled"
        " and d.next_try_at <= $1::timestamptz order by d.next_try_at, d.nr limit 20",
        now);
    // Side by side: an address that stalls holds up its round, at most ten seconds.
    task_group group(co_await asio::this_coro::executor);
    for (const auto r : found) {
        delivery d{r.text("id"), r.text("event"), r.text("url"), {}, r.maybe_text("message_id"),
            r.json("body"), r.integer("tries"), r.time("created_at")};
        if (const auto sealed = r.text("secret_sealed"); !sealed.empty())
            d.secret = key.open(secret_purpose, sealed).value_or("");
        group.spawn("webhook", deliver(db, std::move(d), now));
    }
    co_await group.join(ms(15'000));
    co_return found.size();
}

}  // namespace zenix::sms
