#include "calls/machine.hpp"

#include <algorithm>

#include "calls/causes.hpp"

namespace zenix::calls {
namespace {

call_state unattended(const leg* b) {
    switch (b == nullptr ? leg_state::starting : b->state) {
        case leg_state::ringing: return call_state::ringing;
        case leg_state::early_media: return call_state::early_media;
        case leg_state::up: return call_state::waiting;
        default: return call_state::dialing;
    }
}

}  // namespace

bool was_up(const call& c, leg_role role) {
    return std::ranges::any_of(
        c.legs, [&](const leg& l) { return l.role == role && l.answered_at.has_value(); });
}

call_state derive_state(const call& c) {
    if (c.ended_at) return call_state::ended;
    const auto* t = c.of(leg_role::telecaller);
    const auto* b = c.of(leg_role::borrower);
    const auto* x = c.of(leg_role::third_party);
    if (c.telecaller_done) return x && x->up() ? call_state::talking : call_state::transferring;
    if (t == nullptr || !t->up()) {
        if (was_up(c, leg_role::telecaller)) return call_state::reconnecting;
        if (c.borrower_first) return unattended(b);
        return c.direction == direction::inbound ? call_state::ringing
                                                 : call_state::calling_telecaller;
    }
    if (x != nullptr) return b && !b->on_hold ? call_state::conference : call_state::consulting;
    if (b == nullptr) return call_state::dialing;
    switch (b->state) {
        case leg_state::starting: return call_state::dialing;
        case leg_state::ringing: return call_state::ringing;
        case leg_state::early_media: return call_state::early_media;
        default: return c.on_hold ? call_state::held : call_state::talking;
    }
}

// ── beginnings ────────────────────────────────────────────────────────────────────────────────

actions machine::start_outbound() {
    want(act::make_bridge{});
    const auto& t = add_leg(leg_role::telecaller, c_.telecaller_name, c_.telecaller_id);
    want(act::ring_phone{t.id, c_.telecaller_id, true});
    return done();
}

actions machine::start_inbound(const std::string& borrower_leg) {
    want(act::make_bridge{});
    auto& b = add_leg(leg_role::borrower, c_.phone_number, 0);
    b.id = borrower_leg;
    b.state = leg_state::ringing;
    c_.ringing_at = now_;
    want(act::let_ring{b.id});
    want(act::start_timer{act::timer::patience, patience});
    want(act::find_telecaller{});
    return done();
}

actions machine::offer_to(std::int64_t user_id, const std::string& name) {
    if (c_.borrower_first && (c_.over() || c_.abandoned || c_.of(leg_role::telecaller))) return done();
    c_.telecaller_id = user_id;
    c_.telecaller_name = name;
    const auto& t = add_leg(leg_role::telecaller, name, user_id);
    want(act::ring_phone{t.id, user_id, c_.borrower_first});
    return done();
}

actions machine::nobody() {
    if (!c_.over() && c_.of(leg_role::telecaller) == nullptr) end(party::system, "nobody was free");
    return done();
}

// ── the small moves ───────────────────────────────────────────────────────────────────────────

leg& machine::add_leg(leg_role role, const std::string& endpoint, std::int64_t user_id) {
    leg l;
    const char tag = role == leg_role::telecaller ? 't' : role == leg_role::borrower ? 'b' : 'x';
    l.id = c_.id + '-' + tag + std::to_string(c_.legs.size() + 1);
    l.role = role;
    l.endpoint = endpoint;
    l.user_id = user_id;
    l.started_at = now_;
    return c_.legs.emplace_back(std::move(l));
}

/// The third party takes the telecaller's place; a colleague becomes the telecaller.
void machine::hand_over(leg& third) {
    if (third.user_id != 0) {
        if (!c_.telecaller_done) want(act::release{c_.telecaller_id, false});
        third.role = leg_role::telecaller;
        c_.telecaller_id = third.user_id;
        c_.telecaller_name = third.endpoint;
        c_.telecaller_done = false;
        c_.muted = false;
    } else {
        if (!c_.telecaller_done) want(act::release{c_.telecaller_id, true});
        c_.telecaller_done = true;
        stop_recording();  // No telecaller takes part any more; what follows is not ours to keep.
    }
    if (auto* b = c_.of(leg_role::borrower); b && b->on_hold) to_bridge(*b);
}

void machine::to_music(leg& l) {
    l.on_hold = true;
    want(act::music{l.id});
}

void machine::to_bridge(leg& l) {
    l.on_hold = false;
    want(act::join{l.id});
}

void machine::drop(leg& l) {
    l.superseded = true;
    want(act::hang_up{l.id});
}

void machine::stop_recording() {
    if (!c_.recording || c_.recording->state == "saving") return;
    auto& r = *c_.recording;
    for (auto& g : r.gaps)
        if (!g.to_ms) g.to_ms = (now_ - r.started_at).count();
    r.state = "saving";
    want(act::stop_recording{});
}

void machine::refresh_recording() {
    if (c_.recording && c_.recording->state != "saving") want(act::refresh_recording{});
}

void machine::end(party by, std::string reason) {
    c_.ended_at = now_;
    c_.ended_by = by;
    c_.end_reason = std::move(reason);
    if (by == party::telecaller && !c_.cause_q850) {  // Ours to name: normal clearing (Q.850 §2.2.7.1).
        c_.cause_q850 = 16;
        c_.cause_text = cause_in_words(16);
    }
    if (c_.held_since) {
        c_.hold_ms += (now_ - *c_.held_since).count();
        c_.held_since.reset();
    }
    if (c_.status == call_status::in_progress) {
        c_.status = c_.direction == direction::inbound ? call_status::missed
                    : by == party::telecaller          ? call_status::cancelled
                                                       : call_status::failed;
    }
    stop_recording();
    for (auto timer : {act::timer::grace, act::timer::patience}) want(act::stop_timer{timer});
    for (auto& l : c_.legs) {
        if (!l.live()) continue;
        want(act::hang_up{l.id});
        if (l.role == leg_role::third_party && l.user_id != 0) want(act::release{l.user_id, false});
    }
    want(act::drop_bridge{});
    if (c_.telecaller_id != 0 && !c_.telecaller_done) {
        const bool owes = c_.borrower_first ? was_up(c_, leg_role::telecaller)
                                            : c_.dialed_at.has_value() || c_.answered();
        want(act::release{c_.telecaller_id, owes});
        c_.telecaller_done = true;
    }
    want(act::start_timer{act::timer::settle, settle_wait});
}

actions machine::done() {
    c_.state = derive_state(c_);
    return std::move(out_);
}

}  // namespace zenix::calls
