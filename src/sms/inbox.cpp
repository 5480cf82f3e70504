#include "sms/inbox.hpp"

#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/phone.hpp"
#include "base/utf8.hpp"
#include "compliance/text_opt_out.hpp"
#include "crm/contacts.hpp"
#include "sms/stop_words.hpp"

#include <algorithm>

namespace zenix::sms {
namespace {

/// A number as E.164, or the name a network shows (`VM-ZENIXF`), at most 24 bytes.
std::string sender_of(const std::string& from, const std::string& home) {
    const auto number = phone::normalise(from, home);
    if (number) return number->e164;
    // Centres leave the `+` out.
    const bool digits = !from.empty() && std::all_of(from.begin(), from.end(),
                                             [](char c) { return c >= '0' && c <= '9'; });
    if (digits)
        if (const auto whole = phone::normalise("+" + from, home)) return whole->e164;
    auto name = to_utf8(from.substr(0, 24));
    std::erase_if(name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '/'; });
    return name.empty() ? "unknown" : name.substr(0, 24);
}


/// Whose the conversation is: who has it, else who wrote to them last, else who spoke with them last.
task<std::optional<std::int64_t>> owner_of(
    pg::executor& tx, std::string key, std::optional<std::int64_t> customer_id) {
    const auto found = co_await tx.run(
        "select coalesce((select owner_id from conversations where key = $1),"
        " (select user_id from sms_logs where conversation = $1 and user_id is not null"
        "   order by id desc limit 1),"
        " (select telecaller_id from call_logs where customer_id = $2 and telecaller_id is not null"
        "   order by created_at desc limit 1)) as owner",
        std::move(key), customer_id);
    co_return found.front().maybe_integer("owner");
}

}  // namespace

/// The text when all parts are there, which are then taken away.
task<std::optional<std::string>> inbox::whole(pg::executor& tx, const inbound_text& t) {
    if (t.total <= 1) co_return t.text;
    co_await tx.run("insert into sms_inbound_parts (source, sender, reference, total, number, body)"
                    " values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
        t.source, t.from, t.reference, t.total, t.number, t.text);
    // References come round again: what is older than a day belongs to another message.
    const auto have = co_await tx.run(
        "select string_agg(body, '' order by number) as text, count(*) as n from sms_inbound_parts"
        " where source = $1 and sender = $2 and reference = $3 and total = $4"
        " and came_at > now() - interval '1 day'",
        t.source, t.from, t.reference, t.total);
    if (have.front().integer("n") < t.total) co_return std::nullopt;
    co_await tx.run("delete from sms_inbound_parts where source = $1 and sender = $2"
                    " and reference = $3 and total = $4",
        t.source, t.from, t.reference, t.total);
    co_return have.front().text("text");
}

task<heard> inbox::take(inbound_text t, sys_ms now) {
    heard out;
    t.text = to_utf8(t.text.substr(0, 20000));
    std::erase(t.text, '\0');
    const auto tx = co_await db_.begin();
    if (!t.peer_id.empty()) {
        const auto first = co_await tx->run(
            "insert into sms_inbound_seen (source, peer_id) values ($1, $2) on conflict do nothing",
            t.source, t.peer_id);
        if (first.affected() == 0) co_return out;
    }
    const auto text = co_await whole(*tx, t);
    if (!text) {
        co_await tx->commit();
        co_return out;
    }
    out.phone_number = sender_of(t.from, home_country_);
    const auto who = co_await crm::find_by_phone(*tx, out.phone_number);
    if (who) out.customer_id = who->id;
    out.conversation = conversation_key(out.customer_id, out.phone_number);
    auto owner = co_await owner_of(*tx, out.conversation, out.customer_id);
    const auto plain = plain_words(*text);
    const auto consent = consent_in(*text);
    std::optional<keyword_rule> rule;  // A copy: the book may be read anew while we wait.
    if (const auto* found = consent ? nullptr : keywords_.first(plain)) rule = *found;
    const bool numbered = out.phone_number.starts_with('+');
    std::string action = rule ? rule->action : "";
    if (consent) action = consent->wish == consent_wish::stop ? "opt_out" : "opt_in";
    if (action == "assign") owner = rule->user_id;
    if (action == "reply") out.reply_template = rule->template_id;

    out.message_id = new_uuid();
    new_message m;
    m.text = *text;
    measure(m);
    co_await tx->run(
        "insert into sms_logs (id, customer_id, phone_number, message, direction, status, sim_slot,"
        " created_at, owner_id, asked_by, source, language, encoding, characters, parts, due_at,"
        " route_kind, account_id, trunk_id, box_id, route_name, sim_iccid, route_explanation,"
        " conversation) values ($1::uuid, $2, $3, $4, 'received', 'received', $5, $6, $7, 'system',"
        " $8, $9, $10, $11, $12, $6, $13, $14, $15, $16, $17, nullif($18, ''), '', $19)",
        out.message_id, out.customer_id, out.phone_number, *text, t.port, now, owner,
        t.box_id ? "gateway" : "smpp", who ? std::optional(who->language) : std::nullopt, m.encoding,
        m.characters, m.parts, t.box_id ? "gateway" : "smpp", t.account_id, t.trunk_id, t.box_id,
        t.route_name, t.iccid, out.conversation);
    co_await tx->run(
        "insert into conversations (key, customer_id, phone_number, owner_id, unread,"
        " last_message_id, last_at) values ($1, $2, $3, $4, 1, $5::uuid, $6)"
        " on conflict (key) do update set phone_number = excluded.phone_number,"
        " owner_id = excluded.owner_id, unread = conversations.unread + 1,"
        " last_message_id = excluded.last_message_id, last_at = excluded.last_at",
        out.conversation, out.customer_id, out.phone_number, owner, out.message_id, now);
    if (rule) co_await tx->run("update keyword_rules set hits = hits + 1 where id = $1", rule->id);
    if (numbered && action == "opt_out") {
        const auto word = consent ? consent->word : rule->keyword;
        co_await tx->run(
            "insert into webhook_deliveries (webhook_id, event, message_id, body)"
            " select id, 'opt_out', $1::uuid, jsonb_build_object('phone_number', $2::text, 'word', $3::text)"
            " from message_webhooks where enabled and 'opt_out' = any (events)",
            out.message_id, out.phone_number, word);
        out.opted_out = co_await compliance::opt_out(*tx, out.phone_number,
            "asked for it by text: " + word,
            consent ? compliance::opt_out_source::stop_word : compliance::opt_out_source::keyword,
            word, "system");
    } else if (numbered && action == "opt_in") {
        co_await compliance::opt_in(*tx, out.phone_number, "system");
    }
    co_await tx->commit();
    log::info("sms", "text received",
        {{"message", out.message_id}, {"from", log::mask(out.phone_number)},
            {"source", t.source}, {"known", out.customer_id.has_value()}});
    co_return out;
}

task<> touch_conversation(pg::executor& db, const new_message& m) {
    co_await db.run("insert into conversations (key, customer_id, phone_number, owner_id, unread,"
                    " last_message_id, last_at) values ($1, $2, $3, $4, 0, $5::uuid, $6)"
                    " on conflict (key) do update set owner_id = coalesce(excluded.owner_id,"
                    " conversations.owner_id), last_message_id = excluded.last_message_id,"
                    " last_at = excluded.last_at",
        conversation_key(m.customer_id, m.phone_number), m.customer_id, m.phone_number, m.user_id,
        m.id, m.created_at);
}

}  // namespace zenix::sms
