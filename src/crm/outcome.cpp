#include "crm/outcome.hpp"

#include "base/ids.hpp"
#include "base/problem.hpp"
#include "base/zone.hpp"
#include "crm/contacts.hpp"

namespace zenix::crm {
namespace {

// A callback may be made a little early and still be the one that was due.
constexpr auto early_max = std::chrono::minutes(30);

task<std::vector<loan_owed>> loans_of(pg::executor& tx, std::int64_t customer_id) {
    const auto rows =
        co_await tx.run("select id, amount_due, currency from loans where customer_id = $1"
                        " order by days_past_due desc, id",
            customer_id);
    std::vector<loan_owed> out;
    for (const auto r : rows)
        out.push_back({r.integer("id"), r.integer("amount_due"), r.text("currency")});
    co_return out;
}

task<void> take_back(pg::executor& tx, std::string call_id, sys_ms at) {
    const auto withdrawn =
        co_await tx.run("update promises set state = 'cancelled', closed_at = $2"
                        " where call_id = $1::uuid and state = 'open' returning id",
            call_id, at);
    for (const auto r : withdrawn) {
        co_await tx.run("update promises set state = 'open', closed_at = null,"
                        " superseded_by = null where superseded_by = $1 and state = 'cancelled'",
            r.integer("id"));
    }
    co_await tx.run("update callbacks set state = 'cancelled', closed_at = $2"
                    " where call_id = $1::uuid and state = 'open'",
        call_id, at);
    co_await tx.run("update callbacks set state = 'open', closed_at = null,"
                    " closed_by_call = null where closed_by_call = $1::uuid and state <> 'open'",
        call_id);
}

task<void> write_promise(pg::executor& tx, const outcome& o, promise_made p, sys_ms at) {
    // The open one must give way before the new one may be there, and learns its number after.
    const auto old = co_await tx.run("update promises set state = 'cancelled', closed_at = $3"
                                     " where customer_id = $1 and coalesce(loan_id, 0) = $2"
                                     " and state = 'open' returning id",
        o.customer_id, p.loan_id.value_or(0), at);
    const auto made =
        co_await tx.run("insert into promises (customer_id, loan_id, call_id, user_id, amount,"
                        " currency, due_date, created_at)"
                        " values ($1, $2, $3::uuid, $4, $5, $6, $7::date, $8) returning id",
            o.customer_id, p.loan_id, o.call_id, user_id{o.user_id}, p.amount, p.currency,
            to_string(p.due_date), at);
    for (const auto r : old) {
        co_await tx.run("update promises set superseded_by = $2 where id = $1", r.integer("id"),
            made.front().integer("id"));
    }
}

task<void> close_due_callbacks(pg::executor& tx, const outcome& o, sys_ms at) {
    co_await tx.run("update callbacks set state = 'done', closed_at = $2,"
                    " closed_by_call = $3::uuid"
                    " where customer_id = $1 and state = 'open' and due_at <= $4",
        o.customer_id, at, o.call_id, at + early_max);
}

task<void> write_callback(pg::executor& tx, const outcome& o, sys_ms at) {
    const user_id owner{o.callback->mine ? o.user_id : 0};
    co_await tx.run("update callbacks set state = 'cancelled', closed_at = $3,"
                    " closed_by_call = $4::uuid"
                    " where customer_id = $1 and owner_id is not distinct from $2"
                    " and state = 'open'",
        o.customer_id, owner, at, o.call_id);
    const auto loan = co_await tx.run(
        "select id from loans where id = $1 and customer_id = $2", o.loan_id, o.customer_id);
    co_await tx.run("insert into callbacks (customer_id, loan_id, call_id, user_id, owner_id,"
                    " phone_number, due_at, note, created_at)"
                    " values ($1, $2, $3::uuid, $4, $5, $6, $7, $8, $9)",
        o.customer_id, loan_id{loan.empty() ? 0 : o.loan_id}, o.call_id, user_id{o.user_id}, owner,
        o.phone_number, o.callback->due_at, o.callback->note, at);
}

}  // namespace

task<disposition> record_outcome(pg::executor& tx, outcome what, sys_ms at) {
    const auto known = co_await find_disposition(tx, what.disposition);
    if (!known)
        throw invalid_field("disposition",
            "There is no disposition with this code; GET /api/v1/dispositions lists them.");
    std::vector<loan_owed> loans;
    std::string zone = "UTC";
    if (what.customer_id != 0) {
        loans = co_await loans_of(tx, what.customer_id);
        zone = co_await zone_of(tx, what.customer_id, what.phone_number);
    }
    const auto promise = judge_outcome(what, *known, loans, to_local(at, zone).day, at);
    co_await take_back(tx, what.call_id, at);
    if (what.customer_id == 0) co_return *known;
    if (known->counts_as_conversation || known->final) co_await close_due_callbacks(tx, what, at);
    if (promise) co_await write_promise(tx, what, *promise, at);
    if (what.callback) co_await write_callback(tx, what, at);
    co_return *known;
}

}  // namespace zenix::crm
