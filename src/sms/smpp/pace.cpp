#include "sms/smpp/pace.hpp"

#include <algorithm>
#include <limits>

namespace zenix::sms::smpp {
namespace {

constexpr ms pause_first{100}, pause_longest{10'000}, congested{1000};
constexpr std::uint32_t comfortable = 80, full = 100;

}  // namespace

void pace::set_rate(double rate_per_s) {
    rate_ = std::max(rate_per_s, 0.0);
    burst_ = std::max(1.0, rate_ / 10);
    tokens_ = std::min(tokens_, burst_);
}

std::size_t pace::ready(instant now) {
    if (now < resume_) return 0;
    if (rate_ <= 0) return std::numeric_limits<std::size_t>::max();
    if (filled_) tokens_ += std::chrono::duration<double>(now - *filled_).count() * rate_;
    tokens_ = std::min(tokens_, burst_);
    filled_ = now;
    // A hair below one is one: the sum of many small steps.
    return static_cast<std::size_t>(std::max(tokens_ + 1e-6, 0.0));
}

void pace::spend(std::size_t count) {
    if (rate_ > 0) tokens_ -= static_cast<double>(count);
}

instant pace::next(instant now) const {
    instant t = std::max(now, resume_);
    if (rate_ > 0 && tokens_ < 1)
        t = std::max(
            t, now + std::chrono::ceil<ms>(std::chrono::duration<double>((1 - tokens_) / rate_)));
    return t;
}

void pace::throttled(instant now) {
    if (now < resume_) return;  // one of those that were under way already
    const bool first = pause_.count() == 0 || took_some_;
    pause_ = first ? pause_first : std::min(pause_ * 2, pause_longest);
    took_some_ = false;
    resume_ = now + pause_;
}

void pace::accepted() { took_some_ = true; }

void pace::congestion(std::uint32_t level, instant now) {
    congestion_ = std::min(level, full);
    if (congestion_ == full) resume_ = std::max(resume_, now + congested);
}

std::size_t pace::share_of(std::size_t window) const {
    if (congestion_ < comfortable) return window;
    return std::max<std::size_t>(1, window * (full - congestion_) / (full - comfortable + 1));
}

}  // namespace zenix::sms::smpp
