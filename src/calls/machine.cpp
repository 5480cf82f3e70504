#include "calls/machine.hpp"

#include <algorithm>

#include "base/problem.hpp"
#include "calls/causes.hpp"

namespace zenix::calls {
namespace {

bool was_up(const call& c, leg_role role) {
    return std::ranges::any_of(
        c.legs, [&](const leg& l) { return l.role == role && l.answered_at.has_value(); });
}

const leg& need(const leg* l, bool up, const char* code, const char* remedy) {
    if (l == nullptr || (up && !l->up())) throw conflict(code, remedy);
    return *l;
}

call_state unattended(const leg* b) {
    switch (b == nullptr ? leg_state::starting : b->state) {
        case leg_state::ringing: return call_state::ringing;
        case leg_state::early_media: return call_state::early_media;
        case leg_state::up: return call_state::waiting;
        default: return call_state::dialing;
    }
}

}  // namespace

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

actions machine::start_campaign() {
    c_.borrower_first = true;
    c_.dialed_at = now_;
    want(act::make_bridge{});
    want(act::dial_borrower{add_leg(leg_role::borrower, c_.phone_number, 0).id});
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

// ── facts ─────────────────────────────────────────────────────────────────────────────────────

actions machine::leg_ringing(const std::string& leg_id) {
    if (auto* l = c_.find(leg_id); l && l->state == leg_state::starting) {
        l->state = leg_state::ringing;
        l->alerted = true;
        if (l->role == leg_role::borrower && !c_.ringing_at) c_.ringing_at = now_;
    }
    return done();
}

actions machine::leg_progress(const std::string& leg_id) {
    if (auto* l = c_.find(leg_id);
        l && (l->state == leg_state::starting || l->state == leg_state::ringing)) {
        l->state = leg_state::early_media;
        l->alerted = true;
    }
    return done();
}

actions machine::leg_up(const std::string& leg_id) {
    auto* l = c_.find(leg_id);
    if (l == nullptr || l->state == leg_state::ended || l->answered_at) return done();
    l->state = leg_state::up;
    l->answered_at = now_;
    if (c_.over() || l->superseded) {
        want(act::hang_up{l->id});
        return done();
    }
    switch (l->role) {
        case leg_role::telecaller: telecaller_up(*l); break;
        case leg_role::borrower: borrower_up(*l); break;
        case leg_role::third_party: third_up(*l); break;
    }
    return done();
}

void machine::telecaller_up(leg& l) {
    refresh_recording();
    want(act::join{l.id});
    want(act::stop_timer{act::timer::grace});
    if (c_.muted) want(act::mute{l.id, true});
    auto* b = c_.of(leg_role::borrower);
    const bool first = std::ranges::none_of(c_.legs, [&](const leg& x) {
        return x.role == leg_role::telecaller && x.id != l.id && x.answered_at.has_value();
    });
    if (c_.borrower_first && b && b->up() && first) {
        want(act::stop_timer{act::timer::patience});
        if (now_ - *b->answered_at > lawful_wait) c_.abandoned = true;  // Late is as if nobody had come.
        want(act::start_recording{b->id});
        return;
    }
    if (b == nullptr) {
        // The borrower has gone and a third party is left, or another way is being sought.
        if (c_.dialed_at || was_up(c_, leg_role::borrower)) return;
        const auto id = add_leg(leg_role::borrower, c_.phone_number, 0).id;
        c_.dialed_at = now_;
        want(act::dial_borrower{id});
    } else if (c_.direction == direction::inbound && !b->answered_at) {
        want(act::stop_timer{act::timer::patience});
        want(act::answer{b->id});
        want(act::join{b->id});
        b->state = leg_state::up;
        b->answered_at = now_;
        borrower_up(*b);
    } else if (b->on_hold && !c_.on_hold && c_.of(leg_role::third_party) == nullptr) {
        to_bridge(*b);
    }
}

void machine::borrower_up(leg& l) {
    c_.answered_at = now_;
    c_.status = call_status::answered;
    c_.cause_q850.reset();
    const auto* t = c_.of(leg_role::telecaller);
    if (c_.borrower_first && !was_up(c_, leg_role::telecaller)) {
        ring_for_campaign();
        want(act::start_timer{act::timer::patience, message_after});
        return;
    }
    want(act::start_recording{l.id});
    if (t == nullptr || !t->up()) to_music(l);
}

/// The telecaller held for this call, else whoever is free.
void machine::ring_for_campaign() {
    if (c_.telecaller_id == 0) {
        want(act::find_telecaller{});
    } else if (c_.of(leg_role::telecaller) == nullptr) {
        const auto& t = add_leg(leg_role::telecaller, c_.telecaller_name, c_.telecaller_id);
        want(act::ring_phone{t.id, c_.telecaller_id, true});
    }
}

void machine::abandon() {
    c_.abandoned = true;
    if (auto* t = c_.of(leg_role::telecaller)) drop(*t);
    if (c_.telecaller_id != 0) want(act::release{c_.telecaller_id, false});
    c_.telecaller_id = 0;
    c_.telecaller_name.clear();
    want(act::say_sorry{c_.of(leg_role::borrower)->id});
    want(act::start_timer{act::timer::patience, message_at_most});
}

actions machine::said() {
    if (!c_.over() && c_.abandoned && !was_up(c_, leg_role::telecaller))
        end(party::system, "no telecaller was free");
    return done();
}

actions machine::resume_campaign() {
    const auto* b = c_.of(leg_role::borrower);
    if (c_.over() || !c_.borrower_first || b == nullptr || !b->up() || was_up(c_, leg_role::telecaller)) return done();
    if (c_.abandoned) {
        want(act::say_sorry{b->id});  // Where it was cut off nobody knows: from the beginning.
        want(act::start_timer{act::timer::patience, message_at_most});
        return done();
    }
    ring_for_campaign();
    want(act::start_timer{act::timer::patience, std::max(ms(300), message_after - (now_ - *b->answered_at))});
    return done();
}

actions machine::cancel(const std::string& why) {
    if (c_.over() || c_.answered()) return done();
    c_.status = call_status::cancelled;
    end(party::system, why);
    return done();
}

void machine::third_up(leg& l) {
    refresh_recording();
    want(act::join{l.id});
    if (c_.telecaller_done) hand_over(l);
}

actions machine::leg_ended(const std::string& leg_id, const leg_end& how) {
    auto* l = c_.find(leg_id);
    if (l == nullptr || l->state == leg_state::ended) return done();
    l->state = leg_state::ended;
    l->ended_at = now_;
    l->cause_q850 = how.cause_q850;
    l->sip_status = how.sip_status;
    l->cause_text = how.text.empty() ? std::string(cause_in_words(how.cause_q850)) : how.text;
    if (!c_.over() && !l->superseded) {
        switch (l->role) {
            case leg_role::telecaller: telecaller_ended(*l); break;
            case leg_role::borrower: borrower_ended(*l); break;
            case leg_role::third_party: third_ended(*l); break;
        }
    }
    const bool all_gone =
        std::ranges::all_of(c_.legs, [](const leg& x) { return x.state == leg_state::ended; });
    if (c_.over() && all_gone) {
        want(act::stop_timer{act::timer::settle});
        want(act::settle{});
    }
    return done();
}

void machine::telecaller_ended(leg& l) {
    if (!l.answered_at) {
        if (was_up(c_, leg_role::telecaller)) return;  // Reconnecting: the grace timer decides.
        if (c_.direction == direction::inbound || c_.borrower_first) {
            want(act::release{l.user_id, false});
            c_.telecaller_id = 0;
            c_.telecaller_name.clear();
            want(act::find_telecaller{});
            return;
        }
        end(party::system, "the telecaller's phone did not answer");
        return;
    }
    if (!is_deliberate(*l.cause_q850)) {
        lose_telecaller();
        want(act::retry_phone{l.user_id});
        return;
    }
    auto* x = c_.of(leg_role::third_party);
    const auto* b = c_.of(leg_role::borrower);
    if (x && x->up() && b && b->up()) {
        hand_over(*x);
    } else {
        end(party::telecaller);
    }
}

void machine::borrower_ended(leg& l) {
    if (!l.answered_at) {
        c_.cause_q850 = l.cause_q850;
        c_.cause_text = l.cause_text;
        if (c_.direction == direction::inbound) {
            end(party::borrower, "the caller gave up");
            return;
        }
        if (another_way_may_help(l)) {
            want(act::find_way{l.id});
            return;
        }
        not_reached(l);
        return;
    }
    c_.cause_q850 = l.cause_q850;
    c_.cause_text = l.cause_text;
    stop_recording();
    const auto* t = c_.of(leg_role::telecaller);
    const auto* x = c_.of(leg_role::third_party);
    if (t && t->up() && x) return;  // Telecaller and third party may finish: a dead call, and it says so.
    end(is_deliberate(*l.cause_q850) ? party::borrower : party::network);
}

bool machine::another_way_may_help(const leg& l) const {
    return !l.alerted && l.route && is_fault_of_way(*l.cause_q850, l.sip_status);
}

void machine::not_reached(const leg& l) {
    c_.status = status_for_cause(*l.cause_q850);
    end(is_network_cause(*l.cause_q850) || c_.status == call_status::unallocated ||
                c_.status == call_status::switched_off
            ? party::network
            : party::borrower);
}

actions machine::way_lost(std::int64_t trunk_id) {
    auto* b = c_.of(leg_role::borrower);
    if (c_.over() || c_.direction == direction::inbound || b == nullptr || b->alerted ||
        b->answered_at || !b->route || b->route->trunk_id != trunk_id)
        return done();
    want(act::hang_up{b->id});
    return leg_ended(b->id, {38, std::nullopt, "the way stopped answering"});
}

actions machine::way_found() {
    if (c_.over() || c_.of(leg_role::borrower) != nullptr) return done();
    c_.cause_q850.reset();
    c_.cause_text.clear();
    want(act::dial_borrower{add_leg(leg_role::borrower, c_.phone_number, 0).id});
    return done();
}

actions machine::no_way(const std::string& leg_id) {
    const auto* l = c_.find(leg_id);
    if (!c_.over() && l != nullptr && l->cause_q850 && c_.of(leg_role::borrower) == nullptr)
        not_reached(*l);
    return done();
}

void machine::third_ended(leg& l) {
    if (l.user_id != 0) want(act::release{l.user_id, false});
    auto* b = c_.of(leg_role::borrower);
    if (b == nullptr) {
        end(party::telecaller);
        return;
    }
    if (c_.telecaller_done) {
        if (l.answered_at) {
            end(l.user_id != 0 ? party::telecaller : party::network);
            return;
        }
        want(act::notice{c_.telecaller_id, "The transfer did not go through: " + l.cause_text});
        if (b->up() && !b->on_hold) to_music(*b);
        want(act::bring_back{c_.telecaller_id});
        return;
    }
    if (!l.answered_at)
        want(act::notice{c_.telecaller_id, "Not reached: " + l.cause_text});
    third_gone();
}

/// Telecaller and borrower are two again; a borrower whose telecaller is lost goes on hearing music.
void machine::third_gone() {
    refresh_recording();
    auto* b = c_.of(leg_role::borrower);
    const auto* t = c_.of(leg_role::telecaller);
    if (b == nullptr) {
        end(party::telecaller);
    } else if (t == nullptr || !t->up()) {
        if (b->up() && !b->on_hold) to_music(*b);
    } else if (b->on_hold && !c_.on_hold) {
        to_bridge(*b);
    }
}

actions machine::take_back() {
    if (c_.over() || !c_.telecaller_done || c_.of(leg_role::third_party)) return done();
    c_.telecaller_done = false;
    lose_telecaller();
    want(act::retry_phone{c_.telecaller_id});
    return done();
}

actions machine::pass_on(std::int64_t user_id, const std::string& name) {
    if (c_.over() || !c_.telecaller_done || c_.of(leg_role::third_party)) return done();
    const auto& x = add_leg(leg_role::third_party, name, user_id);
    want(act::ring_phone{x.id, user_id, false});
    return done();
}

actions machine::strand() {
    if (!c_.over() && c_.telecaller_done && c_.of(leg_role::third_party) == nullptr)
        end(party::system, "the transfer failed and nobody was free");
    return done();
}

actions machine::phone_lost(std::int64_t user_id) {
    auto* t = c_.of(leg_role::telecaller);
    auto* x = c_.of(leg_role::third_party);
    if (!c_.over() && x && x->user_id == user_id && x->up()) {
        want(act::notice{c_.telecaller_id, x->endpoint + " has lost the connection."});
        want(act::release{user_id, false});
        drop(*x);
        third_gone();
        return done();
    }
    if (c_.over() || t == nullptr || t->user_id != user_id || !t->up()) return done();
    drop(*t);
    lose_telecaller();
    return done();
}

void machine::lose_telecaller() {
    auto* b = c_.of(leg_role::borrower);
    if (b && b->up() && !b->on_hold && c_.of(leg_role::third_party) == nullptr) to_music(*b);
    want(act::start_timer{act::timer::grace, grace});
}

actions machine::phone_back(std::int64_t user_id) {
    if (c_.over() || c_.telecaller_done || c_.telecaller_id != user_id ||
        c_.of(leg_role::telecaller) != nullptr || !was_up(c_, leg_role::telecaller))
        return done();
    const auto& t = add_leg(leg_role::telecaller, c_.telecaller_name, user_id);
    want(act::ring_phone{t.id, user_id, true});
    return done();
}

actions machine::timer_fired(act::timer which) {
    const auto* t = c_.of(leg_role::telecaller);
    switch (which) {
        case act::timer::grace:
            if (!c_.over() && (t == nullptr || !t->up()))
                end(party::system, "the telecaller did not come back");
            break;
        case act::timer::patience:
            if (c_.over() || (t && t->up())) break;
            if (!c_.answered())
                end(party::system, "nobody answered");
            else if (c_.borrower_first && c_.abandoned)
                end(party::system, "no telecaller was free");
            else if (c_.borrower_first && c_.of(leg_role::borrower))
                abandon();
            break;
        case act::timer::settle:
            if (c_.over()) want(act::settle{});
            break;
    }
    return done();
}

actions machine::asterisk_lost() {
    if (c_.over()) {
        want(act::settle{});
        return done();
    }
    for (auto& l : c_.legs) {
        if (l.state == leg_state::ended) continue;
        l.state = leg_state::ended;
        l.ended_at = now_;
        l.cause_q850 = 38;
        l.cause_text = "the telephone server stopped";
    }
    c_.cause_q850 = 38;
    c_.cause_text = "the telephone server stopped";
    if (!c_.answered()) c_.status = call_status::failed;
    end(party::system, "the telephone server stopped");
    want(act::stop_timer{act::timer::settle});
    want(act::settle{});
    return done();
}

// ── wishes ────────────────────────────────────────────────────────────────────────────────────

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
