#include "dialer/pacing/hazard.hpp"

#include <algorithm>
#include <cmath>

namespace zenix::dialer::pacing {

hazard::hazard(bins b)
    : b_(std::move(b)), count_(b_.edges.size()), lived_(b_.edges.size()), rates_(b_.prior) {}

std::size_t hazard::bin(double age) const {
    const auto after = std::upper_bound(b_.edges.begin() + 1, b_.edges.end(), age);
    return static_cast<std::size_t>(after - b_.edges.begin()) - 1;
}

void hazard::live(double from, double to) {
    from = std::max(from, 0.0);
    for (auto i = bin(from); from < to; ++i) {
        const double edge = i + 1 < b_.edges.size() ? std::min(to, b_.edges[i + 1]) : to;
        lived_[i] += weight_ * (edge - from);
        from = edge;
    }
}

double hazard::expected(double from, double to) const {
    double sum = 0;
    for (auto i = bin(from); from < to; ++i) {
        const double edge = i + 1 < b_.edges.size() ? std::min(to, b_.edges[i + 1]) : to;
        sum += rates_[i] * (edge - from);
        from = edge;
    }
    return sum;
}

void hazard::end(double age) {
    count_[bin(std::max(age, 0.0))] += weight_;
    total_ += 1;
}

void hazard::fade(double events) {
    const double keep = std::exp(-events / b_.memory);
    weight_ /= keep;
    total_ *= keep;
    if (weight_ > 1e9) rescale();
}

void hazard::rescale() {
    for (auto& c : count_) c /= weight_;
    for (auto& s : lived_) s /= weight_;
    weight_ = 1;
}

void hazard::settle() {
    // What the prior's shape would have led us to expect, against what came: its scale.
    double seen = 1, expected = 1;
    for (std::size_t i = 0; i < count_.size(); ++i) {
        seen += count_[i] / weight_;
        expected += lived_[i] / weight_ * b_.prior[i];
    }
    const double scale = seen / expected;
    for (std::size_t i = 0; i < count_.size(); ++i)
        rates_[i] = (count_[i] / weight_ + b_.prior_seconds * b_.prior[i] * scale) /
                    (lived_[i] / weight_ + b_.prior_seconds);
}

}  // namespace zenix::dialer::pacing
