// What people want of a call.
#include "calls/machine.hpp"

#include <algorithm>

#include "base/problem.hpp"

namespace zenix::calls {
namespace {

const leg& need(const leg* l, bool up, const char* code, const char* remedy) {
    if (l == nullptr || (up && !l->up())) throw conflict(code, remedy);
    return *l;
}

}  // namespace

actions machine::hang_up(party by) {
    if (!c_.over()) end(by);
    return done();
}

actions machine::leave(std::int64_t user_id) {
    const auto* x = c_.of(leg_role::third_party);
    if (x == nullptr || x->user_id != user_id)
        throw conflict("not_in_call", "You take no part in this call any more.");
    want(act::hang_up{x->id});  // Its end does the rest.
    return done();
}

actions machine::answer(std::int64_t user_id) {
    auto* t = c_.of(leg_role::telecaller);
    auto* x = c_.of(leg_role::third_party);
    auto* l = t && t->user_id == user_id ? t : x && x->user_id == user_id ? x : nullptr;
    if (c_.over() || l == nullptr || l->up())
        throw conflict("not_ringing", "This call is not ringing your phone any more.");
    const auto role = l->role;
    const auto endpoint = l->endpoint;
    drop(*l);
    const auto& fresh = add_leg(role, endpoint, user_id);
    want(act::ring_phone{fresh.id, user_id, true});
    return done();
}

actions machine::hold() {
    need(c_.of(leg_role::telecaller), true, "not_talking", "Wait until the call is connected.");
    need(c_.of(leg_role::borrower), true, "not_talking", "Wait until the borrower has answered.");
    if (c_.of(leg_role::third_party))
        throw conflict("in_transfer", "Complete or cancel the transfer first.");
    if (!c_.on_hold) {
        c_.on_hold = true;
        c_.held_since = now_;
        to_music(*c_.of(leg_role::borrower));
    }
    return done();
}

actions machine::resume() {
    auto* b = c_.of(leg_role::borrower);
    if (c_.over() || b == nullptr) throw conflict("not_talking", "The borrower has left the call.");
    if (c_.on_hold) {
        c_.on_hold = false;
        c_.hold_ms += (now_ - *c_.held_since).count();
        c_.held_since.reset();
        const auto* t = c_.of(leg_role::telecaller);
        if (t && t->up() && c_.of(leg_role::third_party) == nullptr) to_bridge(*b);
    }
    return done();
}

actions machine::mute(bool on) {
    const auto& t = need(c_.of(leg_role::telecaller), true, "not_talking",
                         "There is no call to mute; start or answer one first.");
    c_.muted = on;
    want(act::mute{t.id, on});
    return done();
}

actions machine::dtmf(const std::string& digits) {
    const auto* x = c_.of(leg_role::third_party);
    const auto* b = c_.of(leg_role::borrower);
    const auto* to = x && x->up() && (b == nullptr || b->on_hold) ? x : b;
    need(to, false, "not_talking", "There is nobody to send tones to; dial first.");
    if (!to->up() && to->state != leg_state::early_media)
        throw conflict("not_talking", "Keypad tones need an answered call.");
    want(act::dtmf{to->id, digits});
    return done();
}

actions machine::transfer(bool consult, const transfer_target& to) {
    auto& t = const_cast<leg&>(need(c_.of(leg_role::telecaller), true, "not_talking",
                                    "Only a connected call can be transferred."));
    auto& b = const_cast<leg&>(need(c_.of(leg_role::borrower), true, "not_talking",
                                    "Wait until the borrower has answered."));
    if (c_.of(leg_role::third_party))
        throw conflict("in_transfer", "Complete or cancel the transfer under way first.");
    if (c_.on_hold) {
        c_.on_hold = false;
        c_.hold_ms += (now_ - *c_.held_since).count();
        c_.held_since.reset();
    }
    const auto telecaller_leg = t.id, borrower_leg = b.id;
    const auto x = add_leg(leg_role::third_party, to.endpoint, to.user_id).id;  // t and b dangle now
    auto& borrower = *c_.find(borrower_leg);
    if (consult) {
        if (!borrower.on_hold) to_music(borrower);
    } else {
        drop(*c_.find(telecaller_leg));
        c_.telecaller_done = true;
        if (borrower.on_hold) to_bridge(borrower);
        want(act::release{c_.telecaller_id, to.user_id == 0});
        if (to.user_id == 0) stop_recording();
    }
    if (to.user_id != 0) {
        want(act::ring_phone{x, to.user_id, false});
    } else {
        want(act::dial_third{x});
    }
    return done();
}

actions machine::complete_transfer() {
    auto* x = c_.of(leg_role::third_party);
    auto* t = c_.of(leg_role::telecaller);
    if (x == nullptr || t == nullptr)
        throw conflict("no_transfer", "There is no transfer to complete; start one first.");
    if (!x->up()) throw conflict("not_answered", "Wait until the other party has answered, or cancel.");
    if (c_.of(leg_role::borrower) == nullptr)
        throw conflict("borrower_gone", "The borrower has left; hang up instead.");
    drop(*t);
    refresh_recording();
    hand_over(*x);
    return done();
}

actions machine::cancel_transfer() {
    auto* x = c_.of(leg_role::third_party);
    if (x == nullptr || c_.telecaller_done)
        throw conflict("no_transfer", "There is no transfer to cancel.");
    if (x->user_id != 0) want(act::release{x->user_id, false});
    drop(*x);
    third_gone();
    return done();
}

actions machine::conference() {
    const auto* x = c_.of(leg_role::third_party);
    auto* b = c_.of(leg_role::borrower);
    if (x == nullptr || b == nullptr || c_.telecaller_done)
        throw conflict("no_transfer", "Consult somebody first; then all three can talk.");
    if (!x->up()) throw conflict("not_answered", "Wait until the other party has answered.");
    if (b->on_hold) to_bridge(*b);
    return done();
}

actions machine::pause_recording(bool on, const std::string& reason) {
    if (!c_.recording || c_.over() || c_.recording->state == "saving")
        throw conflict("not_recording", "This call is not being recorded now.");
    auto& r = *c_.recording;
    if (on == (r.state == "paused")) return done();
    const auto at = (now_ - r.started_at).count();
    if (on) {
        r.state = "paused";
        r.gaps.push_back({at, std::nullopt, reason});
    } else {
        r.state = "recording";
        for (auto& g : r.gaps)
            if (!g.to_ms) g.to_ms = at;
    }
    want(act::pause_recording{on});
    return done();
}

}  // namespace zenix::calls
