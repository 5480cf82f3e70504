#include "dialer/pacing/budget.hpp"

#include <cmath>
#include <map>

namespace zenix::dialer::pacing {

void budget::add(double t, int answered, int abandoned) {
    const double m = std::floor(t / 60) * 60;
    // Should time run backwards, the last minute has it: nothing is lost, and it is kept no shorter.
    if (minutes_.empty() || minutes_.back().e.minute_s < m) {
        forget(t);
        minutes_.push_back({{m, 0, 0}});
    }
    auto& last = minutes_.back();
    last.e.answered += answered;
    last.e.abandoned += abandoned;
    last.told = false;
    for (auto* w : {&day_, &month_})
        if (w->from < minutes_.size()) w->answered += answered, w->abandoned += abandoned;
}

window_state budget::state(window& w, double now, double share) {
    for (; w.from < minutes_.size() && minutes_[w.from].e.minute_s + 60 <= now - w.span; ++w.from) {
        w.answered -= minutes_[w.from].e.answered;
        w.abandoned -= minutes_[w.from].e.abandoned;
    }
    const auto answered = static_cast<double>(w.answered), abandoned = static_cast<double>(w.abandoned);
    return {answered, abandoned, share * answered, share * answered - abandoned};
}

// Drops what is out of both windows, once the journal knows it.
void budget::forget(double now) {
    (void)state(day_, now, 0);
    (void)state(month_, now, 0);
    while (month_.from > 0 && minutes_.front().told) {
        minutes_.pop_front();
        --month_.from;
        --day_.from;
    }
}

std::vector<journal_entry> budget::journal() {
    std::vector<journal_entry> out;
    for (auto& m : minutes_)
        if (!m.told) out.push_back(m.e), m.told = true;
    return out;
}

std::vector<journal_entry> budget::everything() const {
    std::vector<journal_entry> out;
    for (auto i = month_.from; i < minutes_.size(); ++i) out.push_back(minutes_[i].e);
    return out;
}

void budget::restore(const std::vector<journal_entry>& entries) {
    std::map<double, journal_entry> last;
    for (const auto& e : entries) last[e.minute_s] = e;
    minutes_.clear();
    day_ = {day_s};
    month_ = {month_s};
    for (const auto& [minute, e] : last) {
        minutes_.push_back({e, true});
        for (auto* w : {&day_, &month_}) w->answered += e.answered, w->abandoned += e.abandoned;
    }
}

}  // namespace zenix::dialer::pacing
