#include "sms/conversations.hpp"

#include "base/problem.hpp"
#include "sms/message.hpp"

#include <map>

namespace zenix::sms {
namespace {

constexpr const char* select_conversations = R"(
select v.key, v.customer_id, c.name as customer_name, c.language, v.phone_number, v.owner_id,
       u.display_name as owner_name, v.unread, v.last_message_id::text as last, v.last_at,
       exists (select from text_opt_outs o where o.phone_number = v.phone_number) as opted_out
  from conversations v
  left join customers c on c.id = v.customer_id
  left join users u on u.id = v.owner_id
)";

json::object conversation_json(const pg::row& r) {
    json::value customer = nullptr, owner = nullptr;
    if (const auto id = r.maybe_integer("customer_id"))
        customer = json::object{{"id", *id}, {"name", r.text("customer_name")}};
    if (const auto id = r.maybe_integer("owner_id"))
        owner = json::object{{"id", *id}, {"name", r.text("owner_name")}};
    return {{"key", r.text("key")}, {"customer", std::move(customer)},
        {"phone_number", r.text("phone_number")}, {"language", opt(r.maybe_text("language"))},
        {"owner", std::move(owner)}, {"unread", r.integer("unread")},
        {"opted_out", r.flag("opted_out")}, {"last", nullptr},
        {"last_at", to_rfc3339(r.time("last_at"))}};
}

task<json::array> with_last(pg::executor& db, pg::rows rows, std::size_t most) {
    json::array out;
    std::vector<std::string> ids;
    for (const auto r : rows) {
        if (out.size() == most) break;
        out.push_back(conversation_json(r));
        ids.push_back(r.text("last"));
    }
    auto messages = co_await messages_by_id(db, ids);
    std::map<std::string, json::object> by_id;
    for (auto& m : messages) by_id.emplace(std::string(m.at("id").as_string()), std::move(m));
    for (std::size_t i = 0; i < out.size(); ++i)
        if (const auto found = by_id.find(ids[i]); found != by_id.end())
            out[i].as_object()["last"] = found->second;
    co_return out;
}

}  // namespace

task<conversation_page> list_conversations(pg::executor& db, conversation_filter f) {
    const auto found = co_await db.run(std::string(select_conversations) +
            " where ($1::bigint is null or v.owner_id = $1)"
            " and (not $2::boolean or v.customer_id is null) and (not $3::boolean or v.unread > 0)"
            " and ($4::uuid is null or v.last_message_id < $4::uuid)"
            " order by v.last_message_id desc limit $5",
        f.owner_id, f.unknown, f.unread, f.before, f.limit + 1);
    conversation_page page;
    const auto most = static_cast<std::size_t>(f.limit);
    if (found.size() > most) page.next = found[most - 1].text("last");
    page.items = co_await with_last(db, found, most);
    co_return page;
}

task<std::optional<json::object>> find_conversation(pg::executor& db, std::string key) {
    const auto found =
        co_await db.run(std::string(select_conversations) + " where v.key = $1", std::move(key));
    if (found.empty()) co_return std::nullopt;
    auto items = co_await with_last(db, found, 1);
    co_return items.front().as_object();
}

task<bool> read_conversation(pg::executor& db, std::string key) {
    co_await db.run("update sms_logs set read_at = now(), updated_at = now() where conversation = $1"
                    " and direction = 'received' and read_at is null",
        key);
    const auto done = co_await db.run("update conversations set unread = 0 where key = $1", key);
    co_return done.affected() == 1;
}

task<std::optional<std::string>> change_conversation(
    pg::executor& tx, std::string key, conversation_change c) {
    const auto there = co_await tx.run(
        "select customer_id from conversations where key = $1 for update", key);
    if (there.empty()) co_return std::nullopt;
    if (c.owner_id) {
        const auto user = co_await tx.run("select from users where id = $1 and active", *c.owner_id);
        if (user.empty()) throw invalid_field("user_id", "There is no such user.");
    }
    if (c.owner_named)
        co_await tx.run("update conversations set owner_id = $2 where key = $1", key, c.owner_id);
    if (!c.customer_id) co_return key;
    const auto was = there.front().maybe_integer("customer_id");
    if (was && *was == *c.customer_id) co_return key;
    if (was) throw conflict("has_borrower", "This conversation is a borrower's already.");
    const auto who = co_await tx.run("select from customers where id = $1", *c.customer_id);
    if (who.empty()) throw invalid_field("customer_id", "There is no borrower with this id.");
    const auto fresh = conversation_key(c.customer_id, {});
    co_await tx.run("update sms_logs set conversation = $2, customer_id = $3, updated_at = now()"
                    " where conversation = $1",
        key, fresh, *c.customer_id);
    co_await tx.run(
        "insert into conversations (key, customer_id, phone_number, owner_id, unread,"
        " last_message_id, last_at) select $2, $3, phone_number, owner_id, unread, last_message_id,"
        " last_at from conversations where key = $1 on conflict (key) do update set"
        " unread = conversations.unread + excluded.unread,"
        " last_message_id = case when excluded.last_message_id > conversations.last_message_id then excluded.last_message_id else conversations.last_message_id end,"
        " last_at = greatest(conversations.last_at, excluded.last_at)",
        key, fresh, *c.customer_id);
    co_await tx.run("delete from conversations where key = $1", key);
    co_return fresh;
}

task<std::map<std::int64_t, std::int64_t>> unread_by_owner(pg::executor& db) {
    const auto found = co_await db.run("select coalesce(owner_id, 0) as owner, sum(unread)::bigint as n"
                                       " from conversations where unread > 0 group by 1");
    std::map<std::int64_t, std::int64_t> out;
    for (const auto r : found) out[r.integer("owner")] = r.integer("n");
    co_return out;
}

}  // namespace zenix::sms
