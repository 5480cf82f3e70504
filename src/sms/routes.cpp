#include "sms/routes.hpp"

#include "base/ids.hpp"
#include "base/phone.hpp"
#include "base/problem.hpp"
#include "sms/conversations.hpp"

#include <charconv>

namespace zenix::sms {
namespace {

[[noreturn]] void malformed_cursor() {
    throw bad_request("malformed_cursor",
        "The cursor is not one that this list gave. Start again without it.", "cursor");
}

std::optional<sys_ms> maybe_time(const net::request& r, std::string_view name) {
    const auto text = r.maybe_query(name);
    if (!text) return std::nullopt;
    const auto t = parse_time(*text);
    if (!t) throw invalid_field(std::string(name), "Must be a time as 2026-11-29T10:00:00Z.");
    return t;
}

std::optional<std::string> maybe_word(
    const net::request& r, std::string_view name, std::initializer_list<std::string_view> words) {
    auto text = r.maybe_query(name);
    if (!text) return std::nullopt;
    std::string list;
    for (const auto w : words) {
        if (w == *text) return text;
        list += (list.empty() ? "" : ", ") + std::string(w);
    }
    throw invalid_field(std::string(name), "Must be one of: " + list + ".");
}

/// A page of messages, whose end is the last one's id.
task<net::response> page(office& o, message_filter f, int limit) {
    f.limit = limit + 1;
    auto found = co_await list_messages(o.db(), std::move(f));
    json::array items;
    std::optional<std::string> next;
    for (auto& m : found) {
        if (items.size() == static_cast<std::size_t>(limit)) {
            next = std::string(items.back().at("id").as_string());
            break;
        }
        items.push_back(std::move(m));
    }
    co_return net::reply_list(std::move(items), next);
}

task<net::response> list(office& o, net::request& r) {
    r.only_query({"customer_id", "phone_number", "status", "direction", "source", "batch_id",
        "account_id", "client_id", "from", "to"});
    message_filter f;
    f.customer_id = r.maybe_int_query("customer_id");
    f.batch_id = r.maybe_int_query("batch_id");
    f.account_id = r.maybe_int_query("account_id");
    f.client_id = r.maybe_int_query("client_id");
    f.phone_number = r.maybe_query("phone_number");
    if (f.phone_number) {
        if (f.phone_number->size() > 32) throw invalid_field("phone_number", "At most 32 characters.");
        if (const auto n = phone::normalise(*f.phone_number, o.options().home_country))
            f.phone_number = n->e164;
    }
    f.status = r.maybe_query("status");
    if (f.status && !parse_status(*f.status))
        throw invalid_field("status", "Must be a status of messages, as queued or delivered.");
    f.direction = maybe_word(r, "direction", {"sent", "received"});
    f.source = maybe_word(r, "source", {"page", "api", "rule", "batch", "smpp", "keyword", "gateway"});
    f.from = maybe_time(r, "from");
    f.to = maybe_time(r, "to");
    if (f.from && f.to && *f.from >= *f.to) throw invalid_field("to", "Must be later than `from`.");
    f.before = uuid_cursor(r);
    const auto& who = r.user();
    if (who.role == role::telecaller && !f.customer_id && !f.phone_number) f.user_id = who.user_id;
    co_return co_await page(o, std::move(f), r.limit());
}

json::object body_of(const net::request& r) {
    (void)r.json_body();  // Its type, its form, and that it is an object.
    return r.body.empty() ? json::object{} : parse_json(r.body).as_object();
}

task<net::response> send(office& o, net::request& r) {
    r.only_query({});
    auto w = read_wish(body_of(r), o.options().clock());
    const auto key = std::string(r.header("idempotency-key"));
    if (key.size() > 64)
        throw invalid_field("Idempotency-Key", "At most 64 characters; a UUID does well.");
    if (!key.empty()) w.idempotency_key = key;
    auto made = co_await o.send(r.user(), std::move(w));
    co_return net::reply(std::move(made), 201);
}

task<net::response> get(office& o, net::request& r) {
    r.only_query({});
    auto found = co_await message_detail(o.db(), r.uuid_param("id"));
    if (!found) throw not_found("There is no message with this id.");
    co_return net::reply(std::move(*found));
}

task<net::response> cancel(office& o, net::request& r) {
    r.only_query({});
    r.json_body().done();
    const auto id = r.uuid_param("id");
    const auto found = co_await o.db().run(
        "select user_id, owner_id from sms_logs where id = $1::uuid", id);
    if (found.empty()) throw not_found("There is no message with this id.");
    const auto& who = r.user();
    const bool mine = found.front().maybe_integer("user_id") == who.user_id;
    if (who.role == role::telecaller && !mine)
        throw forbidden("This message is somebody else's; ask a supervisor.");
    const bool was = co_await o.out().cancel(id);
    if (!was) throw conflict("not_queued", "It is under way or over; it cannot be taken back.");
    auto now_is = co_await find_message(o.db(), id);
    co_return net::reply(std::move(now_is).value());
}

task<net::response> preview(office& o, net::request& r) {
    r.only_query({});
    auto w = read_preview(r.json_body());
    auto shown = co_await o.preview(std::move(w));
    co_return net::reply(std::move(shown));
}

// ── conversations ────────────────────────────────────────────────────────────────────────────

std::string key_of(const net::request& r) {
    const auto& key = r.params.at("key");
    if (key.size() > 40) throw not_found("There is no such conversation.");
    return key;
}
[[noreturn]] void no_conversation() { throw not_found("There is no such conversation."); }

task<net::response> conversations(office& o, net::request& r) {
    r.only_query({"scope", "unread"});
    conversation_filter f;
    const auto scope = maybe_word(r, "scope", {"mine", "team", "unknown"}).value_or("mine");
    f.unknown = scope == "unknown";
    f.unread = r.flag_query("unread", false);
    const auto& who = r.user();
    if (!f.unknown && (scope == "mine" || who.role == role::telecaller)) f.owner_id = who.user_id;
    f.before = uuid_cursor(r);
    f.limit = r.limit();
    auto found = co_await list_conversations(o.db(), std::move(f));
    co_return net::reply_list(std::move(found.items), found.next);
}

task<net::response> conversation(office& o, net::request& r) {
    r.only_query({});
    message_filter f;
    f.conversation = key_of(r);
    f.before = uuid_cursor(r);
    co_return co_await page(o, std::move(f), r.limit());
}

task<net::response> mark_read(office& o, net::request& r) {
    r.only_query({});
    r.json_body().done();
    const auto key = key_of(r);
    const bool was = co_await read_conversation(o.db(), key);
    if (!was) no_conversation();
    auto now_is = co_await find_conversation(o.db(), key);
    if (!now_is) no_conversation();
    if (const auto* last = now_is->at("last").if_object())
        o.changed({std::string(last->at("id").as_string())});
    co_return net::reply(std::move(*now_is));
}

task<net::response> assign(office& o, net::request& r) {
    r.only_query({});
    auto in = r.json_body();
    conversation_change c;
    c.owner_named = in.has("user_id");
    c.owner_id = in.maybe_integer("user_id", {.min = 1});
    c.customer_id = in.maybe_integer("customer_id", {.min = 1});
    in.done();
    const auto tx = co_await o.db().begin();
    const auto key = co_await change_conversation(*tx, key_of(r), c);
    if (!key) no_conversation();
    co_await tx->commit();
    auto now_is = co_await find_conversation(o.db(), *key);
    co_return net::reply(std::move(now_is).value());
}

}  // namespace

std::optional<std::string> uuid_cursor(const net::request& r) {
    auto cursor = r.maybe_query("cursor");
    if (cursor && !is_uuid(*cursor)) malformed_cursor();
    return cursor;
}

std::optional<std::int64_t> number_cursor(const net::request& r) {
    const auto cursor = r.maybe_query("cursor");
    if (!cursor) return std::nullopt;
    std::int64_t id = 0;
    const auto* end = cursor->data() + cursor->size();
    const auto [at, fault] = std::from_chars(cursor->data(), end, id);
    if (fault != std::errc{} || at != end) malformed_cursor();
    return id;
}

void add_message_routes(net::router& routes, office& o) {
    const auto add = [&](const char* method, const char* path, access who, auto handle) {
        routes.add(method, path, who, [&o, handle](net::request& r) { return handle(o, r); });
    };
    add("GET", "/api/v1/messages", readers_all, list);
    add("POST", "/api/v1/messages", talkers_all, send);
    add("GET", "/api/v1/messages/{id}", readers_all, get);
    add("POST", "/api/v1/messages/{id}/cancel", talkers_all, cancel);
    add("POST", "/api/v1/message-previews", talkers_all, preview);
    add("GET", "/api/v1/conversations", readers_all, conversations);
    add("GET", "/api/v1/conversations/{key}", readers_all, conversation);
    add("POST", "/api/v1/conversations/{key}/read", talkers_all, mark_read);
    add("POST", "/api/v1/conversations/{key}/assign", keepers_all, assign);
}

void add_routes(net::router& routes, office& o) {
    add_message_routes(routes, o);
    add_writing_routes(routes, o);
    add_road_routes(routes, o);
    add_list_routes(routes, o);
}

}  // namespace zenix::sms
