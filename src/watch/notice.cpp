#include "watch/notice.hpp"

#include "base/zone.hpp"

#include <algorithm>
#include <array>

namespace zenix::watch {

std::string_view to_string(channel c) { return c == channel::email ? "email" : "webhook"; }

std::string_view to_string(notice_state s) {
    constexpr std::array<std::string_view, 4> names{"waiting", "sent", "given_up", "skipped"};
    return names[static_cast<std::size_t>(s)];
}

json::object to_json(const notice& n) {
    json::object o;
    o["what"] = to_string(n.what);
    o["channel"] = to_string(n.channel);
    o["state"] = to_string(n.state);
    o["attempts"] = n.attempts;
    o["created_at"] = to_rfc3339(n.created_at);
    o["next_at"] = n.state == notice_state::waiting ? json::value(to_rfc3339(n.not_before))
                                                    : json::value(nullptr);
    o["done_at"] = opt(n.done_at);
    o["last_error"] = opt(n.last_error);
    return o;
}

sys_ms after_quiet(const quiet_hours& q, severity s, const std::string& zone, sys_ms now) {
    if (s == severity::critical || q.from_min == q.to_min) return now;
    const auto here = to_local(now, zone);
    const int m = here.minute_of_day;
    const bool over_midnight = q.from_min > q.to_min;
    const bool quiet =
        over_midnight ? m >= q.from_min || m < q.to_min : m >= q.from_min && m < q.to_min;
    if (!quiet) return now;
    auto day = std::chrono::sys_days(here.day);
    if (m >= q.to_min) day += std::chrono::days(1);
    return from_local(day, q.to_min, zone);
}

std::vector<notice> plan(const step& s, const delivery_settings& to, const std::string& zone,
    sys_ms now, const std::function<std::string()>& new_id) {
    std::vector<notice> list;
    if (s.what == step_kind::acknowledged) return list;
    const auto add = [&](channel c, bool enabled, severity least, const quiet_hours& quiet) {
        // By the worst it was: who was told that it began is told that it ended.
        if (!enabled || s.now.worst < least) return;
        if (s.now.kind == "delivery_failed" && s.now.key.ends_with(to_string(c))) return;
        list.push_back({.id = new_id(),
            .what = s.what,
            .channel = c,
            .alert = s.now,
            .not_before = after_quiet(quiet, s.now.worst, zone, now),
            .created_at = now});
    };
    add(channel::email, to.email.enabled, to.email.least, to.email.quiet);
    add(channel::webhook, to.webhook.enabled, to.webhook.least, to.webhook.quiet);
    return list;
}

void skip_stale(std::vector<notice>& fresh, std::vector<notice*> waiting, sys_ms now) {
    for (auto& end : fresh) {
        if (end.what != step_kind::resolved) continue;
        bool untold = false;
        for (auto* n : waiting) {
            if (n->alert.id != end.alert.id || n->channel != end.channel) continue;
            if (n->state != notice_state::waiting || n->attempts > 0 || n->not_before <= now)
                continue;
            untold = untold || n->what == step_kind::raised;
            n->state = notice_state::skipped;
            n->done_at = now;
        }
        if (!untold) continue;
        end.state = notice_state::skipped;
        end.done_at = now;
    }
}

void failed(notice& n, std::string why, bool for_good, sys_ms now) {
    n.last_error = std::move(why);
    if (for_good || n.attempts >= most_attempts) {
        n.state = notice_state::given_up;
        n.done_at = now;
        return;
    }
    const auto wait = std::chrono::seconds(30) * (1 << std::min(n.attempts - 1, 6));
    n.not_before = now + std::min<ms>(wait, std::chrono::minutes(30));
}

}  // namespace zenix::watch
