#pragma once
#include "base/time.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace zenix::gateways {

/// How a way served one attempt.
enum class way_outcome : std::uint8_t {
    worked,         ///< it alerted, or the far side gave a cause of its own: busy, no answer
    network_fault,  ///< refused before it alerted by a cause of the network's or the way's making
    unknown,        ///< ended by us before anything could be told
};

enum class way_health : std::uint8_t { well, quarantined, on_trial };

/// Quarantine of a SIM or a trunk. A fault takes it out at once; when its time is over one call may
/// try it (half-open), and a further fault doubles the time. Plain state; time comes in.
class way_guard {
  public:
    static constexpr ms first_for_sims{30'000}, first_for_trunks{10'000}, longest{1'800'000};

    [[nodiscard]] way_health health(sys_ms now) const {
        if (faults_ == 0) return way_health::well;
        return now < until_ ? way_health::quarantined : way_health::on_trial;
    }
    /// May one more call take it?
    [[nodiscard]] bool admits(sys_ms now) const {
        if (faults_ == 0) return true;
        return now >= until_ && !trial_under_way_;
    }
    [[nodiscard]] sys_ms until() const { return until_; }
    [[nodiscard]] int faults() const { return faults_; }

    void taken() { trial_under_way_ = faults_ > 0; }
    /// True when the outcome changed the health.
    bool ended(way_outcome how, sys_ms now, ms first) {
        trial_under_way_ = false;
        if (how == way_outcome::worked) return std::exchange(faults_, 0) > 0;
        // What went out before the fault was known tells nothing new.
        if (how == way_outcome::unknown || (faults_ > 0 && now < until_)) return false;
        ++faults_;
        auto wait = first;
        for (int i = 1; i < faults_ && wait < longest; ++i) wait *= 2;
        until_ = now + std::min(wait, longest);
        return true;
    }
    /// The last fault was not the way's after all.
    void forgive(sys_ms now) {
        if (faults_ <= 1) return release();
        --faults_;
        until_ = std::min(until_, now);
        trial_under_way_ = false;
    }
    void release() { *this = {}; }

    bool operator==(const way_guard&) const = default;

  private:
    int faults_ = 0;  ///< in a row
    sys_ms until_{};
    bool trial_under_way_ = false;
};

}  // namespace zenix::gateways
