#pragma once
#include <deque>
#include <vector>

#include "dialer/pacing/types.hpp"

namespace zenix::dialer::pacing {

/// What is written down to survive a restart: how many were answered and abandoned in the minute that
/// begins at `minute_s` (seconds, a multiple of 60). A later entry of the same minute replaces the earlier.
struct journal_entry {
    double minute_s = 0;
    std::int64_t answered = 0, abandoned = 0;
    bool operator==(const journal_entry&) const = default;
};

/// The abandon budget over the last 24 hours and the last 30 days, both rolling, minute by minute.
/// A minute leaves a window when all of it is out; its answered and abandoned calls leave together.
class budget {
  public:
    static constexpr double day_s = 86'400, month_s = 30 * day_s;

    void answered(double t) { add(t, 1, 0); }
    void abandoned(double t) { add(t, 0, 1); }

    /// `allowed` is `share` of the answered; `left` is negative when there were more.
    [[nodiscard]] window_state day(double now, double share) { return state(day_, now, share); }
    [[nodiscard]] window_state month(double now, double share) { return state(month_, now, share); }

    /// The minutes that changed since the last call, for a journal that is only added to.
    [[nodiscard]] std::vector<journal_entry> journal();
    /// Everything that still counts, for a journal that is written anew.
    [[nodiscard]] std::vector<journal_entry> everything() const;
    /// Reads a journal back, entries in any order, a minute more than once (the last one is true).
    /// What stood here before is replaced.
    void restore(const std::vector<journal_entry>& entries);

  private:
    struct window {
        double span;
        std::size_t from = 0;  // of minutes_, the first that counts
        std::int64_t answered = 0, abandoned = 0;
    };
    struct entry {
        journal_entry e;
        bool told = false;
    };
    void add(double t, int answered, int abandoned);
    window_state state(window& w, double now, double share);
    void forget(double now);

    std::deque<entry> minutes_;  // ascending
    window day_{day_s}, month_{month_s};
};

}  // namespace zenix::dialer::pacing
