#include "dialer/campaigns/retry.hpp"

#include "dialer/campaigns/schedule.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace zenix::dialer {
namespace {

const retry_rule* find(const std::vector<retry_rule>& rules, const std::string& outcome) {
    const auto at = std::ranges::find(rules, outcome, &retry_rule::outcome);
    return at == rules.end() ? nullptr : &*at;
}

std::string plain(std::string words) {
    std::ranges::replace(words, '_', ' ');
    return words;
}

std::optional<retry_rule> of_disposition(const std::string& outcome, const disposition_rule& d) {
    if (d.final) return retry_rule{outcome, false, 0, 0, false};
    if (!d.retry_after_min) return std::nullopt;
    return retry_rule{outcome, true, *d.retry_after_min, d.max_tries.value_or(tries_max), false};
}

retry_rule rule_for(const std::string& outcome, const std::vector<retry_rule>& rules,
    const std::optional<disposition_rule>& disposition) {
    if (const auto* own = find(rules, outcome)) return *own;
    if (disposition)
        if (auto said = of_disposition(outcome, *disposition)) return *said;
    if (const auto* usual = find(house_rules(), outcome)) return *usual;
    return {outcome, false, 0, 0, false};
}

}  // namespace

const std::vector<retry_rule>& house_rules() {
    static const std::vector<retry_rule> rules{
        {"busy", true, 30, 8, false},
        {"no_answer", true, 120, 6, true},
        {"switched_off", true, 240, 6, true},
        {"rejected", true, 240, 3, true},
        {"congestion", true, 15, 6, false},
        {"failed", true, 15, 4, false},
        {"cancelled", true, 15, 10, false},
        {"abandoned", true, 60, 3, false},
        {"unallocated", false, 0, 0, false},
        {"cut_off", true, 60, 5, false},  // Answered, and hung up before a telecaller was there.
        {"answered", true, 1440, 5, true},  // Spoken to, and nobody said what came of it.
    };
    return rules;
}

next_step after_outcome(const std::string& outcome, const lead_history& history,
    const std::vector<retry_rule>& rules, const std::optional<disposition_rule>& disposition, sys_ms now,
    const std::string& zone) {
    const auto rule = rule_for(outcome, rules, disposition);
    if (!rule.retry) return {"done", plain(outcome), std::nullopt};
    const auto same = history.outcomes.find(outcome);
    const int times = same == history.outcomes.end() ? 0 : same->second;
    if (times >= rule.limit)
        return {"exhausted", fmt::format("{} {} times", plain(outcome), times), std::nullopt};
    if (history.tries >= tries_max)
        return {"exhausted", fmt::format("dialled {} times", history.tries), std::nullopt};
    auto at = now + std::chrono::minutes(rule.wait_min);
    if (rule.spread && daypart_at(at, zone) == daypart_at(now, zone)) at = next_daypart(at, zone);
    return {"later", plain(outcome), at};
}

}  // namespace zenix::dialer
