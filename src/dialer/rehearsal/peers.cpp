#include "dialer/rehearsal/peers.hpp"

#include <algorithm>
#include <cmath>

namespace zenix::dialer::rehearsal {

using pacing::agent_state;
using pacing::attempt_state;

void floor_method::hear(const occurrence& o) {
    using kind = occurrence::kind;
    now_ = o.t;
    if (o.what == kind::agent) {
        auto& s = seats_[o.agent];
        if (s.state == o.agent_is) return;
        if (s.state == agent_state::talking) talk_over(now_ - s.since);
        if (s.state == agent_state::wrap) wrap_over(now_ - s.since);
        s = {o.agent_is, now_};
    } else if (o.what == kind::attempt) {
        const auto at = flying_.find(o.attempt);
        const double age = at == flying_.end() ? 0 : now_ - at->second;
        if (o.attempt_is == attempt_state::started) flying_[o.attempt] = now_;
        if (o.attempt_is == attempt_state::ringing) ringing_[o.attempt] = now_;
        if (o.attempt_is == attempt_state::started || o.attempt_is == attempt_state::ringing) return;
        flying_.erase(o.attempt);
        ringing_.erase(o.attempt);
        if (o.attempt_is == attempt_state::answered) ++waiting_, answered(age);
        if (o.attempt_is == attempt_state::failed) failed(age);
    } else if (o.what == kind::connected) {
        --waiting_;
        ++talking_;
    } else if (o.what == kind::ended) {
        --talking_;
    } else if (o.what == kind::abandoned) {
        --waiting_;
        lost(now_);
    }
}

int floor_method::in_state(agent_state s) const {
    return static_cast<int>(std::ranges::count_if(seats_, [&](const auto& a) { return a.second.state == s; }));
}

int floor_method::logged_in() const {
    return static_cast<int>(seats_.size()) - in_state(agent_state::paused) - in_state(agent_state::offline);
}

wish fixed_ratio::decide(double, std::span<const pacing::foresight>) {
    const int goal = static_cast<int>(std::lround(ratio_ * in_state(agent_state::idle)));
    return {std::max(0, goal - waiting_ - static_cast<int>(flying_.size())), {}};
}

void vicidial_like::adapt(double t) {
    double mean = 0;
    for (const auto d : differences_) mean += d;
    if (!differences_.empty()) mean /= static_cast<double>(differences_.size());
    const double d = mean / std::max(1, logged_in());
    double level = std::clamp(level_ * (1 + d), 1.0, level_max_);
    const auto prune = [&](std::deque<double>& times) {
        while (!times.empty() && times.front() < t - 60) times.pop_front();
        return static_cast<double>(times.size());
    };
    const double last_calls = prune(recent_answers_), last_drops = prune(recent_drops_);
    if (last_calls > 20 && last_drops / last_calls > 0.5) level /= 2;
    if (answers_known_ > 50 && static_cast<double>(drops_known_) / static_cast<double>(answers_known_) > limit_) {
        // The shift is taken to begin at 13:00; clocks are subtracted as HHMM, as it is done there.
        const double clock = std::floor(13 + t / 3600) * 100 + std::fmod(t, 3600) / 60, hours = 2100 - clock;
        if (variant_ == variant::hard_limit) level = 1;
        else if (variant_ == variant::average) level /= 2;
        else level = hours < 0 ? 1 : level * std::min(1.0, hours / 1000);
    }
    level_ = std::max(1.0, level);
}

wish vicidial_like::decide(double t, std::span<const pacing::foresight>) {
    const int ready = in_state(agent_state::idle), live = in_state(agent_state::talking);
    if (t - sampled_ >= 1) {
        sampled_ = t;
        differences_.push_back(ready - waiting_);
        if (differences_.size() > 15) differences_.erase(differences_.begin());
    }
    if (t - counted_ >= 60) counted_ = t, answers_known_ = answers_, drops_known_ = drops_;
    if (t - adapted_ >= 15) adapted_ = t, adapt(t);
    if (t - dialled_ < 2.5) return {};
    dialled_ = t;
    const int available = available_only_ ? ready : ready + live;
    const int goal = static_cast<int>(std::lround(level_ * std::max(0, available))) + (available_only_ ? live : 0);
    return {std::max(0, goal - static_cast<int>(flying_.size()) - waiting_ - talking_), {}};
}

void issabel_like::answered(double after) {
    answer_sum_ += after;
    ++answers_;
    outcomes_.emplace_back(now_, true);
}

wish issabel_like::decide(double t, std::span<const pacing::foresight>) {
    if (t - decided_ < 3) return {};
    decided_ = t;
    constexpr double service = 0.97;
    int soon = 0;
    if (talks_ >= 10 && answers_ > 0) {
        const double talk = talk_sum_ / static_cast<double>(talks_), answer = answer_sum_ / static_cast<double>(answers_);
        for (const auto& [id, s] : seats_)
            if (s.state == agent_state::talking && 1 - std::exp(-(t - s.since + answer) / talk) >= service) ++soon;
    }
    int n = std::max(0, in_state(agent_state::idle) + soon - waiting_ - static_cast<int>(flying_.size()));
    while (!outcomes_.empty() && outcomes_.front().first < t - 1800) outcomes_.pop_front();
    if (outcomes_.size() >= 10) {
        const auto good = std::ranges::count_if(outcomes_, [](const auto& o) { return o.second; });
        n = static_cast<int>(
            std::lround(n / std::max(0.20, static_cast<double>(good) / static_cast<double>(outcomes_.size()))));
    }
    return {n, {}};
}

void omnidialer_like::answered(double after) {
    p_ += 0.1 * (1 - p_);
    ring_ += 0.1 * (after - ring_);
}

wish omnidialer_like::decide(double t, std::span<const pacing::foresight>) {
    if (t - decided_ < 1) return {};
    decided_ = t;
    const int ready = in_state(agent_state::idle), flying = static_cast<int>(flying_.size());
    above_ = drop_ >= limit_ ? above_ + 1 : 0;
    if (above_ >= 5) latched_ = true;
    if (drop_ < 0.8 * limit_) latched_ = false;
    if (handled_ < 50 || latched_) return {std::max(0, ready - flying - waiting_), {}};
    double expected = 0;
    for (const auto& [id, s] : seats_) {
        const double mean = s.state == agent_state::talking ? talk_ : s.state == agent_state::wrap ? wrap_ : -1;
        if (mean >= 0) expected += 1 - std::exp(-ring_ / std::max(1.0, mean - (t - s.since)));
    }
    const double p = std::max(0.05, p_), boost = 1;
    const double g = drop_ <= limit_ / 2 ? boost
                     : drop_ >= limit_   ? 0.2
                                         : boost - (boost - 0.2) * (drop_ - limit_ / 2) / (limit_ / 2);
    const int n = static_cast<int>(std::floor((ready - waiting_ + expected - flying * p) / p * g));
    return {std::clamp(n, 0, std::max(1, logged_in() / 20)), {}};
}

}  // namespace zenix::dialer::rehearsal
