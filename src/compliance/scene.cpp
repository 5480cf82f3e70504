#include "compliance/scene.hpp"

#include "compliance/calendar_search.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace zenix::compliance {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

// Rules of hours repeat weekly and caps daily; only dates of rules can make it longer.
constexpr int weekly_horizon = 9, longest_horizon = 400;

bool is_hours(const rule& r) { return r.kind() == rule_kind::calling_hours; }

}  // namespace

scene::scene(const question& q, const facts& known, std::span<const rule> rules)
    : q_(q), known_(known), rules_(rules),
      country_(known.number ? known.number->country : std::string()) {
    attempt_days_.reserve(known.attempts.size());
    for (const auto& a : known.attempts) attempt_days_.push_back(to_local(a.at, zone()).day);
}

bool scene::in_force(const rule& r, year_month_day day) const {
    return r.enabled && (!r.demo || known_.demo_installation) &&
           r.covers(q_.channel, q_.purpose, country_) && r.effective(day);
}

bool scene::replaced(const rule& r, year_month_day day) const {
    if (r.demo || !known_.demo_installation) return false;
    return std::any_of(rules_.begin(), rules_.end(), [&](const rule& d) {
        return d.demo && d.kind() == r.kind() && d.jurisdiction == r.jurisdiction &&
               in_force(d, day);
    });
}

bool scene::acts(const rule& r, sys_ms t) const {
    const auto day = to_local(t, zone()).day;
    return in_force(r, day) && !replaced(r, day);
}

std::vector<const rule*> scene::acting(sys_ms t) const {
    const auto day = to_local(t, zone()).day;
    std::vector<const rule*> out;
    for (const auto& r : rules_)
        if (in_force(r, day) && !replaced(r, day)) out.push_back(&r);
    return out;
}

bool scene::hours_allow(const calling_hours& h, sys_ms t) const {
    return std::all_of(known_.zones.begin(), known_.zones.end(), [&](const std::string& z) {
        const auto there = to_local(t, z);
        return h.days.test(there.weekday.c_encoding()) && there.minute_of_day >= h.from_minute &&
               there.minute_of_day < h.to_minute;
    });
}

int scene::attempts_on_day(const rule& r, sys_ms t) const {
    const auto day = to_local(t, zone()).day;
    int count = 0;
    for (std::size_t i = 0; i < known_.attempts.size(); ++i) {
        const auto ch = known_.attempts[i].channel;
        const bool counted =
            std::find(r.channels.begin(), r.channels.end(), ch) != r.channels.end();
        if (counted && attempt_days_[i] == day) ++count;
    }
    return count;
}

bool scene::allows(const rule& r, sys_ms t) const {
    switch (r.kind()) {
    case rule_kind::calling_hours: return hours_allow(std::get<calling_hours>(r.parameters), t);
    case rule_kind::do_not_call: return !known_.do_not_call;
    case rule_kind::attempt_cap:
        return attempts_on_day(r, t) < std::get<attempt_cap>(r.parameters).per_number_per_day;
    case rule_kind::valid_number: return known_.number.has_value();
    case rule_kind::text_opt_out: return !known_.text_opt_out;
    case rule_kind::registered_template: return q_.template_registered;
    }
    return false;
}

bool scene::lawful(sys_ms t) const {
    if (!known_.number) return false;
    bool hours_known = false;
    for (const rule* r : acting(t)) {
        if (!allows(*r, t)) return false;
        hours_known = hours_known || is_hours(*r);
    }
    return hours_known;
}

std::string scene::stands_in_for(const rule& r, year_month_day day) const {
    if (!r.demo) return {};
    std::string names;
    for (const auto& real : rules_)
        if (!real.demo && real.kind() == r.kind() && real.jurisdiction == r.jurisdiction &&
            in_force(real, day))
            names += (names.empty() ? "" : ", ") + real.id;
    if (names.empty()) return " This is a rule of the demonstration.";
    return fmt::format(" This is a rule of the demonstration; it stands in for {}.", names);
}

std::string scene::explain(const rule& r, sys_ms t) const {
    const auto day = to_local(t, zone()).day;
    std::string text;
    switch (r.kind()) {
    case rule_kind::calling_hours: {
        const auto& h = std::get<calling_hours>(r.parameters);
        const auto days = days_text(h.days);
        text = fmt::format("It is {} in {}; {} are lawful from {} to {}{}{}.",
            clock_text(t, zone()), zone(), q_.channel == channel::call ? "calls" : "texts",
            minute_text(h.from_minute), minute_text(h.to_minute), days.empty() ? "" : " on ", days);
        if (known_.zones.size() > 1)
            text += " The number's country has several zones; it must be lawful in each.";
        break;
    }
    case rule_kind::do_not_call:
        text = known_.do_not_call
                   ? fmt::format("The number is on the do-not-call list: {}.", *known_.do_not_call)
                   : "The number is not on the do-not-call list.";
        break;
    case rule_kind::attempt_cap: {
        const int cap = std::get<attempt_cap>(r.parameters).per_number_per_day;
        text = fmt::format("{} of {} attempts on this number are used on {}.",
            attempts_on_day(r, t), cap, zenix::to_string(day));
        break;
    }
    case rule_kind::valid_number:
        text = known_.number ? "The number is one that somebody can hold."
                             : "This is no number that can be called; correct it first.";
        break;
    case rule_kind::text_opt_out:
        text = known_.text_opt_out ? fmt::format("They want no texts: {}.", *known_.text_opt_out)
                                   : "They have not asked to be left without texts.";
        break;
    case rule_kind::registered_template:
        text = q_.template_registered
                   ? "The text fits a registered template."
                   : "No registered template fits this text; choose a template that has its id.";
        break;
    }
    return text + stands_in_for(r, day);
}

std::optional<sys_ms> scene::search(sys_ms t, const std::function<bool(sys_ms)>& good) const {
    int days = weekly_horizon;
    std::vector<int> openings;
    const auto today = sys_days(to_local(t, zone()).day);
    const auto reach = [&](year_month_day date) {
        const auto ahead = (sys_days(date) - today).count();
        if (ahead > 0)
            days = std::max(days, static_cast<int>(std::min<long>(ahead, 1000)) + weekly_horizon);
    };
    for (const auto& r : rules_) {
        if (!r.enabled || !r.covers(q_.channel, q_.purpose, country_)) continue;
        if (is_hours(r)) openings.push_back(std::get<calling_hours>(r.parameters).from_minute);
        reach(r.effective_from);
        if (r.effective_until) reach(*r.effective_until);
    }
    const calendar turns{known_.zones, openings};
    return first_instant(t, turns, std::min(days, longest_horizon), good);
}

std::optional<sys_ms> scene::next_lawful(sys_ms t) const {
    if (!known_.number) return std::nullopt;
    return search(t, [this](sys_ms at) { return lawful(at); });
}

std::optional<sys_ms> scene::next_allowed(const rule& r, sys_ms t) const {
    return search(t, [&](sys_ms at) { return !acts(r, at) || allows(r, at); });
}

std::optional<sys_ms> scene::next_hours_rule(sys_ms t) const {
    return search(t, [this](sys_ms at) {
        const auto now_acting = acting(at);
        return std::any_of(
            now_acting.begin(), now_acting.end(), [](const rule* r) { return is_hours(*r); });
    });
}

}  // namespace zenix::compliance
