#include "audit/audit_log.hpp"
#include "base/phone.hpp"
#include "base/problem.hpp"
#include "compliance/text_opt_out.hpp"
#include "sms/routes.hpp"
#include "sms/webhooks.hpp"

#include <fmt/format.h>

namespace zenix::sms {
namespace {

// ── webhooks ─────────────────────────────────────────────────────────────────────────────────

task<net::response> webhook_reply(office& o, std::int64_t id, int answer) {
    auto found = co_await list_webhooks(o.db(), id);
    if (found.empty()) throw not_found("There is no webhook with this id.");
    co_return net::reply(std::move(found.front()), answer);
}

task<net::response> all_webhooks(office& o, net::request& r) {
    r.only_query({});
    auto found = co_await list_webhooks(o.db(), std::nullopt);
    json::array items;
    for (auto& one : found) items.push_back(std::move(one));
    co_return net::reply_list(std::move(items), std::nullopt);
}

task<net::response> write_webhook(office& o, net::request& r, std::int64_t id, int answer) {
    r.only_query({});
    std::optional<message_webhook> before;
    if (id != 0) before = co_await find_webhook(o.db(), id);
    auto w = read_webhook(r.json_body(), o.key(), before ? &*before : nullptr);
    if (id != 0 && !before) throw not_found("There is no webhook with this id.");
    json::object details{{"url", w.url}, {"enabled", w.enabled}};
    const auto tx = co_await o.db().begin();
    const auto stored = co_await store_webhook(*tx, std::move(w));
    co_await audit::append(*tx, r.user().name,
        id == 0 ? "message_webhook.created" : "message_webhook.changed",
        fmt::format("message_webhook:{}", stored), std::move(details));
    co_await tx->commit();
    co_return co_await webhook_reply(o, stored, answer);
}

task<net::response> drop_webhook(office& o, net::request& r) {
    r.only_query({});
    const auto id = r.int_param("id");
    const auto tx = co_await o.db().begin();
    const auto gone = co_await tx->run("delete from message_webhooks where id = $1", id);
    if (gone.affected() == 0) throw not_found("There is no webhook with this id.");
    co_await audit::append(
        *tx, r.user().name, "message_webhook.removed", fmt::format("message_webhook:{}", id));
    co_await tx->commit();
    co_return net::no_content();
}

task<net::response> deliveries(office& o, net::request& r) {
    r.only_query({});
    const auto id = r.int_param("id");
    const auto before = number_cursor(r);
    const int limit = r.limit();
    const auto there = co_await find_webhook(o.db(), id);
    if (!there) throw not_found("There is no webhook with this id.");
    auto found = co_await list_deliveries(o.db(), id, before, limit);
    co_return net::reply_list(std::move(found.items), found.next);
}

// ── opt-outs ─────────────────────────────────────────────────────────────────────────────────

task<net::response> all_opt_outs(office& o, net::request& r) {
    r.only_query({"q"});
    const auto q = r.maybe_query("q").value_or("");
    if (q.size() > 32) throw invalid_field("q", "At most 32 characters.");
    std::string digits;
    for (const char c : q)
        if (c >= '0' && c <= '9') digits += c;
    if (digits.empty() && !q.empty()) co_return net::reply_list({}, std::nullopt);
    const int limit = r.limit();
    const auto found = co_await compliance::list_opt_outs(o.db(), digits, number_cursor(r), limit + 1);
    json::array items;
    std::optional<std::string> next;
    for (const auto& e : found) {
        if (items.size() == static_cast<std::size_t>(limit)) {
            next = std::to_string(found[items.size() - 1].id);
            break;
        }
        items.push_back(compliance::to_json(e));
    }
    co_return net::reply_list(std::move(items), next);
}

task<net::response> add_opt_out(office& o, net::request& r) {
    r.only_query({});
    auto in = r.json_body();
    const auto typed = in.text("phone_number", {1, 32});
    const auto reason = in.text("reason", {1, 200});
    in.done();
    const auto number = phone::normalise(typed, o.options().home_country);
    if (!number)
        throw invalid_field("phone_number", "This is no phone number; write it as +919876543210.");
    const auto tx = co_await o.db().begin();
    co_await compliance::opt_out(*tx, number->e164, reason, compliance::opt_out_source::manual,
        std::nullopt, r.user().name);
    co_await tx->commit();
    const auto entry = co_await compliance::find_opt_out(o.db(), number->e164);
    if (!entry) throw conflict("removed", "It was removed in this moment; try again.");
    co_return net::reply(compliance::to_json(*entry), 201);
}

task<net::response> drop_opt_out(office& o, net::request& r) {
    r.only_query({});
    const auto typed = r.params.at("phone_number");
    const auto number = phone::normalise(typed, o.options().home_country);
    const auto tx = co_await o.db().begin();
    const bool was = co_await compliance::opt_in(
        *tx, number ? number->e164 : typed.substr(0, 32), r.user().name);
    if (!was) throw not_found("This number has not opted out.");
    co_await tx->commit();
    co_return net::no_content();
}

// ── keywords ─────────────────────────────────────────────────────────────────────────────────

task<net::response> all_keywords(office& o, net::request& r) {
    r.only_query({});
    co_await o.reload_keywords();  // For the count of hits.
    json::array items;
    for (const auto& k : o.keywords().all()) items.push_back(to_json(k));
    co_return net::reply_list(std::move(items), std::nullopt);
}

task<net::response> write_keyword(office& o, net::request& r, std::int64_t id, int answer) {
    r.only_query({});
    auto k = read_keyword_rule(r.json_body());
    k.id = id;
    const auto tx = co_await o.db().begin();
    const auto stored = co_await store_keyword_rule(*tx, std::move(k));
    co_await audit::append(*tx, r.user().name,
        id == 0 ? "keyword_rule.created" : "keyword_rule.changed",
        fmt::format("keyword_rule:{}", stored));
    co_await tx->commit();
    co_await o.reload_keywords();
    for (const auto& one : o.keywords().all())
        if (one.id == stored) co_return net::reply(to_json(one), answer);
    throw not_found("There is no keyword rule with this id.");
}

task<net::response> drop_keyword(office& o, net::request& r) {
    r.only_query({});
    const auto id = r.int_param("id");
    const auto tx = co_await o.db().begin();
    const auto gone = co_await tx->run("delete from keyword_rules where id = $1", id);
    if (gone.affected() == 0) throw not_found("There is no keyword rule with this id.");
    co_await audit::append(
        *tx, r.user().name, "keyword_rule.removed", fmt::format("keyword_rule:{}", id));
    co_await tx->commit();
    co_await o.reload_keywords();
    co_return net::no_content();
}

}  // namespace

void add_list_routes(net::router& routes, office& o) {
    const auto add = [&](const char* method, const char* path, access who, auto handle) {
        routes.add(method, path, who, [&o, handle](net::request& r) { return handle(o, r); });
    };
    add("GET", "/api/v1/message-webhooks", lookers_all, all_webhooks);
    add("POST", "/api/v1/message-webhooks", admins_all,
        [](office& to, net::request& r) { return write_webhook(to, r, 0, 201); });
    add("PUT", "/api/v1/message-webhooks/{id}", admins_all,
        [](office& to, net::request& r) { return write_webhook(to, r, r.int_param("id"), 200); });
    add("DELETE", "/api/v1/message-webhooks/{id}", admins_all, drop_webhook);
    add("GET", "/api/v1/message-webhooks/{id}/deliveries", lookers_all, deliveries);
    add("GET", "/api/v1/text-opt-outs", overseers_all, all_opt_outs);
    add("POST", "/api/v1/text-opt-outs", talkers_all, add_opt_out);
    add("DELETE", "/api/v1/text-opt-outs/{phone_number}", admins_all, drop_opt_out);
    add("GET", "/api/v1/keyword-rules", overseers_all, all_keywords);
    add("POST", "/api/v1/keyword-rules", keepers_all,
        [](office& to, net::request& r) { return write_keyword(to, r, 0, 201); });
    add("PUT", "/api/v1/keyword-rules/{id}", keepers_all,
        [](office& to, net::request& r) { return write_keyword(to, r, r.int_param("id"), 200); });
    add("DELETE", "/api/v1/keyword-rules/{id}", keepers_all, drop_keyword);
}

}  // namespace zenix::sms
