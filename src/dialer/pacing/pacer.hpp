#pragma once
#include <optional>
#include <span>

#include "dialer/pacing/budget.hpp"
#include "dialer/pacing/forecast.hpp"
#include "dialer/pacing/shortfall.hpp"
#include "dialer/pacing/team.hpp"
#include "dialer/pacing/throttle.hpp"
#include "dialer/pacing/types.hpp"

namespace zenix::dialer::pacing {

/// What only a simulation can know; the bench's bounds are made of it. For an attempt: when it is
/// answered, `never` when it is not.
struct foresight {
    std::optional<double> answers_at;
};

/// Decides how many attempts to start. Fed with what happens, asked at every event or tick; keeps no
/// clock, does no I/O. Times never run backwards (the caller sees to it).
///
/// One pacer is one pool of telecallers. Campaigns that share them share the pacer.
class pacer {
  public:
    static constexpr std::size_t agents_max = 20'000, attempts_max = 100'000;

    explicit pacer(const settings& s = {});

    void configure(const settings& s);
    [[nodiscard]] const settings& current() const { return settings_; }

    /// `free_at`: when wrap-up ends by itself, where there is a timer.
    heard agent_is(double t, key id, agent_state state, double free_at = never);
    heard agent_will_pause(key id, bool pausing);
    heard attempt_is(double t, key id, attempt_state state, foresight f = {});
    heard connected(double t, key attempt, key agent);
    heard ended(double t, key attempt, key agent);
    heard abandoned(double t, key attempt);
    /// For bounds only: this telecaller is free at that very moment.
    void agent_frees(key id, double at);
    /// How late events come, in seconds: above one, nothing is predicted.
    void lag(double seconds) { lag_ = seconds; }

    /// `next`: what the bounds know of the attempts that would be started, in order.
    [[nodiscard]] decision decide(double t, std::span<const foresight> next = {});

    [[nodiscard]] budget& ledger() { return budget_; }
    [[nodiscard]] const forecast& learned() const { return forecast_; }

  private:
    void leave(agent& a, double t, agent_state next);
    void enter(agent& a, double t, agent_state state, double free_at);
    void learn(double t);
    void count(double t, explanation& why);
    void set_mode(double t, explanation& why);
    void progressive(decision& d) const;
    void predictive(double t, decision& d, std::span<const foresight> next);
    void look_ahead(double t, shortfall& s, std::size_t next);
    void cancel_hopeless(double t, decision& d, const profile& hopeless);
    [[nodiscard]] int room(const explanation& why) const;
    [[nodiscard]] double expected_answers() const;
    [[nodiscard]] bool lost(const attempt& a, double t) const;

    settings settings_;
    forecast forecast_;
    budget budget_;
    packed<agent> agents_;
    packed<attempt> attempts_;
    double refreshed_ = -never, lag_ = 0;
    std::size_t learned_ = 0;  // turns of learn()
    double duty_ = 0;  // telecallers on duty, smoothed
    // Scratch of one decision: how many stand in each row of the tables, and profiles of their own.
    std::vector<int> rows_;
    std::vector<profile> own_;  // reserved in look_ahead(): shortfall keeps references
};

}  // namespace zenix::dialer::pacing
