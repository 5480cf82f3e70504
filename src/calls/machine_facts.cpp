// What Asterisk and the phones report, and what follows from it.
#include "calls/machine.hpp"

#include <algorithm>

#include "calls/causes.hpp"

namespace zenix::calls {

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
    if (l->superseded && l->role == leg_role::telecaller) {
        want(act::hang_up{l->id});  // Answered after it was dropped: they never were in this call.
        return done();
    }
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

}  // namespace zenix::calls
