#include "dialer/campaigns/lead_work.hpp"

#include <fmt/format.h>

namespace zenix::dialer {
namespace {

/// A step that gives the lead as it is then. `set` and `where` speak of `k`.
std::string moving(std::string_view set, std::string_view where) {
    return fmt::format(
        "with moved as (update campaign_leads k set {} where {} returning k.*)"
        " select {} from moved l left join customers c on c.id = l.customer_id", set, where, lead_columns);
}

constexpr const char* number_free =
    "not exists (select from campaign_leads o where o.phone = l.phone and o.state = 'in_progress')";

task<std::optional<lead>> one(pg::executor& db, std::string sql, std::vector<pg::param> params) {
    bool taken = false;
    try {
        const auto found = co_await db.execute(std::move(sql), std::move(params));
        if (!found.empty()) co_return read_lead(found.front());
    } catch (const pg::sql_error& e) {
        taken = e.unique_violation();  // Another campaign took the number at that very moment.
        if (!taken) throw;
    }
    co_return std::nullopt;
}

}  // namespace

task<std::optional<lead>> take_next(pg::executor& db, std::int64_t campaign_id, std::string call_id, bool held) {
    static const auto sql = moving("state = 'in_progress', call_id = $2::uuid, next_at = null, reason = null",
        fmt::format("k.id = (select l.id from campaign_leads l where l.campaign_id = $1 and l.state = 'callable'"
                    " and l.owner_id is null and ($3 or l.guaranteed_until is null or l.guaranteed_until <= now())"
                    " and {} order by l.rank, l.order_1, l.order_2, l.order_3, l.id limit 1 for update skip locked)", number_free));
    co_return co_await one(db, sql, {campaign_id, call_id, held});
}

task<std::optional<lead>> take_owned(pg::executor& db, std::int64_t campaign_id, std::int64_t owner, std::string call_id) {
    static const auto sql = moving("state = 'in_progress', call_id = $3::uuid, next_at = null, reason = null",
        fmt::format("k.id = (select l.id from campaign_leads l where l.campaign_id = $1 and l.state = 'callable'"
                    " and l.owner_id = $2 and {} order by l.next_at, l.id limit 1 for update skip locked)", number_free));
    co_return co_await one(db, sql, {campaign_id, owner, call_id});
}

task<std::optional<lead>> take_this(pg::executor& db, std::int64_t campaign_id, std::int64_t lead_id, std::string call_id) {
    static const auto sql = moving("state = 'in_progress', call_id = $3::uuid, next_at = null, reason = null",
        fmt::format("k.id = (select l.id from campaign_leads l where l.campaign_id = $1 and l.id = $2"
                    " and l.state in ('callable', 'later') and {} for update skip locked)", number_free));
    co_return co_await one(db, sql, {campaign_id, lead_id, call_id});
}

task<std::optional<lead>> show_next(pg::executor& db, std::int64_t campaign_id, std::int64_t user_id) {
    // A callback of theirs has an index of its own; asking for it first keeps the other one in order.
    static const auto own = moving("state = 'in_progress', shown_to = $2, shown_at = now(), next_at = null, reason = null",
        fmt::format("k.id = (select l.id from campaign_leads l where l.campaign_id = $1 and l.state = 'callable'"
                    " and l.owner_id = $2 and {} order by l.next_at, l.id limit 1 for update skip locked)", number_free));
    static const auto common = moving("state = 'in_progress', shown_to = $2, shown_at = now(), next_at = null, reason = null",
        fmt::format("k.id = (select l.id from campaign_leads l where l.campaign_id = $1 and l.state = 'callable'"
                    " and l.owner_id is null and {} order by l.rank, l.order_1, l.order_2, l.order_3, l.id limit 1"
                    " for update skip locked)", number_free));
    auto theirs = co_await one(db, own, {campaign_id, user_id});
    if (theirs) co_return theirs;
    co_return co_await one(db, common, {campaign_id, user_id});
}

task<bool> dial_shown(pg::executor& db, std::int64_t lead_id, std::int64_t user_id, std::string call_id) {
    const auto done = co_await db.run(
        "update campaign_leads set call_id = $3::uuid, shown_to = null, shown_at = null"
        " where id = $1 and shown_to = $2 and state = 'in_progress'", lead_id, user_id, call_id);
    co_return done.affected() > 0;
}

task<void> put_back_shown(pg::executor& db, std::int64_t lead_id, std::int64_t user_id, next_step step) {
    co_await db.run("update campaign_leads set state = $3, reason = nullif($4, ''), next_at = $5, shown_to = null,"
                    " shown_at = null where id = $1 and shown_to = $2 and state = 'in_progress'",
        lead_id, user_id, step.state, step.reason, step.next_at);
}

task<void> give_back(pg::executor& db, std::int64_t lead_id, std::string call_id, next_step step) {
    co_await db.run("update campaign_leads set state = $3, reason = nullif($4, ''), next_at = $5, call_id = null"
                    " where id = $1 and call_id = $2::uuid and state = 'in_progress'",
        lead_id, call_id, step.state, step.reason, step.next_at);
}

task<bool> finish_attempt(pg::executor& db, std::int64_t lead_id, std::string call_id, attempt_end e) {
    const auto done = co_await db.run(
        "update campaign_leads set state = $3, reason = nullif($4, ''), next_at = $5, call_id = null,"
        " tries = tries + 1, outcomes = outcomes || jsonb_build_object($6::text, coalesce((outcomes ->> $6)::int, 0) + 1),"
        " last_outcome = $6, last_call_id = $2::uuid, last_at = $7, answered = answered or $8, connected = connected or $9,"
        " contacted = contacted or $10, promised = promised or $11, owner_id = $12, rank = case when $13 then 0 else 1 end,"
        " order_1 = case when $14 = 1 then 0 else order_1 end, order_2 = case when $14 = 2 then 0 else order_2 end,"
        " order_3 = case when $14 = 3 then 0 else order_3 end"
        " where id = $1 and call_id = $2::uuid and state = 'in_progress' returning phone",
        lead_id, call_id, e.step.state, e.step.reason, e.step.next_at, e.outcome, e.at, e.answered, e.connected,
        e.contacted, e.promised, e.owner_id, e.callback, e.never_tried_slot);
    if (done.empty()) co_return false;
    if (e.guaranteed_until)
        co_await db.run("update campaign_leads set guaranteed_until = $2 where phone = $1", done.front().text("phone"),
            *e.guaranteed_until);
    co_return true;
}

task<std::int64_t> wake_leads(pg::executor& db, std::int64_t campaign_id, sys_ms now) {
    constexpr auto owners_patience = std::chrono::minutes(30);
    const auto woken = co_await db.run(
        "update campaign_leads set state = 'callable' where id in (select id from campaign_leads where campaign_id = $1"
        " and state in ('later', 'blocked') and next_at <= $2 order by next_at limit 5000 for update skip locked)",
        campaign_id, now);
    co_await db.run("update campaign_leads set owner_id = null where campaign_id = $1 and state = 'callable'"
                    " and owner_id is not null and next_at <= $2", campaign_id, now - owners_patience);
    co_return woken.affected();
}

task<std::optional<sys_ms>> next_due(pg::executor& db, std::int64_t campaign_id) {
    const auto found = co_await db.run("select min(next_at) as at from campaign_leads where campaign_id = $1"
                                       " and state in ('later', 'blocked') and next_at is not null", campaign_id);
    co_return found.front().maybe_time("at");
}

task<std::vector<lead>> leads_in_progress(pg::executor& db) {
    const auto found = co_await db.run(fmt::format(
        "select {} from campaign_leads l left join customers c on c.id = l.customer_id where l.state = 'in_progress'", lead_columns));
    std::vector<lead> out;
    for (const auto r : found) out.push_back(read_lead(r));
    co_return out;
}

task<std::optional<lead>> lead_of_call(pg::executor& db, std::string call_id) {
    const auto found = co_await db.run(fmt::format(
        "select {} from campaign_leads l left join customers c on c.id = l.customer_id where l.call_id = $1::uuid", lead_columns), call_id);
    if (found.empty()) co_return std::nullopt;
    co_return read_lead(found.front());
}

}  // namespace zenix::dialer
