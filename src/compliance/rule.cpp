#include "compliance/rule.hpp"

#include "base/problem.hpp"
#include "base/time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace zenix::compliance {
namespace {

constexpr int day_minutes = 24 * 60;
constexpr std::array<std::string_view, 7> day_names{
    "sun", "mon", "tue", "wed", "thu", "fri", "sat"};

int read_minute(fields& in, std::string_view name) {
    const auto text = in.text(name, {5, 5});
    const auto digit = [&](std::size_t i) {
        return text[i] >= '0' && text[i] <= '9' ? text[i] - '0' : 100;
    };
    const int hour = digit(0) * 10 + digit(1), minute = digit(3) * 10 + digit(4);
    const int sum = hour * 60 + minute;
    if (text[2] != ':' || minute > 59 || sum > day_minutes)
        throw invalid_field(in.path(name), "Must be a time of day as HH:MM, 00:00 to 24:00.");
    return sum;
}

calling_hours read_hours(fields& in) {
    calling_hours h;
    h.from_minute = read_minute(in, "from");
    h.to_minute = read_minute(in, "to");
    if (h.from_minute >= h.to_minute)
        throw invalid_field(in.path("to"), "Must be later than `from`, on the same day.");
    const auto days = in.maybe_texts("days");
    if (!days) return h;
    h.days.reset();
    for (const auto& day : *days) {
        const auto* found = std::find(day_names.begin(), day_names.end(), day);
        if (found == day_names.end())
            throw invalid_field(in.path("days"), "Days are sun, mon, tue, wed, thu, fri, sat.");
        h.days.set(static_cast<std::size_t>(found - day_names.begin()));
    }
    if (h.days.none())
        throw invalid_field(in.path("days"), "Name at least one day, or leave it out.");
    return h;
}

template <class E>
json::array names(const std::vector<E>& list) {
    json::array out;
    for (E e : list) out.emplace_back(to_string(e));
    return out;
}

}  // namespace

bool rule::effective(std::chrono::year_month_day day) const {
    return effective_from <= day && (!effective_until || day <= *effective_until);
}

bool rule::covers(channel c, purpose p, std::string_view country) const {
    return (jurisdiction == "*" || jurisdiction == country) &&
           std::find(channels.begin(), channels.end(), c) != channels.end() &&
           std::find(purposes.begin(), purposes.end(), p) != purposes.end();
}

rule_parameters read_parameters(rule_kind kind, json::object from) {
    fields in(std::move(from), "parameters");
    rule_parameters out;
    switch (kind) {
    case rule_kind::calling_hours: out = read_hours(in); break;
    case rule_kind::do_not_call: out = do_not_call{}; break;
    case rule_kind::attempt_cap:
        out = attempt_cap{static_cast<int>(in.integer("per_number_per_day", {0, 1000}))};
        break;
    case rule_kind::valid_number: out = valid_number{}; break;
    case rule_kind::text_opt_out: out = text_opt_out{}; break;
    case rule_kind::registered_template: out = registered_template{}; break;
    }
    in.done();
    return out;
}

json::object write_parameters(const rule_parameters& p) {
    json::object out;
    if (const auto* hours = std::get_if<calling_hours>(&p)) {
        out["from"] = minute_text(hours->from_minute);
        out["to"] = minute_text(hours->to_minute);
        json::array days;
        for (std::size_t d = 0; d < 7; ++d)
            if (hours->days.test(d)) days.emplace_back(day_names[d]);
        out["days"] = std::move(days);
    } else if (const auto* cap = std::get_if<attempt_cap>(&p)) {
        out["per_number_per_day"] = cap->per_number_per_day;
    }
    return out;
}

json::object to_json(const rule& r) {
    json::object out;
    out["id"] = r.id;
    out["kind"] = to_string(r.kind());
    out["title"] = r.title;
    out["jurisdiction"] = r.jurisdiction;
    out["channels"] = names(r.channels);
    out["purposes"] = names(r.purposes);
    out["parameters"] = write_parameters(r.parameters);
    out["source"] = r.source;
    out["effective_from"] = zenix::to_string(r.effective_from);
    out["effective_until"] = r.effective_until ? json::value(zenix::to_string(*r.effective_until))
                                               : json::value(nullptr);
    out["enabled"] = r.enabled;
    out["demo"] = r.demo;
    return out;
}

std::string days_text(const std::bitset<7>& days) {
    if (days.all()) return {};
    // From Monday on, runs of three and more as a range.
    std::string out;
    for (std::size_t i = 0; i < 7;) {
        std::size_t end = i;
        while (end < 7 && days.test((end + 1) % 7)) ++end;
        if (end == i) {
            ++i;
            continue;
        }
        const auto name = [](std::size_t at) { return day_names[(at + 1) % 7]; };
        if (!out.empty()) out += ", ";
        if (end - i >= 3) {
            out += fmt::format("{}–{}", name(i), name(end - 1));
        } else {
            out += name(i);
            if (end - i == 2) out += fmt::format(", {}", name(i + 1));
        }
        i = end;
    }
    return out;
}

std::string minute_text(int minute_of_day) {
    return fmt::format("{:02}:{:02}", minute_of_day / 60, minute_of_day % 60);
}

}  // namespace zenix::compliance
