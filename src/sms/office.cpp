#include "sms/office.hpp"

#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/problem.hpp"
#include "sms/conversations.hpp"
#include "sms/text/split.hpp"
#include "sms/webhooks.hpp"

#include <fmt/format.h>

namespace zenix::sms {
namespace {

using std::chrono::seconds;

constexpr access overseers = access::of({role::supervisor, role::admin, role::auditor});

}  // namespace

office::office(asio::any_io_executor ex, pg::pool& db, compliance::gate_service& gate, event_hub& hub,
    const secret::master_key& key, roads::maker make, std::shared_ptr<sim_roads> sims,
    office_options options)
    : db_(db), gate_(gate), hub_(hub), key_(key), options_(std::move(options)),
      roads_(std::move(make), std::move(sims)),
      outbox_({ex, db, gate, roads_, options_.clock,
          [this](std::vector<std::string> ids) { changed(std::move(ids)); }}),
      inbox_(db, keywords_, options_.home_country), tasks_(ex) {}

task<> office::load() {
    co_await templates_.load(db_);
    co_await keywords_.load(db_);
    co_await outbox_.recover();
    co_await roads_.load(db_);
    co_await reload_clients();
    unread_ = co_await unread_by_owner(db_);
    hub_.offer("messages", access::any(), [this](const principal& who) {
        std::int64_t n = 0;
        for (const auto& [owner, count] : unread_)
            if (overseers.allows(who.role) || owner == who.user_id) n += count;
        return json::value(json::object{{"unread", n}});
    });
}

void office::run(task_group& in) {
    in.spawn("outbox", outbox_.run());
    in.spawn("message rules", beat_rules());
    in.spawn("message webhooks", beat_webhooks());
    in.spawn("messages' housekeeping", beat_house());
}

task<> office::stop() {
    co_await outbox_.stop(ms(1500));
    co_await roads_.close();
    tasks_.cancel();
    co_await tasks_.join(ms(1000));
}

task<> office::reload_roads() {
    co_await roads_.load(db_);
    outbox_.rouse();
}

task<> office::reload_clients() {
    clients_ = co_await load_clients(db_);
    if (clients_changed) clients_changed();
}

// ── sending ──────────────────────────────────────────────────────────────────────────────────

task<std::optional<json::object>> office::asked_before(std::string by, std::string key) {
    const auto found = co_await db_.run(
        "select message_id::text as id from message_requests where asked_by = $1"
        " and idempotency_key = $2 and created_at > now() - interval '1 day'",
        std::move(by), std::move(key));
    if (found.empty()) co_return std::nullopt;
    co_return co_await find_message(db_, found.front().text("id"));
}

task<> office::refuse(new_message m, const compliance::decision& d) {
    m.state = status::refused;
    m.gate_decision_id = d.id;
    m.error_code = "gate_refused";
    m.error_text = d.summary;
    co_await outbox_.store(std::move(m));
}

task<json::object> office::send(principal who, message_wish w) {
    const auto key = w.idempotency_key.value_or("");
    if (!key.empty()) {
        auto before = co_await asked_before(who.name, key);
        if (before) co_return std::move(*before);
    }
    const auto now = options_.clock();
    if (w.account_id && !roads_.accounts().contains(*w.account_id))
        throw invalid_field("account_id", "There is no account with this id.");
    auto made = co_await compose(
        db_, templates_, std::move(w), options_.lender, options_.home_country, now, true);
    auto& m = made.row;
    // Who writes last has the conversation.
    if (who.user_id != 0) m.user_id = m.owner_id = who.user_id;
    m.asked_by = who.name;
    m.source = who.via_token ? "api" : "page";

    // Whoever asks hears at once; the attempt itself is judged and counted when it leaves.
    compliance::question q;
    q.customer_id = m.customer_id;
    q.phone = m.phone_number;
    q.channel = compliance::channel::text;
    q.purpose = m.purpose;
    q.template_registered = m.registered;
    if (m.due_at > now) q.at = m.due_at;
    q.asked_by = who.name;
    q.source = m.source;
    const auto asked = co_await gate_.ask(std::move(q));
    if (!asked.verdict.allow) {
        const auto next = asked.verdict.next_lawful_at;
        if (m.wait_until_lawful && next && m.valid_until && *next < *m.valid_until) {
            m.due_at = *next;
        } else {
            const auto id = m.id;
            co_await refuse(std::move(m), asked.verdict);
            throw compliance::gate_refused(asked.verdict).with("message_id", json::string(id));
        }
    }
    const auto id = m.id;
    if (m.source == "page") co_await touch_conversation(db_, m);
    if (key.empty()) {
        co_await outbox_.store(std::move(m));
    } else {
        // Row and key together, so that a second try finds either both or neither.
        const auto tx = co_await db_.begin();
        const auto mine = co_await tx->run(
            "insert into message_requests (asked_by, idempotency_key, message_id)"
            " values ($1, $2, $3::uuid) on conflict (asked_by, idempotency_key) do update"
            " set message_id = excluded.message_id, created_at = now()"
            " where message_requests.created_at <= now() - interval '1 day'",
            who.name, key, id);
        if (mine.affected() == 0) {
            auto other = co_await asked_before(who.name, key);
            if (other) co_return std::move(*other);
            throw conflict("in_progress", "The same request is being stored; ask again.");
        }
        std::vector<new_message> one;
        one.push_back(std::move(m));
        co_await insert_messages(*tx, std::move(one));
        co_await tx->commit();
        outbox_.rouse();
        changed({id});
    }
    auto stored = co_await find_message(db_, id);
    co_return std::move(stored).value();
}

std::optional<std::pair<std::int64_t, std::string>> office::price_now() const {
    for (const auto& r : roads_.routes()) {
        if (!r.enabled || !r.account_id) continue;
        const auto at = roads_.accounts().find(*r.account_id);
        if (at != roads_.accounts().end() && at->second.account.price_minor)
            return std::pair(*at->second.account.price_minor, at->second.account.currency);
    }
    return std::nullopt;
}

task<json::object> office::preview(message_wish w) {
    const auto now = options_.clock();
    const bool over = w.text && characters_of(*w.text) > text_max;
    auto made = co_await compose(
        db_, templates_, std::move(w), options_.lender, options_.home_country, now, false);
    const auto& m = made.row;
    const auto s = text::split(m.text);
    const auto plain = text::simplify(m.text);
    json::value simplified = nullptr, cost = nullptr, currency = nullptr, fit = nullptr,
                route = nullptr, problem = nullptr;
    if (plain != m.text && text::split(plain).expected < m.parts)
        simplified = json::string(plain);
    if (const auto price = price_now()) {
        cost = price->first * static_cast<std::int64_t>(m.parts);
        currency = json::string(price->second);
    }
    if (m.template_id)
        if (const auto* t = templates_.find(*m.template_id))
            fit = json::object{{"id", t->id}, {"code", t->code}, {"version", t->version}};
    const road_question q{m.phone_number, std::string(to_string(m.purpose)),
        std::string(to_string(m.priority)), std::nullopt, std::nullopt, m.parts};
    for (const auto& r : roads_.routes())
        if (applies(r, q)) {
            route = json::string(r.name);
            break;
        }
    if (over) problem = json::string(fmt::format("At most {} characters can be sent.", text_max));
    if (!made.missing.empty())
        problem = json::string(fmt::format("The template needs {}.", fmt::join(made.missing, ", ")));
    json::array missing;
    for (const auto& f : made.missing) missing.emplace_back(f);
    co_return json::object{{"text", m.text}, {"language", opt(m.language)}, {"encoding", m.encoding},
        {"characters", m.characters}, {"units", s.units}, {"units_per_part", s.per_part},
        {"units_left", s.left}, {"parts", m.parts}, {"simplified", std::move(simplified)},
        {"cost", std::move(cost)}, {"currency", std::move(currency)}, {"route", std::move(route)},
        {"template", std::move(fit)}, {"missing_fields", std::move(missing)},
        {"problem", std::move(problem)}};
}

new_message office::of_client(const smpp_client& from, std::string e164, std::string text) const {
    new_message m;
    m.id = new_uuid();
    m.phone_number = std::move(e164);
    m.text = std::move(text);
    m.asked_by = "smpp:" + from.system_id;
    m.source = "smpp";
    m.client_id = from.id;
    m.purpose = compliance::parse_purpose(from.purpose).value_or(compliance::purpose::service);
    m.priority = parse_priority(from.priority).value_or(priority::normal);
    m.sender = from.sender;
    m.created_at = m.due_at = options_.clock();
    m.valid_until = m.due_at + std::chrono::minutes(default_validity_min);
    register_text(m, templates_);
    measure(m);
    return m;
}

task<> office::accept(std::vector<new_message> list) {
    co_await insert_messages(db_, std::move(list));
    outbox_.rouse();
}

task<> office::incoming(inbound_text t) {
    const auto news = co_await inbox_.take(std::move(t), options_.clock());
    if (news.message_id.empty()) co_return;
    changed({news.message_id});
    if (!news.reply_template) co_return;
    message_wish w;
    w.to = news.phone_number;
    w.template_id = news.reply_template;
    w.purpose = compliance::purpose::service;
    principal house;
    house.name = "system";
    house.via_token = true;
    try {
        auto made = co_await compose(
            db_, templates_, std::move(w), options_.lender, options_.home_country, options_.clock(), true);
        made.row.asked_by = "system";
        made.row.source = "keyword";
        co_await outbox_.store(std::move(made.row));
    } catch (const std::exception& e) {
        log::warn("sms", "a keyword's reply was not made", {{"message", news.message_id}, {"why", e.what()}});
    }
}

// ── telling the screens ──────────────────────────────────────────────────────────────────────

void office::changed(std::vector<std::string> ids) {
    for (auto& id : ids)
        if (to_publish_.size() < 5000) to_publish_.insert(std::move(id));
    if (publishing_ || to_publish_.empty()) return;
    publishing_ = true;
    tasks_.spawn("publish messages", publish());
}

task<> office::publish() {
    while (!to_publish_.empty()) {
        const bool slept = co_await sleep_for(ms(20));
        if (!slept) break;
        std::vector<std::string> ids;
        while (!to_publish_.empty() && ids.size() < 500)
            ids.push_back(std::move(to_publish_.extract(to_publish_.begin()).value()));
        try {
            auto messages = co_await messages_by_id(db_, ids);
            unread_ = co_await unread_by_owner(db_);
            for (auto& m : messages) {
                const auto* owner = m.at("owner").if_object();
                const std::int64_t whose = owner ? owner->at("id").as_int64() : -1;
                hub_.publish("messages", "message", std::move(m), whose, overseers);
            }
        } catch (const std::exception& e) {
            log::debug("sms", "screens were not told", {{"why", e.what()}});
        }
    }
    publishing_ = false;
}

// ── what beats ───────────────────────────────────────────────────────────────────────────────

task<> office::beat_rules() {
    for (;;) {
        const bool slept = co_await sleep_for(seconds(10));
        if (!slept) co_return;
        try {
            const auto stored = co_await run_rules(db_, templates_, options_.lender, options_.clock());
            if (stored > 0) outbox_.rouse();
        } catch (const std::exception& e) {
            log::warn("sms", "message rules wait", {{"why", e.what()}});
        }
    }
}

task<> office::beat_webhooks() {
    for (;;) {
        std::size_t tried = 0;
        try {
            tried = co_await deliver_due(db_, key_, options_.clock());
        } catch (const std::exception& e) {
            log::debug("sms", "webhooks wait", {{"why", e.what()}});
        }
        const bool slept = co_await sleep_for(tried > 0 ? ms(50) : ms(1000));
        if (!slept) co_return;
    }
}

/// Forgets what nobody asks for any more, and says what never was answered.
task<> office::beat_house() {
    for (;;) {
        const bool slept = co_await sleep_for(std::chrono::minutes(5));
        if (!slept) co_return;
        try {
            (void)co_await outbox_.reconcile();
            const auto odd = co_await db_.run(
                "delete from sms_receipts where came_at < now() - interval '2 days'");
            if (odd.affected() > 0)
                log::warn("sms", "receipts of messages nobody sent", {{"count", odd.affected()}});
            co_await db_.run("delete from sms_inbound_parts where came_at < now() - interval '7 days'");
            co_await db_.run("delete from sms_inbound_seen where came_at < now() - interval '30 days'");
            co_await db_.run("delete from smpp_client_throttles where hour < now() - interval '2 days'");
            co_await db_.run("delete from message_requests where created_at < now() - interval '2 days'");
            co_await db_.run("delete from webhook_deliveries where state <> 'waiting'"
                             " and created_at < now() - interval '14 days'");
        } catch (const std::exception& e) {
            log::debug("sms", "housekeeping waits", {{"why", e.what()}});
        }
    }
}

}  // namespace zenix::sms
