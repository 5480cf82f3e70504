#include "dialer/pacing/forecast.hpp"

#include <algorithm>
#include <cmath>

namespace zenix::dialer::pacing {
namespace {

constexpr double step_s = 0.5;
constexpr int steps_ahead = 56;            // beyond the last horizon and the grace
constexpr std::size_t attempt_row_count = 61;  // half seconds to 30 s, the last for all that is older
constexpr std::size_t wrap_row_count = 121;    // half seconds to 60 s, likewise
constexpr double pass_s = 3;               // every row is made anew so often

std::vector<double> edges(std::initializer_list<std::pair<double, double>> to_and_width) {
    std::vector<double> out{0};
    for (const auto& [to, width] : to_and_width)
        while (out.back() + width <= to + 1e-9) out.push_back(out.back() + width);
    return out;
}

template <class F>
hazard::bins shaped(std::vector<double> e, F rate_at, double prior_seconds, double memory) {
    hazard::bins b;
    for (std::size_t i = 0; i < e.size(); ++i)
        b.prior.push_back(rate_at(i + 1 < e.size() ? (e[i] + e[i + 1]) / 2 : e[i] + 1));
    b.edges = std::move(e);
    b.prior_seconds = prior_seconds;
    b.memory = memory;
    return b;
}

std::vector<double> attempt_edges() { return edges({{30, 0.5}, {60, 2.5}}); }

/// Rate of answers when a share `p` answers after a lognormal time (median 8 s, sigma 0.55).
double answer_rate(double age, double p, double shift) {
    const double x = std::max(age - shift, 0.05), z = (std::log(x) - std::log(8.0)) / 0.55;
    const double density = std::exp(-0.5 * z * z) / (x * 0.55 * 2.5066);
    const double left = 1 - p * 0.5 * std::erfc(-z / 1.41421356);
    return p * density / left + 1e-4;
}

double failure_rate(double age, double timeout) {
    return age < 6 ? 0.05 : age > timeout - 1 ? 0.8 : 0.01;
}

constexpr double attempts_remembered = 6000, calls_remembered = 3000;

}  // namespace

forecast::forecast(double ring_timeout_s, double grace_s)
    : grace_(std::max(0.0, grace_s - 0.3)),
      talk_(shaped(edges({{60, 2}, {600, 15}}), [](double) { return 1 / 120.0; }, 300, calls_remembered)),
      wrap_(shaped(edges({{60, 2}, {300, 15}}), [](double) { return 1 / 20.0; }, 60, calls_remembered)),
      to_ring_(shaped(attempt_edges(), [](double) { return 0.3; }, 4, attempts_remembered)),
      to_answer_(shaped(attempt_edges(), [](double a) { return answer_rate(a, 0.35, 2); }, 8,
          attempts_remembered)),
      to_failure_(shaped(attempt_edges(), [=](double a) { return failure_rate(a, ring_timeout_s); }, 8,
          attempts_remembered)),
      ring_answer_(shaped(attempt_edges(), [](double a) { return answer_rate(a, 0.45, 0); }, 8,
          attempts_remembered)),
      ring_failure_(shaped(attempt_edges(),
          [=](double a) { return a > ring_timeout_s - 1 ? 0.8 : 0.01; }, 8, attempts_remembered)),
      talk_rows_(talk_.bin(1e9) + 1), wrap_rows_(wrap_row_count), set_up_rows_(attempt_row_count),
      ring_rows_(attempt_row_count) {
    refresh(pass_s);
}

void forecast::talk_ended(double age) {
    talk_.end(age);
    talk_.fade(1);
    talk_sum_ += age;
    talk_n_ += 1;
    if (talk_n_ > 400) talk_sum_ *= 0.5, talk_n_ *= 0.5;
}

void forecast::wrap_ended(double age, bool into_pause) {
    wrap_.end(age);
    wrap_.fade(1);
    wrap_sum_ += age;
    wrap_n_ += 1;
    if (wrap_n_ > 400) wrap_sum_ *= 0.5, wrap_n_ *= 0.5;
    breaks_ += into_pause ? 1 : 0;
    wraps_ += 1;
    if (wraps_ > 1000) breaks_ *= 0.5, wraps_ *= 0.5;
}

void forecast::tempo(double answers_a_day) {
    rho_memory_ = std::clamp(1.2 * std::sqrt(answers_a_day), 25.0, 400.0);
}

void forecast::ratio::expect(double n, double memory) {
    const double keep = std::exp(-n / memory);
    expected = expected * keep + n;
    answers *= keep;
}

// Answers that came against answers that the slow shape foresaw: what a new list or another hour does to
// them. The expected ones grow with every second lived, so that attempts which are still under way count
// as far as they went. When the last few answers cannot be chance any more, the rest is forgotten.
void forecast::expect_answers(double n) {
    slow_.expect(n, rho_memory_);
    fast_.expect(n, 25);
}

void forecast::answer_came() {
    slow_.answers += 1;
    fast_.answers += 1;
    ++resolved_;
}

double forecast::rho() {
    const double lean = 12;
    const double rho = (slow_.answers + lean) / (slow_.expected + lean);
    const double chance = std::max(4.0, rho * fast_.expected), off = fast_.answers - rho * fast_.expected;
    if (off * off > 9 * chance) slow_ = fast_;
    return (slow_.answers + lean) / (slow_.expected + lean);
}

void forecast::set_up(double from, double to) {
    if (to <= from) return;
    to_ring_.live(from, to);
    to_answer_.live(from, to);
    to_failure_.live(from, to);
    expect_answers(to_answer_.expected(from, to));
}

void forecast::rang(double from, double to) {
    if (to <= from) return;
    ring_answer_.live(from, to);
    ring_failure_.live(from, to);
    expect_answers(ring_answer_.expected(from, to));
}

void forecast::rings(double age) { to_ring_.end(age); }

void forecast::answered(double age, bool ringing) {
    (ringing ? ring_answer_ : to_answer_).end(age);
    answer_came();
    for (auto* h : {&to_ring_, &to_answer_, &to_failure_, &ring_answer_, &ring_failure_}) h->fade(1);
}

void forecast::failed(double age, bool ringing) {
    (ringing ? ring_failure_ : to_failure_).end(age);
    resolved_ += 1;
    for (auto* h : {&to_ring_, &to_answer_, &to_failure_, &ring_answer_, &ring_failure_}) h->fade(1);
}

double forecast::talk_mean() const { return talk_sum_ / talk_n_; }
double forecast::wrap_mean() const { return wrap_sum_ / wrap_n_; }

std::size_t forecast::wrap_row(double age) const {
    return std::min(wrap_row_count - 1, static_cast<std::size_t>(std::max(age, 0.0) / step_s));
}
std::size_t forecast::set_up_row(double age) const {
    return std::min(attempt_row_count - 1, static_cast<std::size_t>(std::max(age, 0.0) / step_s));
}
std::size_t forecast::ring_row(double age) const { return set_up_row(age); }

void forecast::settle() {
    for (auto* h : {&talk_, &wrap_, &to_ring_, &to_answer_, &to_failure_, &ring_answer_, &ring_failure_})
        h->settle();
    const double rho = this->rho();
    const std::size_t n = attempt_row_count + steps_ahead;
    set_up_steps_.resize(n);
    ring_steps_.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
        const double age = (static_cast<double>(i) + 0.5) * step_s;
        const auto make = [&](double answer, double failure, double ring) {
            answer *= rho;
            const double all = answer + failure + ring, stay = std::exp(-all * step_s);
            return step{stay, all > 0 ? (1 - stay) * answer / all : 0, all > 0 ? (1 - stay) * ring / all : 0};
        };
        set_up_steps_[i] = make(to_answer_.rate(age), to_failure_.rate(age), to_ring_.rate(age));
        ring_steps_[i] = make(ring_answer_.rate(age), ring_failure_.rate(age), 0);
    }
    ring_cdf_.assign(n + 1, 0);
    double alive = 1;
    for (std::size_t i = 0; i < n; ++i) {
        ring_cdf_[i + 1] = ring_cdf_[i] + alive * ring_steps_[i].answer;
        alive *= ring_steps_[i].stay;
    }
    wrap_alive_.resize(wrap_row_count + steps_ahead + 1);
    wrap_alive_[0] = 1;
    for (std::size_t i = 0; i + 1 < wrap_alive_.size(); ++i)
        wrap_alive_[i + 1] = wrap_alive_[i] * std::exp(-wrap_.rate((static_cast<double>(i) + 0.5) * step_s) * step_s);
    double p = 0;
    alive = 1;
    for (std::size_t i = 0; i < n; ++i) {
        p += alive * (set_up_steps_[i].answer + set_up_steps_[i].ring * ring_cdf_[n]);
        alive *= set_up_steps_[i].stay;
    }
    p_ = p;
}

// From the middle of the bin on, second by second: the talk ends, then the wrap, within the horizon and
// the grace that an answered party has.
void forecast::make_talk_row(std::size_t i) {
    const double age = i < 30 ? 2.0 * static_cast<double>(i) + 1 : 60 + 15 * (static_cast<double>(i) - 30) + 7.5;
    const double to_idle = 1 - breaks_ / wraps_;
    profile q{};
    double alive = 1;
    for (int s = 0; s < steps_ahead / 2; ++s) {
        const double ends = alive * (1 - std::exp(-talk_.rate(age + s + 0.5)));
        alive -= ends;
        for (std::size_t h = 0; h < horizon_count; ++h) {
            const double left = horizons[h] + grace_ - s - 0.5;
            if (left > 0) q[h] += ends * (1 - wrap_alive_[static_cast<std::size_t>(left / step_s)]);
        }
    }
    for (std::size_t h = 0; h < horizon_count; ++h) talk_rows_[i][h] = q[h] * to_idle;
}

void forecast::make_wrap_row(std::size_t i) {
    const double to_idle = 1 - breaks_ / wraps_;
    for (std::size_t h = 0; h < horizon_count; ++h) {
        const auto then = i + static_cast<std::size_t>((horizons[h] + grace_) / step_s);
        const double alive = wrap_alive_[i] > 1e-12
            ? wrap_alive_[std::min(then, wrap_alive_.size() - 1)] / wrap_alive_[i] : 0;
        wrap_rows_[i][h] = (1 - alive) * to_idle;
    }
}

profile forecast::timed_wrap(double age, double left) const {
    profile q = wrap_rows_[wrap_row(age)];
    const double to_idle = 1 - breaks_ / wraps_;
    for (std::size_t h = 0; h < horizon_count; ++h)
        if (horizons[h] + grace_ >= left) q[h] = to_idle;
    return q;
}

void forecast::make_ring_row(std::size_t i) {
    double alive = 1, cdf = 0;
    std::size_t at = i, h = 0;
    for (; h < horizon_count; ++h) {
        for (const auto to = i + static_cast<std::size_t>(horizons[h] / step_s); at < to; ++at) {
            cdf += alive * ring_steps_[at].answer;
            alive *= ring_steps_[at].stay;
        }
        ring_rows_[i][h] = cdf;
    }
}

void forecast::make_set_up_row(std::size_t i) {
    profile q{};
    double alive = 1;
    for (std::size_t s = 0; s < static_cast<std::size_t>(horizons.back() / step_s); ++s) {
        const auto& now = set_up_steps_[i + s];
        for (std::size_t h = 0; h < horizon_count; ++h) {
            const auto end = static_cast<std::size_t>(horizons[h] / step_s);
            if (end > s) q[h] += alive * (now.answer + now.ring * ring_cdf_[end - s - 1]);
        }
        alive *= now.stay;
    }
    set_up_rows_[i] = q;
}

void forecast::row(std::size_t i) {
    if (i < talk_rows_.size()) return make_talk_row(i);
    i -= talk_rows_.size();
    if (i < wrap_rows_.size()) return make_wrap_row(i);
    i -= wrap_rows_.size();
    if (i < ring_rows_.size()) return make_ring_row(i);
    make_set_up_row(i - ring_rows_.size());
}

void forecast::refresh(double elapsed) {
    const auto rows = talk_rows_.size() + wrap_rows_.size() + ring_rows_.size() + set_up_rows_.size();
    owed_ = std::min(owed_ + elapsed / pass_s * static_cast<double>(rows), static_cast<double>(rows));
    for (; owed_ >= 1; owed_ -= 1) {
        if (next_ == 0) settle();
        row(next_);
        next_ = (next_ + 1) % rows;
    }
}

}  // namespace zenix::dialer::pacing
