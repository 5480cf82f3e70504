#include "compliance/gate.hpp"

#include "base/zone.hpp"
#include "compliance/scene.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace zenix::compliance {
namespace {

// Which refusal a person wants to hear first: what no waiting mends comes first.
int weight(rule_kind k) {
    switch (k) {
    case rule_kind::valid_number: return 0;
    case rule_kind::do_not_call:
    case rule_kind::text_opt_out: return 1;
    case rule_kind::registered_template: return 2;
    case rule_kind::calling_hours: return 3;
    case rule_kind::attempt_cap: return 4;
    }
    return 5;
}

std::string lower_first(std::string text) {
    if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z')
        text[0] = static_cast<char>(text[0] + 32);
    return text;
}

/// The first sentence, without its full stop.
std::string first_sentence(const std::string& text) {
    const auto stop = text.find(". ");
    auto out = text.substr(0, stop);
    if (out.ends_with('.')) out.pop_back();
    return lower_first(std::move(out));
}

std::string allowed_summary(const decision& d, const scene& s, bool what_if) {
    const auto verb = d.channel == channel::call ? "call" : "text";
    auto text =
        what_if ? fmt::format("You may {} this number at {} in {}", verb, d.local_time, s.zone())
                : fmt::format("You may {} this number: it is {} in {}", verb,
                      clock_text(d.at, s.zone()), s.zone());
    if (d.attempts_left_today)
        text += fmt::format(", with {} attempt{} left on that day", *d.attempts_left_today,
            *d.attempts_left_today == 1 ? "" : "s");
    return text + ".";
}

std::string refused_summary(const decision& d, const scene& s, const std::string& why) {
    const auto verb = d.channel == channel::call ? "call" : "text";
    auto text = fmt::format("You may not {} this number: {}", verb, first_sentence(why));
    if (d.next_lawful_at)
        text += fmt::format(
            "; the next lawful minute is {} there", wall_text(*d.next_lawful_at, s.zone()));
    return text + ".";
}

}  // namespace

decision evaluate(const question& q, const facts& known, std::span<const rule> rules, sys_ms now) {
    const scene s(q, known, rules);
    decision d;
    d.at = q.at.value_or(now);
    d.channel = q.channel;
    d.purpose = q.purpose;
    d.customer_id = q.customer_id;
    d.phone_number = known.number ? known.number->e164 : q.phone;
    d.time_zone = s.zone();
    d.local_time = wall_text(d.at, s.zone());

    std::string why;
    int why_weight = 100;
    const auto refuse = [&](int at_weight, const std::string& explanation) {
        if (at_weight < why_weight) {
            why_weight = at_weight;
            why = explanation;
        }
    };
    bool hours_known = false, number_judged = false;
    for (const rule* r : s.acting(d.at)) {
        rule_verdict v{r->id, s.allows(*r, d.at), s.explain(*r, d.at), std::nullopt};
        if (!v.allow) {
            v.next_lawful_at = s.next_allowed(*r, d.at);
            refuse(weight(r->kind()), v.explanation);
        }
        hours_known = hours_known || r->kind() == rule_kind::calling_hours;
        number_judged = number_judged || r->kind() == rule_kind::valid_number;
        if (const auto* cap = std::get_if<attempt_cap>(&r->parameters)) {
            const int left = std::max(0, cap->per_number_per_day - s.attempts_on_day(*r, d.at));
            d.attempts_left_today = std::min(d.attempts_left_today.value_or(left), left);
        }
        d.rules.push_back(std::move(v));
    }
    const auto doubt = [&](std::string_view id, std::string text, std::optional<sys_ms> next) {
        refuse(1, text);
        d.rules.push_back({std::string(id), false, std::move(text), next});
    };
    if (!known.number) {
        if (!number_judged)
            doubt(no_country, "This is no number that can be called.", std::nullopt);
    } else if (!hours_known) {
        doubt(no_hours_rule,
            fmt::format("No rule says when numbers of {} may be reached for {}, so they may not.",
                s.country(), to_string(q.purpose)),
            s.next_hours_rule(d.at));
    }

    d.allow = why_weight == 100;
    if (d.allow) {
        if (q.counts_as_attempt && !q.at && d.attempts_left_today) --*d.attempts_left_today;
        d.summary = allowed_summary(d, s, q.at.has_value());
    } else {
        d.next_lawful_at = s.next_lawful(d.at);
        d.summary = refused_summary(d, s, why);
    }
    return d;
}

}  // namespace zenix::compliance
