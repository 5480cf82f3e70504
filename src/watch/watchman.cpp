#include "watch/watchman.hpp"

#include "audit/audit_log.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/problem.hpp"
#include "base/utf8.hpp"
#include "watch/kinds.hpp"
#include "watch/smtp.hpp"

#include <fmt/format.h>

namespace zenix::watch {
namespace {

constexpr auto topic = "alerts";
constexpr std::size_t most_waiting = 5000;
constexpr std::size_t most_unwritten = 10000;

void count_sent(channel over, const char* outcome) {
    metrics::counter("zenix_alert_notices_total", "Notices of alerts, by how they ended.",
        {{"channel", std::string(to_string(over))}, {"outcome", outcome}})
        .Increment();
}

}  // namespace

watchman::watchman(
    pg::pool& db, event_hub& hub, const secret::master_key& key, watch_options options)
    : db_(db), hub_(hub), key_(key), options_(std::move(options)),
      new_id_([] { return new_uuid(); }), book_(new_id_), smtp_(std::make_unique<smtp_sender>()) {
    hub_.offer(topic, access::of({role::supervisor, role::admin, role::auditor}),
        [this](const principal&) -> json::value {
            json::array list;
            for (const auto& a : book_.unresolved()) list.push_back(to_json(a));
            return json::object{{"alerts", std::move(list)}};
        });
}
watchman::~watchman() = default;

task<> watchman::load() {
    settings_ = co_await load_settings(db_);
    book_.set_patience({std::chrono::minutes(settings_.escalate_after_min),
        std::chrono::minutes(settings_.remind_every_min)});
    auto left = co_await load_unresolved(db_);
    book_.restore(std::move(left));
    const auto untold = co_await load_waiting(db_);
    for (const auto& n : untold) waiting_.emplace(n.id, n);
    const auto broken = co_await load_broken(db_);
    for (const auto& b : broken) broken_[b.channel] = b.why;
    co_await forget_old(db_);
    show();
}

void watchman::add_source(std::string source, ms period, looker look) {
    sources_.push_back({std::move(source), period, std::move(look)});
}

void watchman::run(task_group& in) {
    in.spawn("alerts", beat());
    in.spawn("alerts by e-mail", carry(channel::email));
    in.spawn("alerts by webhook", carry(channel::webhook));
    for (auto& s : sources_)
        in.spawn("watch " + s.name, look_every(s.name, s.period, std::move(s.look)));
    sources_.clear();
}

task<> watchman::stop() {
    smtp_.reset();
    (void)co_await write();
}

task<> watchman::look_every(std::string source, ms period, looker look) {
    bool awake = true;
    while (awake) {
        try {
            auto looking = look();
            auto seen = co_await std::move(looking);
            if (seen) observe(source, *std::move(seen));
        } catch (const std::exception& e) {
            // Could not look: what stood stands.
            log::warn("watch", "a source could not look", {{"source", source}, {"why", e.what()}});
        }
        awake = co_await sleep_for(period);
    }
}

task<> watchman::beat() {
    bool awake = true;
    while (awake) {
        co_await pulse();
        awake = co_await sleep_for(ms(1000));
    }
}

task<> watchman::carry(channel over) {
    bool awake = true;
    while (awake) {
        co_await carry_due(over);
        awake = co_await sleep_for(ms(1000));
    }
}

task<> watchman::pulse() {
    std::vector<condition> mute;
    for (const auto& [over, why] : broken_)
        mute.push_back({.key = fmt::format("delivery_failed:{}", to_string(over)),
            .kind = "delivery_failed",
            .severity = severity::warning,
            .subject = over == channel::email ? "e-mail" : "webhook",
            .text = why});
    observe("delivery", std::move(mute));
    take(book_.tick(options_.clock()));
    for (const auto& id : book_.take_touched())
        if (const auto* a = book_.find(id)) {
            hub_.publish(topic, "alert", to_json(*a));
            unwritten_alerts_[id] = *a;
        }
    (void)co_await write();
}

void watchman::observe(const std::string& source, std::vector<condition> seen) {
    // Some words come from boxes and Asterisk; the database and JSON take no stray bytes.
    for (auto& c : seen) {
        c.subject = to_utf8(c.subject);
        c.text = to_utf8(c.text);
    }
    take(book_.observe(source, seen, options_.clock()));
}

/// Each step is shown, queued for the channels and marked for writing, in this turn of the loop.
void watchman::take(std::vector<step> steps) {
    if (steps.empty()) return;
    const auto now = options_.clock();
    for (const auto& s : steps) {
        log::info("watch", "alert",
            {{"step", to_string(s.what)}, {"alert", s.now.id}, {"kind", s.now.kind},
                {"severity", to_string(s.now.severity)}, {"subject", s.now.subject}});
        unwritten_alerts_[s.now.id] = s.now;
        auto fresh = plan(s, settings_, options_.zone, now, new_id_);
        std::vector<notice*> before;
        for (auto& [id, n] : waiting_) before.push_back(&n);
        skip_stale(fresh, before, now);
        for (auto& n : fresh) {
            unwritten_notices_[n.id] = n;
            if (n.state == notice_state::waiting) waiting_.emplace(n.id, std::move(n));
        }
        while (waiting_.size() > most_waiting) {
            auto& oldest = waiting_.begin()->second;
            failed(oldest, "too many alerts were waiting to be told", true, now);
            finish(oldest.id);
        }
        for (const auto* n : before)
            if (n->state != notice_state::waiting) finish(n->id);
        hub_.publish(topic, "alert", to_json(s.now));
    }
    show();
}

/// It waits no more; its end is still to be written.
void watchman::finish(std::string id) {
    const auto found = waiting_.find(id);
    unwritten_notices_[id] = found->second;
    waiting_.erase(found);
}

void watchman::show() {
    for (const auto& [s, n] : book_.counts())
        metrics::gauge("zenix_alerts_unresolved", "Alerts that are open or acknowledged.",
            {{"severity", std::string(to_string(s))}})
            .Set(n);
}

task<> watchman::write_all(
    std::map<std::string, alert> alerts, std::map<std::string, notice> notices) {
    auto tx = co_await db_.begin();
    // In the order of ids, which is that of time: what is over makes way for what came after.
    for (const auto& [id, a] : alerts) co_await save_alert(*tx, a);
    for (const auto& [id, n] : notices) co_await save_notice(*tx, n);
    co_await tx->commit();
}

/// False while the database is away; what was to be written waits.
task<bool> watchman::write() {
    if (unwritten_alerts_.empty() && unwritten_notices_.empty()) co_return true;
    const auto pass = co_await writing_.enter();
    if (!pass) co_return false;
    auto alerts = std::exchange(unwritten_alerts_, {});
    auto notices = std::exchange(unwritten_notices_, {});
    try {
        co_await write_all(alerts, notices);
        co_return true;
    } catch (const pg::unavailable&) {
        // Said by the database's own alert. What is newer stays as it is.
        unwritten_alerts_.merge(alerts);
        unwritten_notices_.merge(notices);
        while (unwritten_alerts_.size() > most_unwritten)
            unwritten_alerts_.erase(unwritten_alerts_.begin());
    } catch (const std::exception& e) {
        // A bug of ours; the same again would fail again, and newer alerts must not wait for it.
        log::error("watch", "alerts could not be written",
            {{"why", e.what()}, {"alerts", alerts.size()}, {"notices", notices.size()}});
    }
    co_return false;
}

std::vector<std::string> watchman::due(channel over) const {
    // An e-mail tells all that is due at once; a webhook is for programs, which take one by one.
    const std::size_t at_once = over == channel::email ? 50 : 1;
    const auto now = options_.clock();
    std::vector<std::string> ids;
    for (const auto& [id, n] : waiting_)
        if (n.channel == over && n.not_before <= now && ids.size() < at_once) ids.push_back(id);
    return ids;
}

task<> watchman::carry_due(channel over) {
    const bool on = over == channel::email ? settings_.email.enabled : settings_.webhook.enabled;
    if (!on) {
        drop_all(over);
        (void)co_await write();
    }
    for (int rounds = 0; rounds < 100; ++rounds) {
        const auto ids = due(over);
        if (ids.empty()) co_return;
        std::vector<notice> group;
        for (const auto& id : ids) {
            // Counted before it is tried, so that a notice that kills us does so eight times at most.
            auto& n = waiting_.at(id);
            ++n.attempts;
            unwritten_notices_[id] = n;
            group.push_back(n);
        }
        (void)co_await write();
        if (group.front().attempts > most_attempts) {
            settle(ids, over, failure{"closed", "given up after several restarts"});
        } else {
            const auto sent = co_await send(over, std::move(group));
            settle(ids, over, sent);
        }
        (void)co_await write();
    }
}

void watchman::settle(
    const std::vector<std::string>& group, channel over, const result<void>& sent) {
    const auto now = options_.clock();
    for (const auto& id : group) {
        const auto found = waiting_.find(id);
        if (found == waiting_.end()) continue;
        auto& n = found->second;
        if (sent) {
            n.state = notice_state::sent;
            n.done_at = now;
            broken_.erase(over);
            count_sent(over, "sent");
        } else {
            failed(n, sent.error().detail, is_for_good(sent.error(), over), now);
            log::warn("watch", "alert not delivered",
                {{"channel", to_string(over)}, {"alert", n.alert.id}, {"attempt", n.attempts},
                    {"why", sent.error().detail}});
            if (n.state == notice_state::given_up) {
                broken_[over] = sent.error().detail;
                count_sent(over, "given_up");
            }
        }
        unwritten_notices_[id] = n;
        if (n.state != notice_state::waiting) waiting_.erase(found);
    }
}

/// Nobody is to be told over it any more.
void watchman::drop_all(channel over) {
    broken_.erase(over);
    std::vector<std::string> ids;
    for (auto& [id, n] : waiting_) {
        if (n.channel != over) continue;
        n.state = notice_state::skipped;
        n.done_at = options_.clock();
        n.last_error = "the channel is switched off";
        ids.push_back(id);
    }
    for (const auto& id : ids) finish(id);
}

namespace {

smtp_server server_of(
    const mail_settings& s, const secret::master_key& key, const watch_options& o) {
    return {
        s.host, s.port, s.security, s.username, mail_password(s, key), o.mail_ca_file, o.patience};
}

}  // namespace

task<result<void>> watchman::send(channel over, std::vector<notice> group) {
    const auto now = options_.clock();
    if (over == channel::email) {
        const auto s = settings_.email;
        if (!smtp_) co_return failure{"closed", "the server was being stopped"};
        auto message = compose(s, group, options_.page, options_.zone, now);
        co_return co_await smtp_->send(server_of(s, key_, options_), std::move(message));
    }
    const auto s = settings_.webhook;
    const auto& n = group.front();
    auto body = webhook_body(n, now);
    co_return co_await post_webhook(
        s.url, webhook_secret(s, key_), n.id, std::move(body), now, options_.patience);
}

task<result<void>> watchman::send_test(channel over) {
    const auto now = options_.clock();
    const auto id = new_id_();
    if (over == channel::email) {
        const auto s = settings_.email;
        if (s.host.empty() || s.from.empty() || s.to.empty())
            throw conflict("not_configured", "Save a mail server, a sender and a recipient first.");
        auto message = compose_test(s, options_.page, id, now);
        const auto sent = co_await smtp_->send(server_of(s, key_, options_), std::move(message));
        if (sent) broken_.erase(over);
        co_return sent;
    }
    const auto s = settings_.webhook;
    if (s.url.empty()) throw conflict("not_configured", "Save an address to post to first.");
    auto body = webhook_test_body(id, now);
    const auto sent = co_await post_webhook(
        s.url, webhook_secret(s, key_), id, std::move(body), now, options_.patience);
    if (sent) broken_.erase(over);
    co_return sent;
}

task<alert> watchman::acknowledge(std::string id, std::string by, std::optional<std::string> note) {
    // Nothing is written beside it, so that what is written last is what the book says.
    const auto pass = co_await writing_.enter();
    const auto* standing = book_.find(id);
    if (standing == nullptr) {
        const auto old = co_await find_alert(db_, id);
        if (!old) throw not_found("There is no alert with this id.");
        throw conflict("resolved", "This alert is over already; there is nothing to acknowledge.");
    }
    if (standing->state != alert_state::open)
        throw conflict("acknowledged", fmt::format("{} has acknowledged it already.",
                                           standing->acknowledged_by.value_or("Somebody")));
    const auto now = options_.clock();
    auto next = *standing;
    next.state = alert_state::acknowledged;
    next.acknowledged_at = now;
    next.acknowledged_by = by;
    next.note = note;
    json::object details{{"kind", next.kind}, {"subject", next.subject}, {"note", opt(note)}};
    auto tx = co_await db_.begin();
    co_await save_alert(*tx, next);
    co_await audit::append(*tx, by, "alert.acknowledged", "alert:" + id, std::move(details), now);
    co_await tx->commit();
    auto steps = book_.acknowledge(id, by, std::move(note), now);
    if (!steps.empty()) next = steps.back().now;
    take(std::move(steps));
    co_return next;
}

task<> watchman::change_settings(delivery_settings to, std::string by) {
    auto tx = co_await db_.begin();
    co_await store_settings(*tx, to);
    co_await audit::append(
        *tx, std::move(by), "alert_settings.changed", "alert-settings", to_json(to));
    co_await tx->commit();
    settings_ = std::move(to);
    book_.set_patience({std::chrono::minutes(settings_.escalate_after_min),
        std::chrono::minutes(settings_.remind_every_min)});
}

}  // namespace zenix::watch
