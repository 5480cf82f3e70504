#include "gateways/settlement.hpp"

#include "base/time.hpp"
#include "base/zone.hpp"

namespace zenix::gateways {
namespace {

/// Everything hangs on the first row: a name that is there already adds nothing anywhere.
constexpr auto settle_sql = R"(
with fresh as (
    insert into sim_settlements (reservation, iccid, day, answered, seconds, billed_s, texts, recipient)
    values ($1, $2, $3::date, $4, $5, $6, $7, $11) on conflict do nothing
    returning iccid, day, answered::integer as answered, seconds, billed_s, texts,
              (texts = 0)::integer as calls),
by_day as (
    insert into sim_usage as u (iccid, day, attempts, answered, seconds, billed_s, texts)
    select iccid, day, calls, answered, seconds, billed_s, texts from fresh
    on conflict (iccid, day) do update set attempts = u.attempts + excluded.attempts,
        answered = u.answered + excluded.answered, seconds = u.seconds + excluded.seconds,
        billed_s = u.billed_s + excluded.billed_s, texts = u.texts + excluded.texts),
by_hour as (
    insert into sim_use_hours as u (iccid, hour, attempts, answered, seconds, billed_s, texts)
    select iccid, date_trunc('hour', $8::timestamptz, 'UTC'), calls, answered, seconds, billed_s,
           texts from fresh
    on conflict (iccid, hour) do update set attempts = u.attempts + excluded.attempts,
        answered = u.answered + excluded.answered, seconds = u.seconds + excluded.seconds,
        billed_s = u.billed_s + excluded.billed_s, texts = u.texts + excluded.texts),
by_port as (
    insert into port_use_hours as u (trunk_id, port, hour, attempts, answered, seconds, billed_s)
    select $9::bigint, $10::integer, date_trunc('hour', $8::timestamptz, 'UTC'), calls, answered, seconds, billed_s
    from fresh where $10::integer is not null and calls > 0
    on conflict (trunk_id, port, hour) do update set attempts = u.attempts + excluded.attempts,
        answered = u.answered + excluded.answered, seconds = u.seconds + excluded.seconds,
        billed_s = u.billed_s + excluded.billed_s),
whom as (
    insert into sim_contacts as c (iccid, day, recipient, last_at)
    select iccid, day, $11, $8::timestamptz from fresh where $11::text is not null
    on conflict (iccid, day, recipient) do update set last_at = greatest(c.last_at, excluded.last_at))
select 1 from fresh)";

sim_use use_in(const pg::row& row) {
    return {row.integer("attempts"), row.integer("answered"), row.integer("seconds"),
        row.integer("billed_s"), row.integer("texts"), 0};
}

std::int64_t hour_of(sys_ms t) {
    return std::chrono::floor<std::chrono::hours>(t).time_since_epoch().count();
}

std::int64_t day_of(sys_ms t, const std::string& zone) {
    return std::chrono::sys_days(to_local(t, zone).day).time_since_epoch().count();
}

}  // namespace

task<bool> write_settlement(pg::executor& db, settlement s) {
    const auto whom = s.recipient.empty() ? std::nullopt : std::optional(s.recipient);
    const auto done = co_await db.run(settle_sql, s.reservation, s.iccid, to_string(s.day),
        s.answered, s.seconds, s.billed_s, s.texts, s.reserved_at, s.trunk_id, s.port, whom);
    co_return done.size() == 1;
}

task<> take_back_text(pg::executor& db, std::string reservation) {
    co_await db.run(
        "with gone as (delete from sim_settlements where reservation = $1 and texts > 0"
        " returning reservation, iccid, day, texts, settled_at, recipient),"
        " nobody as (delete from sim_contacts c using gone g where c.iccid = g.iccid and c.day = g.day"
        " and c.recipient = g.recipient and not exists (select from sim_settlements o where"
        " o.iccid = g.iccid and o.day = g.day and o.recipient = g.recipient"
        " and o.reservation <> g.reservation)),"
        " by_day as (update sim_usage u set texts = u.texts - g.texts from gone g"
        " where u.iccid = g.iccid and u.day = g.day)"
        " update sim_use_hours u set texts = u.texts - g.texts from gone g where u.iccid = g.iccid"
        " and u.hour = date_trunc('hour', g.settled_at, 'UTC') and u.texts >= g.texts",
        reservation);
}

task<std::unordered_set<std::string>> load_recently_settled(pg::executor& db) {
    const auto found = co_await db.run(
        "select reservation from sim_settlements order by settled_at desc limit 5000");
    std::unordered_set<std::string> out;
    for (const auto row : found) out.insert(row.text("reservation"));
    co_return out;
}

task<> forget_old_settlements(pg::executor& db) {
    co_await db.run("delete from sim_settlements where settled_at < now() - interval '30 days'");
    co_await db.run("delete from sim_use_hours where hour < now() - interval '400 days'");
    co_await db.run("delete from port_use_hours where hour < now() - interval '400 days'");
    co_await db.run("delete from sim_contacts where last_at < now() - interval '100 days'");
    co_await db.run("delete from sim_signals where at < now() - interval '31 days'");
    co_await db.run("delete from sim_credits where at < now() - interval '400 days'");
}

task<past_use> load_past_use(pg::executor& db, moment at, std::string zone) {
    past_use out;
    const auto first = std::chrono::year_month_day(
        std::chrono::sys_days(at.day) - std::chrono::days(use_log::days_kept));
    const auto days = co_await db.run(
        "select *, day::text as on_day from sim_usage where day >= $1::date", to_string(first));
    for (const auto row : days)
        if (const auto day = parse_date(row.text("on_day")))
            out.days.push_back({row.text("iccid"), *day, use_in(row)});
    const auto since = at.now - std::chrono::hours(use_log::hours_kept);
    const auto hours =
        co_await db.run("select * from sim_use_hours where hour >= $1::timestamptz", since);
    for (const auto row : hours)
        out.hours.push_back({row.text("iccid"), hour_of(row.time("hour")), use_in(row)});
    const auto whom =
        co_await db.run("select iccid, recipient, max(last_at) as last_at from sim_contacts"
                        " where last_at >= $1::timestamptz group by iccid, recipient",
            since);
    for (const auto row : whom) {
        const auto last = row.time("last_at");
        out.contacts.push_back({row.text("iccid"), row.text("recipient"),
            {day_of(last, zone), hour_of(last)}});
    }
    const auto today = from_local(at.day, 0, zone);
    const auto ports = co_await db.run(
        "select trunk_id, port, sum(attempts) as attempts, sum(answered) as answered,"
        " sum(seconds)::bigint as seconds, sum(billed_s)::bigint as billed_s, 0 as texts"
        " from port_use_hours where hour >= $1::timestamptz group by trunk_id, port",
        today);
    for (const auto row : ports)
        out.ports.push_back({row.integer("trunk_id"), static_cast<int>(row.integer("port")), use_in(row)});
    co_return out;
}

}  // namespace zenix::gateways
