#pragma once
#include <vector>

#include "dialer/rehearsal/chance.hpp"

namespace zenix::dialer::rehearsal {

/// A share of the calls with talk times of their own.
struct talk_kind {
    double share = 1, mean_s = 180;
    double sigma = 0;      ///< of a lognormal; 0 is exponential
    bool contact = true;   ///< the right party: a contact
};

/// The world that a rehearsal dials into. The defaults are the reference model of `docs/pacing.md`.
struct world {
    int agents = 20;
    double shift_s = 8 * 3600, login_spread_s = 300;
    double tick_s = 0.25;                          ///< a decision at least so often

    // Answers. `p` is constant where it is given, else hourly knots, cosine between, lists that change.
    double p = 0;
    double p_low = 0.20, p_high = 0.53, p_min = 0.15, p_max = 0.60;
    double list_every_s = 45 * 60, list_sigma = 0.25;
    std::vector<double> p_by_hour;                 ///< of the shift, instead of drawn knots

    double set_up_mean_s = 2, set_up_sigma = 0.4;
    double answer_median_s = 8, answer_sigma = 0.5;
    double fast_share = 0.35, fast_from_s = 0.5, fast_to_s = 6;  ///< of the failures
    double ring_timeout_s = 25;
    std::vector<double> answer_times, failure_times;  ///< a history's own, drawn from instead

    std::vector<talk_kind> talks{{0.43, 20, 0, false}, {0.57, 300, 0, true}};
    std::vector<double> talk_times;                ///< a history's own
    double contact_share = -1;                     ///< of calls from `talk_times`; -1: none is known
    double wrap_mean_s = 20;
    bool wrap_fixed = false;                       ///< a timer ends it, and everybody knows when
    double speed_sigma = 0.15;
    double break_every_s = 85 * 60, break_s = 10 * 60;
    double abandon_after_s = 2;
    double trunks_per_agent = 3;
    long leads = 0;                                ///< the list ends after so many; 0 is never
    bool tells_ringing = true;                     ///< attempts say when they ring
};

/// The answer rate over the shift, drawn once from the seed.
class answer_rate {
  public:
    answer_rate(const world& w, const chance& c);
    [[nodiscard]] double at(double t) const;

  private:
    const world& w_;
    std::vector<double> knots_;
    struct list {
        double from, factor;
    };
    std::vector<list> lists_;
};

/// What an attempt that begins now will come to.
struct fate {
    double rings_after = -1;   ///< -1: never
    double answers_after = -1; ///< -1: not
    double fails_after = -1;
};
[[nodiscard]] fate fate_of(const world& w, const chance& c, std::uint64_t attempt, double p);

struct call_length {
    double talk_s, wrap_s;
    bool contact;
};
[[nodiscard]] call_length length_of(const world& w, const chance& c, std::uint64_t attempt, double speed);

}  // namespace zenix::dialer::rehearsal
