#pragma once
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agents/agent.hpp"
#include "base/event_hub.hpp"
#include "base/task.hpp"
#include "pg/pool.hpp"

namespace zenix::agents {

/// Every telecaller of this server, in memory: the one place where agent state lives. Calls tell it
/// what happens, people tell it what they want; each change goes out on the event hub at once and
/// the intent to PostgreSQL a moment later (`flush`).
class floor {
  public:
    using clock = std::function<sys_ms()>;
    floor(event_hub& hub, clock now);

    /// Intents of the last run. Nobody is in a call until a call says so.
    task<void> load(pg::executor& db);
    /// Writes changed intents; keeps them for the next try while PostgreSQL is away.
    task<void> flush(pg::executor& db);

    /// Makes the agent known; called at sign-in and when a route needs them.
    agent& know(std::int64_t user_id, const std::string& display_name);
    [[nodiscard]] const agent* find(std::int64_t user_id) const;
    [[nodiscard]] std::vector<const agent*> all() const;

    // Wishes; problem 409 when they do not fit.
    void ready(std::int64_t user_id);
    void pause(std::int64_t user_id, std::string reason);
    void go_offline(std::int64_t user_id);
    void require_free(std::int64_t user_id) const;

    // Facts.
    void phone(std::int64_t user_id, bool online);
    void follow(std::int64_t user_id, const std::string& call_id, agent_state phase);
    void release(std::int64_t user_id, const std::string& call_id, bool owes_outcome);
    void outcome_written(std::int64_t user_id, const std::string& call_id, bool then_pause,
                         bool says_ready = false);
    /// How long their wrap-up may take from the next one on.
    void set_wrap_limit(std::int64_t user_id, ms limit);
    /// Hears each change after it, in order.
    void on_change(std::function<void(const agent&)> listener) { listener_ = std::move(listener); }
    /// Wrap-up limits and phones that stay away; once a second.
    void tick(bool telephony_there = true);

    /// Who should take an inbound call: `preferred` when available, else the longest ready, never
    /// one of `tried`.
    [[nodiscard]] std::optional<std::int64_t> choose(std::optional<std::int64_t> preferred,
                                                     const std::set<std::int64_t>& tried) const;

  private:
    agent& at(std::int64_t user_id);
    template <class Change>
    void change(std::int64_t user_id, Change&& how);
    event_hub& hub_;
    clock now_;
    std::map<std::int64_t, agent> agents_;
    std::set<std::int64_t> unsaved_;
    std::function<void(const agent&)> listener_;
};

}  // namespace zenix::agents
