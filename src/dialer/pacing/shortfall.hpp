#pragma once
#include <array>
#include <vector>

#include "dialer/pacing/types.hpp"

namespace zenix::dialer::pacing {

/// P(nobody is free): D = `base` + telecallers who become free - parties who answer, each one a coin of
/// its own (Poisson-binomial), at every horizon. P(D <= 0), exact while there are few coins, else normal
/// with skewness and continuity correction.
class shortfall {
  public:
    static constexpr int exact_max = 90;  ///< coins; beyond it the normal law is close, and cheap

    explicit shortfall(int base) : base_(base) {}

    /// `times` alike. A coin that is added after a question makes the law anew; `p` must outlive this.
    void frees(const profile& p, int times = 1);
    void answers(const profile& p, int times = 1);

    /// With `more` further coins of answering `p`.
    [[nodiscard]] profile empty(const profile& p, int more);

    [[nodiscard]] const profile& freeing() const { return up_.mean; }
    [[nodiscard]] const profile& answering() const { return down_.mean; }

  private:
    struct moments {
        profile mean{}, square{}, cube{};
        int coins = 0;
        void add(const profile& p, int times);
    };
    struct coin {
        const profile* p;
        int times, sign;
    };
    void build();
    [[nodiscard]] double exact_tail(std::size_t h, double p, int more);
    [[nodiscard]] double normal_tail(std::size_t h, double p, int more) const;

    int base_;
    moments up_, down_;
    std::vector<coin> coins_;
    // P(D = i - down coins + base) at each horizon, and how many candidates it has in it already.
    std::array<std::vector<double>, horizon_count> law_;
    int low_ = 0, in_law_ = 0;
    bool built_ = false;
};

/// P(D <= 0) of a law with this mean, variance and third central moment.
[[nodiscard]] double normal_at_most_zero(double mean, double variance, double third);

}  // namespace zenix::dialer::pacing
