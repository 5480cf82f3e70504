// From a decision to a call, and from its end to what comes next for the lead.
#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/problem.hpp"
#include "compliance/do_not_call.hpp"
#include "crm/dispositions.hpp"
#include "dialer/campaigns/lead_work.hpp"
#include "dialer/engine/attempt_outcome.hpp"
#include "dialer/engine/running.hpp"

#include <algorithm>

namespace zenix::dialer {
namespace {

constexpr int preparing_max = 32;
constexpr ms quiet_after_fault{2000};
// An outcome nobody has written so long after the call, and nobody owes, is none.
constexpr auto outcome_patience = std::chrono::minutes(15);

}  // namespace

void engine::start_attempts(const line& l, int how_many) {
    const auto free = free_telecallers(l->c.id);
    const auto begin = [&](calls::held_telecaller held, bool owned) {
        auto id = new_uuid();
        l->tries.prepare(seconds(), id, held.user_id != 0);
        tasks_.spawn("attempt " + id, attempt(l, id, std::move(held), owned));
    };
    // Callbacks beat the list: a telecaller's own first.
    for (const auto* a : free) {
        if (how_many <= 0 || l->tries.preparing() >= preparing_max) return;
        if (!l->owners.contains(a->user_id)) continue;
        l->owners.erase(a->user_id);
        begin({a->user_id, a->display_name}, true);
        --how_many;
    }
    if (l->guaranteed && how_many > 0 && !free.empty()) {
        l->guaranteed = false;  // One at a time; the house looks again.
        begin({free.front()->user_id, free.front()->display_name}, false);
        --how_many;
    }
    if (l->dry) return;
    for (; how_many > 0 && l->tries.preparing() < preparing_max; --how_many) begin({}, false);
}

calls::call_request engine::request_for(const running& l, const lead& of, const std::string& call_id) const {
    calls::call_request r;
    r.call_id = call_id;
    r.campaign_id = l.c.id;
    r.lead_id = of.id;
    r.customer_id = of.customer_id;
    r.phone_number = of.phone;
    r.loan_id = of.loan_id;
    r.purpose = l.c.settings.purpose;
    r.route_group_id = l.c.settings.route_group_id;
    r.ring_timeout_s = l.c.settings.ring_timeout_s;
    return r;
}

task<void> engine::attempt(line l, std::string call_id, calls::held_telecaller held, bool owned) {
    std::optional<lead> taken;
    std::optional<next_step> back;
    bool asked = false;
    try {
        if (owned)
            taken = co_await take_owned(p_.db, l->c.id, held.user_id, call_id);
        else
            taken = co_await take_next(p_.db, l->c.id, call_id, held.user_id != 0);
        asked = true;
        const bool elsewhere = taken && std::ranges::any_of(p_.calls.in_progress(), [&](const calls::call* c) {
            return c->phone_number == taken->phone && !c->over();
        });
        if (elsewhere) {
            back = next_step{"later", "in a call with us", p_.clock() + std::chrono::minutes(10)};
        } else if (taken && l->c.state != campaign_state::running) {
            back = next_step{"callable", "", std::nullopt};
        } else if (taken) {
            (void)co_await p_.desk.start_attempt(request_for(*l, *taken, call_id), held);
        }
    } catch (const problem& p) {
        back = refused(*l, p);
    } catch (const std::exception& e) {
        log::error("dialer", "attempt failed", {{"call", call_id}, {"why", e.what()}});
        l->quiet_until = p_.clock() + quiet_after_fault;
        l->quiet_why = "The database is away.";
        if (taken) back = next_step{"callable", "", std::nullopt};
    }
    if (asked && !taken && held.user_id == 0) l->dry = true;
    if (taken && !back) co_return;
    forget_attempt(l, call_id);
    if (taken) co_await give_back(p_.db, taken->id, call_id, *back);
}

void engine::forget_attempt(const line& l, const std::string& call_id) {
    l->tries.forget(seconds(), call_id);
    ring();
}

/// What a refusal means for the lead, and for the campaign.
next_step engine::refused(running& l, const problem& p) {
    if (p.code() == "gate_refused") {
        metrics::counter("zenix_campaign_blocked_total", "Leads the legal gate refused.").Increment();
        return blocked_step(p.to_json());
    }
    if (p.status() == 503) {
        l.quiet_until = p_.clock() + quiet_after_fault;
        l.quiet_why = p.detail();
        return {"callable", "", std::nullopt};
    }
    if (p.status() == 409) return {"callable", "", std::nullopt};
    return {"blocked", p.detail(), std::nullopt};
}

/// Tried until the database has it: a wish not to be called is not lost to a short break.
task<void> engine::never_again(std::string phone) {
    for (int n = 0; n < 60; ++n) {
        bool done = false;
        try {
            const auto tx = co_await p_.db.begin();
            (void)co_await compliance::add_entry(*tx, phone, "Pressed 9 in the message that nobody was free.",
                compliance::dnc_source::disposition, "system");
            co_await tx->commit();
            done = true;
        } catch (const std::exception& e) {
            log::warn("dialer", "opt-out not written yet", {{"phone", log::mask(phone)}, {"why", e.what()}});
        }
        if (done) co_return;
        const bool awake = co_await sleep_for(ms(5000));
        if (!awake) co_return;
    }
}

std::string engine::zone_of(const lead& of) const { return of.time_zone.empty() ? p_.home_zone : of.time_zone; }

task<void> engine::finish(calls::call c, std::string disposition, std::optional<crm::callback_wish> callback) {
    try {
        const auto of = co_await lead_of_call(p_.db, c.id);
        if (of) co_await finish_lead(*of, std::move(c), std::move(disposition), std::move(callback));
    } catch (const std::exception& e) {  // `reconcile` finds it again.
        log::warn("dialer", "a lead was not finished", {{"call", c.id}, {"why", e.what()}});
    }
    ring();
}

task<void> engine::finish_lead(
    lead of, calls::call c, std::string disposition, std::optional<crm::callback_wish> callback) {
    const auto what = outcome_of(c, disposition);
    const auto now = p_.clock();
    if (what.kind == attempt_kind::not_made) {
        co_await give_back(p_.db, of.id, c.id, {"callable", "", std::nullopt});
        co_return;
    }
    std::string outcome = what.outcome;
    if (what.kind == attempt_kind::owed) {
        const auto* a = p_.floor.find(c.telecaller_id);
        const bool owed = a != nullptr && (a->owes_outcome == c.id || a->call_id == c.id);
        if (owed || !c.ended_at || now - *c.ended_at < outcome_patience) co_return;
        outcome = what.otherwise;
    }
    attempt_end e;
    std::optional<disposition_rule> rule;
    if (what.kind == attempt_kind::said && !callback) {  // Found again after a restart.
        const auto agreed = co_await p_.db.run(
            "select due_at, owner_id from callbacks where call_id = $1::uuid and state = 'open'", c.id);
        if (!agreed.empty())
            callback = crm::callback_wish{agreed.front().time("due_at"), !agreed.front().null("owner_id"), std::nullopt};
    }
    if (what.kind == attempt_kind::said) {
        if (const auto d = co_await crm::find_disposition(p_.db, outcome)) {
            rule = disposition_rule{d->final, std::nullopt, std::nullopt};
            if (d->retry_after_minutes) rule->retry_after_min = static_cast<int>(*d->retry_after_minutes);
            if (d->max_tries) rule->max_tries = static_cast<int>(*d->max_tries);
            e.contacted = d->contact_result == "right_party";
            e.promised = d->needs_promise;
        }
    }
    auto history = of.history;
    ++history.tries;
    ++history.outcomes[outcome];
    const auto l = find(of.campaign_id);
    std::optional<campaign> rested;
    if (!l) rested = co_await get_campaign(p_.db, of.campaign_id);
    const auto& from = l ? l->c : *rested;
    e.outcome = outcome;
    e.at = c.created_at;
    e.step = after_outcome(outcome, history, from.settings.retry_rules, rule, now, zone_of(of));
    e.answered = c.answered();
    e.connected = connected(c);
    if (callback) {
        e.step = {"later", "callback", callback->due_at};
        e.callback = true;
        if (callback->mine) e.owner_id = c.telecaller_id;
    }
    if (c.abandoned && from.settings.guarantee_h > 0)
        e.guaranteed_until = now + std::chrono::hours(from.settings.guarantee_h);
    for (std::size_t i = 0; i < from.settings.order.size(); ++i)
        if (from.settings.order[i].by == order_key::never_tried) e.never_tried_slot = static_cast<int>(i) + 1;
    (void)co_await finish_attempt(p_.db, of.id, c.id, std::move(e));
}

}  // namespace zenix::dialer
