#pragma once
#include <deque>
#include <functional>
#include <map>

#include "dialer/rehearsal/method.hpp"

namespace zenix::dialer::rehearsal {

/// How other diallers decide, restated from their sources as docs/pacing.md says: for comparison in the
/// bench, never to be dialled with.
class floor_method : public method {
  public:
    void hear(const occurrence& o) override;

  protected:
    struct seat {
        pacing::agent_state state = pacing::agent_state::offline;
        double since = 0;
    };
    [[nodiscard]] int in_state(pacing::agent_state s) const;
    [[nodiscard]] int logged_in() const;
    virtual void answered(double) {}
    virtual void lost(double) {}         ///< abandoned
    virtual void failed(double) {}
    virtual void talk_over(double) {}    ///< seconds
    virtual void wrap_over(double) {}
    std::map<pacing::key, seat> seats_;
    std::map<pacing::key, double> flying_, ringing_;  // attempts and when they began
    int waiting_ = 0, talking_ = 0;
    double now_ = 0;
};

/// So many attempts for each available telecaller, whatever happens.
class fixed_ratio final : public floor_method {
  public:
    explicit fixed_ratio(double ratio) : ratio_(ratio) {}
    wish decide(double t, std::span<const pacing::foresight> next) override;

  private:
    double ratio_;
};

/// An integrating controller on free telecallers less waiting calls, cut back by the day's drops. The dial
/// loop runs every 2.5 s, the level's every 15 s, the drop counters' every 60 s.
class vicidial_like final : public floor_method {
  public:
    enum class variant : std::uint8_t { hard_limit, tapered, average };
    vicidial_like(variant v, double limit, bool available_only = false, double level_max = 3)
        : variant_(v), limit_(limit), available_only_(available_only), level_max_(level_max) {}
    wish decide(double t, std::span<const pacing::foresight> next) override;

  private:
    void answered(double) override { ++answers_; recent_answers_.push_back(now_); }
    void lost(double) override { ++drops_; recent_drops_.push_back(now_); }
    void adapt(double t);
    variant variant_;
    double limit_;
    bool available_only_;
    double level_max_, level_ = 1;
    double sampled_ = -1, adapted_ = 0, dialled_ = -10, counted_ = -60;
    std::vector<double> differences_;
    long answers_ = 0, drops_ = 0, answers_known_ = 0, drops_known_ = 0;
    std::deque<double> recent_answers_, recent_drops_;
};

/// Free ones and those whose talk has lasted long for an exponential, divided by the answer rate.
class issabel_like final : public floor_method {
  public:
    wish decide(double t, std::span<const pacing::foresight> next) override;

  private:
    void answered(double after) override;
    void failed(double) override { outcomes_.emplace_back(now_, false); }
    void talk_over(double s) override { talk_sum_ += s, ++talks_; }
    double talk_sum_ = 0, answer_sum_ = 0, decided_ = -10;
    long talks_ = 0, answers_ = 0;
    std::deque<std::pair<double, bool>> outcomes_;
};

/// Mean remaining times, moving averages, a boost that is cut at the limit.
class omnidialer_like final : public floor_method {
  public:
    explicit omnidialer_like(double limit) : limit_(limit) {}
    wish decide(double t, std::span<const pacing::foresight> next) override;

  private:
    void answered(double after) override;
    void failed(double) override { p_ += 0.1 * (0 - p_); }
    void lost(double) override { drop_ += 0.1 * (1 - drop_); }
    void talk_over(double s) override { talk_ += 0.1 * (s - talk_), ++handled_; drop_ += 0.1 * (0 - drop_); }
    void wrap_over(double s) override { wrap_ += 0.1 * (s - wrap_); }
    double limit_, p_ = 0.3, drop_ = 0, talk_ = 180, wrap_ = 20, ring_ = 10, decided_ = -1;
    long handled_ = 0;
    int above_ = 0;
    bool latched_ = false;
};

}  // namespace zenix::dialer::rehearsal
