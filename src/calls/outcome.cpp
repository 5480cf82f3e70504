#include "calls/outcome.hpp"

#include "base/problem.hpp"
#include "base/zone.hpp"
#include "compliance/do_not_call.hpp"
#include "crm/contacts.hpp"
#include "crm/outcome.hpp"

namespace zenix::calls {
namespace {

struct wanted_outcome {
    crm::outcome record;
    std::optional<std::string> callback_at_local;
    std::optional<std::string> next_state;
};

wanted_outcome read(fields in) {
    wanted_outcome w;
    w.record.disposition = in.text("disposition", {1, 64});
    w.record.notes = in.maybe_text("notes", {0, 4000});
    if (auto p = in.maybe_object("promise")) {
        crm::promise_wish promise;
        promise.amount = p->integer("amount", {.min = 1});
        const auto due = p->text("due_date", {10, 10});
        const auto day = parse_date(due);
        if (!day) throw invalid_field(p->path("due_date"), "Must be a day, as 2026-12-01.");
        promise.due_date = *day;
        promise.loan_id = p->maybe_integer("loan_id", {.min = 1});
        p->done();
        w.record.promise = promise;
    }
    if (auto c = in.maybe_object("callback")) {
        crm::callback_wish callback;
        w.callback_at_local = c->text("at_local", {16, 19});
        callback.mine = c->maybe_flag("mine").value_or(true);
        callback.note = c->maybe_text("note", {0, 200});
        c->done();
        w.record.callback = callback;
    }
    w.next_state = in.maybe_choice("next_state", {"ready", "paused"});
    in.done();
    return w;
}

}  // namespace

outcome_writer::outcome_writer(conductor& calls, call_log& log, desk& d, agents::floor& floor,
                               compliance::gate_service& gate, pg::pool& db)
    : calls_(calls), log_(log), desk_(d), floor_(floor), gate_(gate), db_(db) {}

/// A row must be there before it can be changed; that of a call that just ended is there in a moment.
task<void> outcome_writer::row_written(std::string id) {
    while (calls_.settling(id)) co_await sleep_for(ms(20));
    const bool there = co_await log_.written(id, ms(3000));
    if (!there)
        throw unavailable("database_away", "The call's row is not written yet; try again in a moment.");
}

task<void> outcome_writer::forgive_written() {
    std::vector<std::pair<std::int64_t, std::string>> owing;
    for (const auto* a : floor_.all())
        if (!a->owes_outcome.empty()) owing.emplace_back(a->user_id, a->owes_outcome);
    for (const auto& [user, id] : owing) {
        const auto row = co_await db_.run("select disposition from call_logs where id = $1::uuid", id);
        if (!row.empty() && !row.front().text("disposition").empty()) floor_.outcome_written(user, id, false);
    }
}

task<call> outcome_writer::write(principal who, std::string id, fields body) {
    auto wish = read(std::move(body));
    auto c = co_await desk_.look_up(who, id);
    if (!takes_part(who, c) && who.role == role::telecaller)
        throw forbidden("Only who spoke can write the outcome.");
    if (!c.over() && !c.telecaller_done)
        throw conflict("call_in_progress", "End the call first; then write its outcome.");
    wish.record.call_id = c.id;
    wish.record.customer_id = c.customer_id;
    wish.record.loan_id = c.loan_id;
    wish.record.user_id = c.telecaller_id != 0 ? c.telecaller_id : who.user_id;
    wish.record.phone_number = c.phone_number;

    if (wish.callback_at_local) {
        const auto zone = co_await crm::zone_of(db_, c.customer_id, c.phone_number);
        const auto at = parse_wall(*wish.callback_at_local, zone);
        if (!at || *at <= now())
            throw invalid_field("callback.at_local",
                                "Must be a time still to come in the borrower's zone, as 2026-12-01T10:30.");
        compliance::question q;
        q.phone = c.phone_number;
        if (c.customer_id != 0) q.customer_id = c.customer_id;
        q.at = *at;
        q.asked_by = who.name;
        q.source = "callback";
        const auto lawful = co_await gate_.ask(std::move(q));
        if (!lawful.verdict.allow)
            throw problem(422, "callback_not_lawful", lawful.verdict.summary, "callback.at_local")
                .with("decision", compliance::to_json(lawful.verdict));
        wish.record.callback->due_at = *at;
    }

    const bool live = calls_.find(id) != nullptr && !calls_.settling(id);
    if (!live) co_await row_written(id);
    auto tx = co_await db_.begin();
    const auto behaviour = co_await crm::record_outcome(*tx, wish.record);
    if (behaviour.adds_to_dnc)
        (void)co_await compliance::add_entry(*tx, c.phone_number, behaviour.label,
                                             compliance::dnc_source::disposition, who.name);
    const auto wrap_ms = c.ended_at ? (now() - *c.ended_at).count() : 0;
    if (!live) co_await log_.set_outcome(*tx, id, wish.record.disposition, wish.record.notes, wrap_ms);
    co_await tx->commit();
    if (live && !calls_.note_outcome(id, wish.record.disposition, wish.record.notes)) {
        // It settled meanwhile, without the outcome.
        co_await row_written(id);
        co_await log_.set_outcome(db_, id, wish.record.disposition, wish.record.notes, wrap_ms);
    }
    if (c.campaign_id != 0 && listener_) listener_(c, wish.record);
    // Written in the very moment the call ends, it may come before the call has let its telecaller go.
    floor_.release(wish.record.user_id, id, true);
    // Somebody else may write it, but only the telecaller can say that they are at the desk.
    const bool own = who.user_id == wish.record.user_id;
    floor_.outcome_written(wish.record.user_id, id, wish.next_state == "paused",
                           own && wish.next_state == "ready");
    co_return co_await desk_.look_up(who, id);
}

}  // namespace zenix::calls
