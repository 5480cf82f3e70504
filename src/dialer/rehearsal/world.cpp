#include "dialer/rehearsal/world.hpp"

#include <algorithm>

namespace zenix::dialer::rehearsal {
namespace {

enum purpose : std::uint64_t {
    knot, list_gap, list_factor, answers, set_up, answer_time, fast, fast_time, talk_kind_of, talk_time, wrap_time,
    drawn_talk, drawn_contact
};

double pick(const std::vector<double>& from, double u) {
    return from[std::min(from.size() - 1, static_cast<std::size_t>(u * static_cast<double>(from.size())))];
}

}  // namespace

answer_rate::answer_rate(const world& w, const chance& c) : w_(w) {
    const auto hours = static_cast<std::uint64_t>(w.shift_s / 3600) + 2;
    for (std::uint64_t h = 0; h < hours; ++h)
        knots_.push_back(w.p_by_hour.empty()
                             ? w.p_low + (w.p_high - w.p_low) * c.uniform(knot, h)
                             : w.p_by_hour[std::min<std::size_t>(h, w.p_by_hour.size() - 1)]);
    double t = 0;
    for (std::uint64_t i = 0; t < w.shift_s; ++i) {
        lists_.push_back({t, w.list_sigma > 0 ? c.lognormal(list_factor, i, 1, w.list_sigma) : 1});
        t += w.list_every_s > 0 ? c.exponential(list_gap, i, w.list_every_s) : w.shift_s;
    }
}

double answer_rate::at(double t) const {
    if (w_.p > 0) return w_.p;
    const double hour = std::clamp(t / 3600, 0.0, static_cast<double>(knots_.size()) - 1.001);
    const auto h = static_cast<std::size_t>(hour);
    const double mix = (1 - std::cos((hour - static_cast<double>(h)) * std::numbers::pi)) / 2;
    const auto next = std::upper_bound(lists_.begin(), lists_.end(), t, [](double x, const list& l) { return x < l.from; });
    const double factor = next == lists_.begin() ? 1 : std::prev(next)->factor;
    return std::clamp((knots_[h] * (1 - mix) + knots_[h + 1] * mix) * factor, w_.p_min, w_.p_max);
}

fate fate_of(const world& w, const chance& c, std::uint64_t i, double p) {
    fate f;
    const double mean_log = std::log(w.set_up_mean_s) - w.set_up_sigma * w.set_up_sigma / 2;
    const double up = std::exp(mean_log + w.set_up_sigma * c.normal(set_up, i));
    if (c.uniform(answers, i) < p) {
        if (!w.answer_times.empty()) {
            f.answers_after = pick(w.answer_times, c.uniform(answer_time, i));
            f.rings_after = std::min(up, f.answers_after / 2);
            return f;
        }
        const double rings = c.lognormal(answer_time, i, w.answer_median_s, w.answer_sigma);
        f.rings_after = up;
        if (rings < w.ring_timeout_s) f.answers_after = up + rings;
        else f.fails_after = up + w.ring_timeout_s;
        return f;
    }
    if (!w.failure_times.empty()) {
        f.fails_after = pick(w.failure_times, c.uniform(fast_time, i));
        if (f.fails_after > up) f.rings_after = up;
    } else if (c.uniform(fast, i) < w.fast_share) {
        f.fails_after = w.fast_from_s + (w.fast_to_s - w.fast_from_s) * c.uniform(fast_time, i);
    } else {
        f.rings_after = up;
        f.fails_after = up + w.ring_timeout_s;
    }
    return f;
}

call_length length_of(const world& w, const chance& c, std::uint64_t i, double speed) {
    call_length l{};
    if (!w.talk_times.empty()) {
        l.talk_s = pick(w.talk_times, c.uniform(drawn_talk, i)) * speed;
        l.contact = c.uniform(drawn_contact, i) < w.contact_share;
    } else {
        double u = c.uniform(talk_kind_of, i), all = 0;
        for (const auto& k : w.talks) all += k.share;
        u *= all;
        auto kind = w.talks.begin();
        for (; std::next(kind) != w.talks.end() && u >= kind->share; ++kind) u -= kind->share;
        l.contact = kind->contact;
        l.talk_s = speed * (kind->sigma > 0
            ? c.lognormal(talk_time, i, kind->mean_s * std::exp(-kind->sigma * kind->sigma / 2), kind->sigma)
            : c.exponential(talk_time, i, kind->mean_s));
    }
    l.wrap_s = w.wrap_fixed ? w.wrap_mean_s : speed * c.exponential(wrap_time, i, w.wrap_mean_s);
    return l;
}

}  // namespace zenix::dialer::rehearsal
