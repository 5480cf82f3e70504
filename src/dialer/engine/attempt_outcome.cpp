#include "dialer/engine/attempt_outcome.hpp"

#include <algorithm>

namespace zenix::dialer {

bool connected(const calls::call& c) {
    return c.answered() && std::ranges::any_of(c.legs, [](const calls::leg& l) {
        return l.role == calls::leg_role::telecaller && l.answered_at.has_value();
    });
}

attempt_outcome outcome_of(const calls::call& c, const std::string& disposition) {
    if (!disposition.empty()) return {attempt_kind::said, disposition, {}};
    if (!c.dialed_at) return {attempt_kind::not_made, {}, {}};
    if (connected(c)) return {attempt_kind::owed, {}, "answered"};
    const std::string network = calls::name_of(c.status);
    // By hand the telecaller hears how it ends, and says so.
    if (!c.borrower_first) return {attempt_kind::owed, {}, network};
    if (c.abandoned) return {attempt_kind::ended, "abandoned", {}};
    if (c.answered()) return {attempt_kind::ended, "cut_off", {}};
    return {attempt_kind::ended, network, {}};
}

next_step blocked_step(const json::object& problem) {
    next_step out{"blocked", "refused by the legal gate", std::nullopt};
    const auto* decision = problem.if_contains("decision");
    const auto* d = decision != nullptr ? decision->if_object() : nullptr;
    if (d == nullptr) return out;
    if (const auto* why = d->if_contains("summary"); why != nullptr && why->is_string())
        out.reason = std::string(why->get_string());
    if (const auto* at = d->if_contains("next_lawful_at"); at != nullptr && at->is_string())
        out.next_at = parse_time(std::string_view(at->get_string()));
    return out;
}

}  // namespace zenix::dialer
