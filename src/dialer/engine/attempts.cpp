#include "dialer/engine/attempts.hpp"

namespace zenix::dialer {

using pacing::attempt_state;

attempts::one& attempts::at(double t, const std::string& call_id, bool held) {
    auto [place, fresh] = all_.try_emplace(call_id);
    if (fresh) {
        place->second.key = ++names_;
        place->second.held = held;
        ++preparing_;
        if (!held) (void)pacer_.attempt_is(t, place->second.key, attempt_state::started);
    }
    return place->second;
}

void attempts::prepare(double t, const std::string& call_id, bool held) { (void)at(t, call_id, held); }

void attempts::forget(double t, const std::string& call_id) {
    const auto it = all_.find(call_id);
    if (it == all_.end()) return;
    if (it->second.preparing) --preparing_;
    if (!it->second.held) (void)pacer_.attempt_is(t, it->second.key, attempt_state::cancelled);
    all_.erase(it);
}

void attempts::see(double t, const calls::call& c) {
    if (c.over() && !all_.contains(c.id)) return;
    // A telecaller held from the beginning: nobody else is asked for at the answer.
    auto& a = at(t, c.id, c.telecaller_id != 0 && !c.answered());
    if (a.preparing) a.preparing = false, --preparing_;
    const auto tell = [&](attempt_state s) {
        if (!a.held) (void)pacer_.attempt_is(t, a.key, s);
    };
    if (!a.ringing && c.ringing_at) a.ringing = true, tell(attempt_state::ringing);
    if (!a.answered && c.answered()) {
        a.answered = true;
        a.held ? pacer_.ledger().answered(t) : tell(attempt_state::answered);
    }
    if (!a.abandoned && c.abandoned) {
        a.abandoned = true;
        if (a.held || a.connected)
            pacer_.ledger().abandoned(t);
        else
            (void)pacer_.abandoned(t, a.key);
    }
    const auto* who = c.of(calls::leg_role::telecaller);
    if (!a.connected && a.answered && who != nullptr && who->up()) {
        a.connected = true;
        a.agent = static_cast<pacing::key>(who->user_id);
        if (!a.held && !a.abandoned) (void)pacer_.connected(t, a.key, a.agent);
    }
    if (!c.over()) return;
    if (!a.held && !a.abandoned) {
        if (a.connected)
            (void)pacer_.ended(t, a.key, a.agent);
        else  // A borrower who answered and hung up at once is no abandoned call.
            tell(c.status == calls::call_status::cancelled ? attempt_state::cancelled : attempt_state::failed);
    }
    all_.erase(c.id);
}

std::string attempts::call_of(pacing::key k) const {
    for (const auto& [id, a] : all_)
        if (a.key == k && !a.answered) return id;
    return {};
}

}  // namespace zenix::dialer
