#pragma once
#include <cstddef>
#include <vector>

namespace zenix::dialer::pacing {

/// How likely something ends in the next moment, by its age: events for each second lived, learned in
/// bins of age. Whoever still lives has told us something too (censoring): `live` is called for them.
///
/// Every bin leans on the prior's shape, scaled by what all bins together say, as strongly as
/// `prior_seconds` lived (Gamma-Poisson). Old evidence fades: after `memory` events it weighs 1/e.
class hazard {
  public:
    struct bins {
        std::vector<double> edges;  ///< ascending, the first is 0; the last bin has no end
        std::vector<double> prior;  ///< events a second, one a bin
        double prior_seconds = 10;  ///< lived in a bin until it outweighs the prior
        double memory = 2000;       ///< events
    };
    explicit hazard(bins b);

    void live(double from, double to);  ///< between two ages
    void end(double age);
    /// All evidence ages by as many events; kept apart from end() as several causes may share one life.
    void fade(double events);

    [[nodiscard]] double rate(double age) const { return rates_[bin(age)]; }
    /// Events foreseen for one that lives between two ages.
    [[nodiscard]] double expected(double from, double to) const;
    [[nodiscard]] std::size_t bin(double age) const;
    [[nodiscard]] double events() const { return total_; }  ///< faded

    /// rate() is as of the last call of this: it costs a pass over the bins.
    void settle();

  private:
    void rescale();
    bins b_;
    std::vector<double> count_, lived_, rates_;
    double weight_ = 1;  // of what comes now; grows instead of everything old shrinking
    double total_ = 0;
};

}  // namespace zenix::dialer::pacing
