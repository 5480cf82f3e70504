#include "gateways/use_log.hpp"

#include <algorithm>
#include <utility>

namespace zenix::gateways {
namespace {

std::int64_t day_number(std::chrono::year_month_day d) {
    return std::chrono::sys_days(d).time_since_epoch().count();
}

template <class Entries>
sim_use& entry(Entries& list, std::int64_t key) {
    // What is counted is nearly always the latest.
    if (!list.empty() && list.back().first == key) return list.back().second;
    const auto at = std::lower_bound(
        list.begin(), list.end(), key, [](const auto& e, std::int64_t k) { return e.first < k; });
    if (at != list.end() && at->first == key) return at->second;
    return list.insert(at, {key, sim_use{}})->second;
}

template <class Entries>
sim_use sum_since(const Entries& list, std::int64_t first) {
    sim_use out;
    for (auto at = list.rbegin(); at != list.rend() && at->first >= first; ++at) out += at->second;
    return out;
}

struct firsts {
    std::int64_t day, month, window_hour;
};

firsts firsts_of(const moment& at, const sim_caps& caps) {
    return {day_number(at.day), day_number(month_start(at.day, caps.billing_day)),
        at.hour() - caps.window_hours};
}

}  // namespace

std::int64_t moment::hour() const {
    return std::chrono::floor<std::chrono::hours>(now).time_since_epoch().count();
}

std::chrono::year_month_day month_start(std::chrono::year_month_day day, int billing_day) {
    const std::chrono::day first(static_cast<unsigned>(billing_day));
    const auto this_month = day.year() / day.month() / first;
    if (day.day() >= first) return this_month;
    return this_month - std::chrono::months(1);
}

void use_log::add(std::chrono::year_month_day day, std::int64_t hour, const sim_use& use) {
    entry(days_, day_number(day)) += use;
    entry(hours_, hour) += use;
}

void use_log::load_day(std::chrono::year_month_day day, const sim_use& use) {
    entry(days_, day_number(day)) = use;
}

void use_log::load_hour(std::int64_t hour, const sim_use& use) { entry(hours_, hour) = use; }

use_log::contact use_log::reach(recipient_key who, const moment& at) {
    auto& c = contacts_[who];
    return std::exchange(c, contact{day_number(at.day), at.hour()});
}

void use_log::forget(recipient_key who, const contact& mine, const contact& before) {
    const auto at = contacts_.find(who);
    if (at == contacts_.end() || at->second != mine) return;
    if (before == contact{})
        contacts_.erase(at);
    else
        at->second = before;
}

use_log::contact use_log::find(recipient_key who) const {
    const auto at = contacts_.find(who);
    return at == contacts_.end() ? contact{} : at->second;
}

void use_log::load_contact(recipient_key who, contact c) { contacts_[who] = c; }

use_log::sums use_log::over(const moment& at, const sim_caps& caps) const {
    const auto first = firsts_of(at, caps);
    sums s{sum_since(days_, first.day), sum_since(days_, first.month),
        sum_since(hours_, first.window_hour)};
    for (const auto& [who, c] : contacts_) {
        s.day.recipients += c.day >= first.day;
        s.month.recipients += c.day >= first.month;
        s.window.recipients += c.hour >= first.window_hour;
    }
    return s;
}

bool use_log::fresh(
    recipient_key who, period p, const moment& at, const sim_caps& caps) const {
    const auto c = find(who);
    const auto first = firsts_of(at, caps);
    switch (p) {
    case period::day: return c.day < first.day;
    case period::month: return c.day < first.month;
    case period::window: return c.hour < first.window_hour;
    }
    return true;
}

void use_log::drop_old(const moment& at) {
    const auto first_day = day_number(at.day) - days_kept, first_hour = at.hour() - hours_kept;
    std::erase_if(days_, [&](const auto& e) { return e.first < first_day; });
    std::erase_if(hours_, [&](const auto& e) { return e.first < first_hour; });
    std::erase_if(contacts_, [&](const auto& c) {
        return c.second.day < first_day && c.second.hour < first_hour;
    });
}

}  // namespace zenix::gateways
