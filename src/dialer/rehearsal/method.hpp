#pragma once
#include <memory>
#include <span>
#include <string>

#include "dialer/pacing/pacer.hpp"

namespace zenix::dialer::rehearsal {

/// Something happened; what is told to whoever decides.
struct occurrence {
    enum class kind : std::uint8_t { agent, attempt, connected, ended, abandoned, agent_frees };
    kind what = kind::agent;
    double t = 0;
    pacing::key attempt = 0, agent = 0;
    pacing::agent_state agent_is = pacing::agent_state::offline;
    pacing::attempt_state attempt_is = pacing::attempt_state::started;
    double free_at = pacing::never;          ///< wrap-up's timer; for agent_frees the bound's knowledge
    pacing::foresight foresight;             ///< for a bound that knows who answers
};

struct wish {
    int start = 0;
    std::vector<pacing::key> cancel;
};

/// A way to decide how many to dial.
class method {
  public:
    method() = default;
    method(const method&) = delete;
    method& operator=(const method&) = delete;
    virtual ~method() = default;
    virtual void hear(const occurrence& o) = 0;
    virtual wish decide(double t, std::span<const pacing::foresight> next) = 0;
    /// Bounds are told what nobody can know.
    [[nodiscard]] virtual bool knows_call_ends() const { return false; }
    [[nodiscard]] virtual bool knows_answers() const { return false; }
};

/// The production core, and with foresight the bounds.
class core_method final : public method {
  public:
    struct knowledge {
        bool call_ends = false, answers = false;
    };
    explicit core_method(const pacing::settings& s) : pacer_(s) {}
    core_method(const pacing::settings& s, knowledge k) : pacer_(s), knows_(k) {}
    void hear(const occurrence& o) override;
    wish decide(double t, std::span<const pacing::foresight> next) override;
    [[nodiscard]] bool knows_call_ends() const override { return knows_.call_ends; }
    [[nodiscard]] bool knows_answers() const override { return knows_.answers; }
    [[nodiscard]] pacing::pacer& core() { return pacer_; }

  private:
    pacing::pacer pacer_;
    knowledge knows_;
};

}  // namespace zenix::dialer::rehearsal
