#include "agents/floor.hpp"

#include "base/log.hpp"
#include "base/problem.hpp"

namespace zenix::agents {

floor::floor(event_hub& hub, clock now) : hub_(hub), now_(std::move(now)) {
    hub_.offer("agents", access::of({role::supervisor, role::admin}), [this](const principal&) {
        json::array items;
        for (const auto& [id, a] : agents_) items.push_back(to_json(a));
        return json::value(json::object{{"items", std::move(items)}});
    });
}

task<void> floor::load(pg::executor& db) {
    const auto found = co_await db.run(
        "select i.user_id, u.display_name, i.intent, coalesce(i.reason, '') as reason, "
        "coalesce(i.owes_outcome::text, '') as owes_outcome "
        "from agent_intents i join users u on u.id = i.user_id where u.active");
    for (const auto row : found) {
        auto& a = know(row.integer("user_id"), row.text("display_name"));
        boost::describe::enum_from_string(row.text("intent").c_str(), a.intent);
        a.reason = row.text("reason");
        a.owes_outcome = row.text("owes_outcome");
        if (!a.owes_outcome.empty()) a.wrap_up_until = now_() + a.wrap_limit;
        phone_changed(a, false, now_());
    }
}

task<void> floor::flush(pg::executor& db) {
    while (!unsaved_.empty()) {
        const auto id = *unsaved_.begin();
        const auto& a = at(id);
        const std::string intent = boost::describe::enum_to_string(a.intent, "");
        // Forget it first: a change during the write marks it again.
        unsaved_.erase(id);
        bool away = false;
        try {
            co_await db.run(
                "insert into agent_intents (user_id, intent, reason, owes_outcome) "
                "values ($1, $2, nullif($3, ''), nullif($4, '')::uuid) "
                "on conflict (user_id) do update set intent = excluded.intent, "
                "reason = excluded.reason, owes_outcome = excluded.owes_outcome, updated_at = now()",
                id, intent, a.reason, a.owes_outcome);
        } catch (const pg::unavailable&) {
            away = true;
        } catch (const pg::sql_error& e) {
            log::error("agents", "intent not saved", {{"user", id}, {"why", e.what()}});
        }
        if (away) {
            unsaved_.insert(id);
            co_return;
        }
    }
}

agent& floor::know(std::int64_t user_id, const std::string& display_name) {
    auto [it, fresh] = agents_.try_emplace(user_id);
    if (fresh) {
        it->second.user_id = user_id;
        it->second.since = now_();
    }
    it->second.display_name = display_name;
    return it->second;
}

agent& floor::at(std::int64_t user_id) {
    const auto it = agents_.find(user_id);
    return it != agents_.end() ? it->second : know(user_id, {});
}

const agent* floor::find(std::int64_t user_id) const {
    const auto it = agents_.find(user_id);
    return it == agents_.end() ? nullptr : &it->second;
}

std::vector<const agent*> floor::all() const {
    std::vector<const agent*> list;
    for (const auto& [id, a] : agents_) list.push_back(&a);
    return list;
}

template <class Change>
void floor::change(std::int64_t user_id, Change&& how) {
    auto& a = at(user_id);
    const auto before = a;
    how(a);
    if (a == before) return;
    if (a.intent != before.intent || a.owes_outcome != before.owes_outcome || a.reason != before.reason)
        unsaved_.insert(user_id);
    if (listener_) listener_(a);
    auto after = to_json(a);
    if (after == to_json(before)) return;
    hub_.publish("me", "agent_changed", after, user_id);
    hub_.publish("agents", "agent_changed", std::move(after));
}

void floor::ready(std::int64_t user_id) {
    change(user_id, [&](agent& a) { want_ready(a, now_()); });
}
void floor::pause(std::int64_t user_id, std::string reason) {
    change(user_id, [&](agent& a) { want_paused(a, std::move(reason), now_()); });
}
void floor::go_offline(std::int64_t user_id) {
    change(user_id, [&](agent& a) { want_offline(a, now_()); });
}
void floor::require_free(std::int64_t user_id) const {
    const auto* a = find(user_id);
    agents::require_free(a ? *a : agent{});
}
void floor::phone(std::int64_t user_id, bool online) {
    change(user_id, [&](agent& a) { phone_changed(a, online, now_()); });
}
void floor::follow(std::int64_t user_id, const std::string& call_id, agent_state phase) {
    change(user_id, [&](agent& a) { follow_call(a, call_id, phase, now_()); });
}
void floor::release(std::int64_t user_id, const std::string& call_id, bool owes_outcome) {
    change(user_id, [&](agent& a) { release_from_call(a, call_id, owes_outcome, now_()); });
}
void floor::outcome_written(
    std::int64_t user_id, const std::string& call_id, bool then_pause, bool says_ready) {
    change(user_id,
        [&](agent& a) { agents::outcome_written(a, call_id, then_pause, now_(), says_ready); });
}
void floor::set_wrap_limit(std::int64_t user_id, ms limit) {
    change(user_id, [&](agent& a) { a.wrap_limit = limit; });
}
void floor::tick(bool telephony_there) {
    for (auto& [id, a] : agents_) {
        if (!a.wrap_up_until && !a.phone_away_since) continue;
        bool sent_home = false;
        change(id, [&](agent& x) {
            agents::tick(x, now_());
            sent_home = watch_phone(x, telephony_there, now_());
        });
        if (!sent_home) continue;
        log::info("agents", "offline: the phone stayed away", {{"user", id}});
        hub_.publish("me", "notice",
                     json::object{{"level", "warning"},
                                  {"text", "Your phone was away, so you are offline now. Press Ready "
                                           "when you are back."}},
                     id);
    }
}

std::optional<std::int64_t> floor::choose(std::optional<std::int64_t> preferred,
                                          const std::set<std::int64_t>& tried) const {
    const agent* best = nullptr;
    for (const auto& [id, a] : agents_) {
        if (tried.contains(id) || !available(a)) continue;
        if (preferred == id) return id;
        if (best == nullptr || a.since < best->since) best = &a;
    }
    return best ? std::optional(best->user_id) : std::nullopt;
}

}  // namespace zenix::agents
