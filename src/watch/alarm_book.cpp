#include "watch/alarm_book.hpp"

#include "watch/kinds.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace zenix::watch {

std::string_view to_string(step_kind s) {
    constexpr std::array<std::string_view, 6> names{
        "raised", "worsened", "escalated", "reminded", "acknowledged", "resolved"};
    return names[static_cast<std::size_t>(s)];
}

void alarm_book::restore(std::vector<alert> unresolved) {
    for (auto& a : unresolved) {
        auto key = a.key;
        const auto since = a.since;
        // What nobody observes any more can only be put away by hand.
        const auto gone = kind_of(a.kind).source.empty() ? std::optional(since) : std::nullopt;
        entries_.insert_or_assign(std::move(key), entry{std::move(a), true, since, gone});
    }
}

step alarm_book::tell(entry& e, step_kind what, sys_ms now) {
    // Who acknowledged knows already: that step is shown and not sent, and gets no number.
    if (what != step_kind::acknowledged) {
        ++e.it.steps;
        e.it.told_at = now;
    }
    touched_.erase(e.it.id);
    return {what, e.it};
}

/// Takes up one condition that is there now.
std::optional<step> alarm_book::see(const condition& c, sys_ms now) {
    const auto found = entries_.find(c.key);
    if (found == entries_.end() && entries_.size() >= most) return std::nullopt;
    auto& e = found == entries_.end() ? entries_[c.key] : found->second;
    auto& a = e.it;
    if (found == entries_.end()) e.seen_since = now;
    e.gone_since.reset();

    const auto before = std::tuple(a.severity, a.text, a.measured);
    a.key = c.key;
    a.kind = c.kind;
    a.severity = c.severity;
    a.subject = c.subject;
    a.text = c.text;
    a.measured = c.measured;
    a.threshold = c.threshold;
    if (!e.raised) {
        if (now - e.seen_since < kind_of(c.kind).raise_after) return std::nullopt;
        e.raised = true;
        a.id = new_id_();
        a.worst = c.severity;
        a.since = c.since.value_or(e.seen_since);
        a.raised_at = now;
        a.open_since = now;
        return tell(e, step_kind::raised, now);
    }
    if (c.severity > a.worst) {
        // What was acknowledged was less than this.
        a.worst = c.severity;
        a.state = alert_state::open;
        a.open_since = now;
        a.acknowledged_at.reset();
        a.acknowledged_by.reset();
        a.escalated_at.reset();
        return tell(e, step_kind::worsened, now);
    }
    if (before != std::tuple(a.severity, a.text, a.measured)) touched_.insert(a.id);
    return std::nullopt;
}

std::vector<step> alarm_book::observe(
    std::string_view source, const std::vector<condition>& seen, sys_ms now) {
    std::vector<step> steps;
    std::set<std::string_view> there;
    for (const auto& c : seen) {
        if (!there.insert(c.key).second) continue;
        if (auto s = see(c, now)) steps.push_back(std::move(*s));
    }
    for (auto it = entries_.begin(); it != entries_.end();) {
        auto& e = it->second;
        const auto& k = kind_of(e.it.kind);
        const bool mine = k.source == source && !there.contains(it->first);
        if (mine && !e.gone_since) e.gone_since = now;
        const bool held = k.latched && e.it.state == alert_state::open;
        if (!mine || (e.raised && (held || now - *e.gone_since < k.clear_after))) {
            ++it;
            continue;
        }
        if (e.raised) {
            e.it.state = alert_state::resolved;
            e.it.resolved_at = now;
            steps.push_back(tell(e, step_kind::resolved, now));
        }
        it = entries_.erase(it);
    }
    return steps;
}

std::vector<step> alarm_book::tick(sys_ms now) {
    std::vector<step> steps;
    for (auto& [key, e] : entries_) {
        auto& a = e.it;
        if (!e.raised || a.state != alert_state::open || a.severity == severity::info) continue;
        const auto& p = patience_;
        if (p.escalate_after > ms(0) && !a.escalated_at && now - a.open_since >= p.escalate_after) {
            a.escalated_at = now;
            steps.push_back(tell(e, step_kind::escalated, now));
        } else if (p.remind_every > ms(0) && now - a.told_at >= p.remind_every) {
            steps.push_back(tell(e, step_kind::reminded, now));
        }
    }
    return steps;
}

std::vector<step> alarm_book::acknowledge(
    const std::string& id, const std::string& by, std::optional<std::string> note, sys_ms now) {
    const auto found = std::ranges::find_if(
        entries_, [&](const auto& e) { return e.second.raised && e.second.it.id == id; });
    if (found == entries_.end() || found->second.it.state != alert_state::open) return {};
    auto& e = found->second;
    e.it.state = alert_state::acknowledged;
    e.it.acknowledged_at = now;
    e.it.acknowledged_by = by;
    e.it.note = std::move(note);
    std::vector<step> steps{tell(e, step_kind::acknowledged, now)};
    if (kind_of(e.it.kind).latched && e.gone_since) {
        e.it.state = alert_state::resolved;
        e.it.resolved_at = now;
        steps.push_back(tell(e, step_kind::resolved, now));
        entries_.erase(found);
    }
    return steps;
}

bool alarm_book::stands(const std::string& key) const {
    const auto found = entries_.find(key);
    return found != entries_.end() && found->second.raised;
}

const alert* alarm_book::find(const std::string& id) const {
    for (const auto& [key, e] : entries_)
        if (e.raised && e.it.id == id) return &e.it;
    return nullptr;
}

std::vector<alert> alarm_book::unresolved() const {
    std::vector<alert> list;
    for (const auto& [key, e] : entries_)
        if (e.raised) list.push_back(e.it);
    std::ranges::sort(list, [](const alert& a, const alert& b) {
        return std::tuple(b.severity, b.raised_at, b.id) <
               std::tuple(a.severity, a.raised_at, a.id);
    });
    return list;
}

std::map<severity, int> alarm_book::counts() const {
    std::map<severity, int> n{{severity::info, 0}, {severity::warning, 0}, {severity::critical, 0}};
    for (const auto& [key, e] : entries_)
        if (e.raised) ++n[e.it.severity];
    return n;
}

}  // namespace zenix::watch
