#include "dialer/pacing/throttle.hpp"

#include <algorithm>
#include <cmath>

namespace zenix::dialer::pacing {
namespace {

// Tuned on seeds 1 to 20 of the reference model (docs/pacing.md). The optimum is flat.
constexpr double gain_with_budget = 1.3, gain_without = 0.5, kept_back = 0.25;
constexpr double factor_max = 8, factor_min = 1.0 / 16;

/// A day's abandoned calls scatter by so many when nothing steers them.
double scatter(double alpha, double expected) { return std::sqrt(std::max(0.0, alpha * expected)); }

}  // namespace

double theta_of(double alpha, double left, double expected) {
    const double s = scatter(alpha, expected), gain = gain_with_budget / std::max(1.0, s);
    const double spare = left - kept_back * s;
    const double log_factor = (spare > 0 ? gain : std::max(gain, gain_without)) * spare;
    return alpha * std::exp(std::clamp(log_factor, std::log(factor_min), std::log(factor_max)));
}

double spent_at(double alpha, double expected) { return -1 - kept_back * scatter(alpha, expected); }

}  // namespace zenix::dialer::pacing
