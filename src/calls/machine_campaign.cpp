// The borrower first: dialled by a campaign, joined to a telecaller at the answer, or told that nobody is free.
#include "calls/machine.hpp"

namespace zenix::calls {

actions machine::start_campaign() {
    c_.borrower_first = true;
    c_.dialed_at = now_;
    want(act::make_bridge{});
    want(act::dial_borrower{add_leg(leg_role::borrower, c_.phone_number, 0).id});
    return done();
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
    want(act::start_timer{act::timer::patience, std::max(ms(1000), message_after - (now_ - *b->answered_at))});
    return done();
}

actions machine::cancel(const std::string& why) {
    if (c_.over() || c_.answered()) return done();
    c_.status = call_status::cancelled;
    end(party::system, why);
    return done();
}

}  // namespace zenix::calls
