#include <algorithm>
#include <cmath>

#include "dialer/pacing/pacer.hpp"

namespace zenix::dialer::pacing {
namespace {

constexpr double attempts_until_known = 50;
constexpr int team_at_least = 3;

/// Risk of an attempt that answers by `when`: to find nobody itself, or to take the telecaller of one
/// who answers later.
double risk_of(const profile& when, const profile& empty) {
    double risk = 0, worst_later = 0;
    for (std::size_t h = horizon_count; h-- > 0;) {
        worst_later = std::max(worst_later, empty[h]);
        risk += (when[h] - (h > 0 ? when[h - 1] : 0)) * worst_later;
    }
    return when.back() > 0 ? risk / when.back() : 0;
}

/// A telecaller who is known to be free at `at`, in time for an answer at the horizon.
profile frees_at(double t, double at, double grace) {
    profile p{};
    for (std::size_t h = 0; h < horizon_count; ++h) p[h] = t + horizons[h] + grace >= at ? 1 : 0;
    return p;
}

/// A party who is known to answer at `at`: counted from the last horizon before it, never too late.
profile answers_at(double t, double at) {
    profile p{};
    for (std::size_t h = 0; h < horizon_count; ++h)
        p[h] = at < never && t + (h + 1 < horizon_count ? horizons[h + 1] : 1e9) > at ? 1 : 0;
    return p;
}

}  // namespace

void pacer::count(double t, explanation& why) {
    for (const auto& a : agents_.all()) {
        switch (a.state) {
        case agent_state::offline:
        case agent_state::paused: continue;
        case agent_state::idle: why.idle += a.pausing ? 0 : 1; break;
        case agent_state::reserved:
        case agent_state::talking: ++why.talking; break;
        case agent_state::wrap: ++why.wrapping; break;
        }
        ++why.on_duty;
        why.pausing += a.pausing ? 1 : 0;
    }
    for (const auto& a : attempts_.all()) {
        if (lost(a, t)) {
            ++why.lost;
            continue;
        }
        ++why.lines;
        why.in_flight += a.in_flight() ? 1 : 0;
        why.waiting += a.phase == attempt_phase::waiting ? 1 : 0;
    }
}

void pacer::set_mode(double t, explanation& why) {
    const double alpha = settings_.abandon_budget;
    why.day = budget_.day(t, alpha);
    why.month = budget_.month(t, alpha);
    why.p = forecast_.p();
    const double left = std::min(why.day.left, why.month.left);
    why.theta = theta_of(alpha, left, expected_answers());

    const auto fall_back = [&](because b) {
        why.mode = mode::progressive;
        why.because = b;
        why.theta = 0;
    };
    why.mode = mode::predictive;
    const auto broken = [](const window_state& w) { return w.abandoned > 3 * w.allowed + 10; };
    if (settings_.stopped || broken(why.day)) {
        why.mode = mode::stopped;
        why.because = settings_.stopped ? because::by_hand : because::hard_stop;
        why.theta = 0;
    } else if (why.on_duty == 0) {
        fall_back(because::nobody);
    } else if (settings_.guaranteed || alpha <= 0 || settings_.max_ratio <= 1) {
        fall_back(because::asked_for);
    } else if (lag_ > 1) {
        fall_back(because::lagging);
    } else if (forecast_.attempts_seen() < attempts_until_known) {
        fall_back(because::warming_up);
    } else if (why.on_duty < team_at_least || (why.on_duty < 5 && why.p >= 0.6)) {
        fall_back(because::small_team);
    } else if (left <= spent_at(alpha, expected_answers())) {
        fall_back(because::budget_spent);
    }
}

int pacer::room(const explanation& why) const {
    const double by_ratio = settings_.max_ratio * why.on_duty - why.in_flight;
    return std::max(0, std::min(settings_.max_trunks - why.lines, static_cast<int>(std::floor(by_ratio))));
}

void pacer::progressive(decision& d) const {
    const int wanted = std::max(0, d.why.idle - d.why.waiting - d.why.in_flight);
    const int can = std::max(0, settings_.max_trunks - d.why.lines);
    d.start = std::min(wanted, can);
    d.why.held_by_lines = can < wanted;
}

// Alike are counted together: there are some three hundred rows, however many telecallers there are.
void pacer::look_ahead(double t, shortfall& s, std::size_t next) {
    const auto talk = std::size_t{0}, wrap = talk + forecast_.talk_rows(), ring = wrap + forecast_.wrap_rows(),
               set_up = ring + forecast_.ring_rows(), all = set_up + forecast_.set_up_rows();
    rows_.assign(all, 0);
    own_.clear();
    own_.reserve(agents_.size() + attempts_.size() + next);
    const double grace = std::max(0.0, settings_.abandon_after_s - 0.3);
    for (const auto& a : agents_.all()) {
        if (a.pausing) continue;
        if (a.certain_at < never) {
            s.frees(own_.emplace_back(frees_at(t, a.certain_at, grace)));
        } else if (a.state == agent_state::talking) {
            ++rows_[talk + forecast_.talk_row(t - a.since)];
        } else if (a.state == agent_state::reserved) {
            ++rows_[talk];
        } else if (a.state == agent_state::wrap) {
            if (a.free_at < never) s.frees(own_.emplace_back(forecast_.timed_wrap(t - a.since, a.free_at - t)));
            else ++rows_[wrap + forecast_.wrap_row(t - a.since)];
        }
    }
    for (const auto& a : attempts_.all()) {
        if (!a.in_flight() || lost(a, t)) continue;
        if (a.answers_at >= 0) s.answers(own_.emplace_back(answers_at(t, a.answers_at)));
        else if (a.phase == attempt_phase::ringing) ++rows_[ring + forecast_.ring_row(t - a.since)];
        else ++rows_[set_up + forecast_.set_up_row(t - a.since)];
    }
    for (std::size_t i = 0; i < all; ++i) {
        if (rows_[i] == 0) continue;
        if (i < wrap) s.frees(forecast_.talk(i), rows_[i]);
        else if (i < ring) s.frees(forecast_.wrap(i - wrap), rows_[i]);
        else if (i < set_up) s.answers(forecast_.ring(i - ring), rows_[i]);
        else s.answers(forecast_.set_up(i - set_up), rows_[i]);
    }
}

void pacer::predictive(double t, decision& d, std::span<const foresight> next) {
    auto& why = d.why;
    shortfall s(why.idle - why.waiting);
    look_ahead(t, s, next.size());
    why.freeing = s.freeing();
    why.answering = s.answering();
    const int can = room(why);
    const auto& fresh = forecast_.set_up(0);
    why.short_of = s.empty(fresh, 0);
    const auto hopeless = why.short_of;
    if (!next.empty()) {
        // A bound: the next attempts' answers are known one by one.
        for (const auto& f : next) {
            if (d.start >= can) break;
            const auto when = f.answers_at ? answers_at(t, *f.answers_at) : fresh;
            why.risk = risk_of(when, s.empty(when, 0));
            if (f.answers_at < never && why.risk > why.theta) break;
            s.answers(own_.emplace_back(when));
            ++d.start;
        }
        return cancel_hopeless(t, d, hopeless);
    }
    // Risk grows with every attempt more. In strides that double, then halved: a bisection.
    const auto risk_after = [&](int n) { return risk_of(fresh, n == 0 ? hopeless : s.empty(fresh, n)); };
    int n = 0;
    const auto few = [&] { return why.on_duty + why.in_flight + n < shortfall::exact_max; };
    double risk = risk_after(0);
    while (n < can && risk <= why.theta && few()) risk = risk_after(++n);
    if (n < can && risk <= why.theta) {
        int good = n, stride = 1;
        while (good + stride <= can && risk_after(good + stride - 1) <= why.theta) {
            good += stride;
            stride *= 2;
        }
        for (; stride > 0; stride /= 2)
            if (good + stride <= can && risk_after(good + stride - 1) <= why.theta) good += stride;
        n = good;
        risk = risk_after(n);
    }
    d.start = n;
    why.risk = risk;
    why.held_by_lines = n >= can && risk <= why.theta;
    cancel_hopeless(t, d, hopeless);
}

// One a decision at most: each changes the prospects of all others.
void pacer::cancel_hopeless(double t, decision& d, const profile& empty) {
    if (settings_.ring_cancel_s <= 0) return;
    attempt* worst = nullptr;
    double worst_risk = 0.3;
    for (auto& a : attempts_.all()) {
        if (a.phase != attempt_phase::ringing || a.cancelling || lost(a, t)) continue;
        if (t - a.since < settings_.ring_cancel_s) continue;
        const auto& when = forecast_.ring(forecast_.ring_row(t - a.since));
        double risk = 0;
        for (std::size_t h = 0; h < horizon_count; ++h) risk += (when[h] - (h > 0 ? when[h - 1] : 0)) * empty[h];
        risk = when.back() > 0 ? risk / when.back() : 0;
        if (risk > worst_risk) worst = &a, worst_risk = risk;
    }
    if (!worst) return;
    worst->cancelling = true;
    d.cancel.push_back(worst->id);
}

decision pacer::decide(double t, std::span<const foresight> next) {
    learn(t);
    decision d;
    count(t, d.why);
    duty_ = std::max<double>(d.why.on_duty, duty_ * 0.9999);
    set_mode(t, d.why);
    switch (d.why.mode) {
    case mode::stopped: break;
    case mode::progressive: progressive(d); break;
    case mode::predictive: predictive(t, d, next); break;
    }
    return d;
}

}  // namespace zenix::dialer::pacing
