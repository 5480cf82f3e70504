#include "dialer/pacing/shortfall.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace zenix::dialer::pacing {
namespace {

/// law := law of the sum with one more coin; law[i] is P(sum = i).
void toss(std::vector<double>& law, double p) {
    law.push_back(0);
    for (auto i = law.size() - 1; i > 0; --i) law[i] = law[i] * (1 - p) + law[i - 1] * p;
    law[0] *= 1 - p;
}

}  // namespace

void shortfall::moments::add(const profile& p, int times) {
    const double n = times;
    for (std::size_t h = 0; h < horizon_count; ++h) {
        const double q = p[h], qq = q * q;
        mean[h] += n * q;
        square[h] += n * qq;
        cube[h] += n * qq * q;
    }
    coins += times;
}

void shortfall::frees(const profile& p, int times) {
    built_ = false;
    up_.add(p, times);
    coins_.push_back({&p, times, 1});
}

void shortfall::answers(const profile& p, int times) {
    built_ = false;
    down_.add(p, times);
    coins_.push_back({&p, times, -1});
}

// A party who answers is "not answering" shifted down by one: then every coin counts upward from the
// worst case, in which all answer and nobody becomes free.
void shortfall::build() {
    low_ = base_ - down_.coins;
    for (std::size_t h = 0; h < horizon_count; ++h) {
        law_[h].assign(1, 1.0);
        for (const auto& c : coins_)
            for (int i = 0; i < c.times; ++i)
                toss(law_[h], c.sign > 0 ? (*c.p)[h] : 1 - (*c.p)[h]);
    }
    built_ = true;
    in_law_ = 0;
}

double shortfall::exact_tail(std::size_t h, double p, int more) {
    auto& law = law_[h];
    for (int i = in_law_; i < more; ++i) toss(law, 1 - p);
    const int low = low_ - more;
    double sum = 0;
    for (int i = 0; i < static_cast<int>(law.size()) && low + i <= 0; ++i)
        sum += law[static_cast<std::size_t>(i)];
    return std::min(1.0, sum);
}

double shortfall::normal_tail(std::size_t h, double p, int more) const {
    const double n = more;
    const double mean = base_ + up_.mean[h] - down_.mean[h] - n * p;
    const double variance = up_.mean[h] - up_.square[h] + down_.mean[h] - down_.square[h] + n * p * (1 - p);
    const double third = up_.mean[h] - 3 * up_.square[h] + 2 * up_.cube[h] -
                         (down_.mean[h] - 3 * down_.square[h] + 2 * down_.cube[h]) -
                         n * p * (1 - p) * (1 - 2 * p);
    return normal_at_most_zero(mean, variance, third);
}

profile shortfall::empty(const profile& p, int more) {
    profile out;
    const bool exact = up_.coins + down_.coins + more <= exact_max && (!built_ || more >= in_law_);
    if (exact && !built_) build();
    for (std::size_t h = 0; h < horizon_count; ++h)
        out[h] = exact ? exact_tail(h, p[h], more) : normal_tail(h, p[h], more);
    if (exact) in_law_ = std::max(in_law_, more);
    return out;
}

double normal_at_most_zero(double mean, double variance, double third) {
    if (variance < 1e-9) return mean < 0.5 ? 1 : 0;
    const double sd = std::sqrt(variance), x = (0.5 - mean) / sd, skew = third / (variance * sd);
    const double density = std::exp(-0.5 * x * x) / std::sqrt(2 * std::numbers::pi);
    return std::clamp(0.5 * std::erfc(-x / std::numbers::sqrt2) - skew / 6 * (x * x - 1) * density, 0.0, 1.0);
}

}  // namespace zenix::dialer::pacing
