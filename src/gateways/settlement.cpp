#include "gateways/settlement.hpp"

#include "base/time.hpp"

namespace zenix::gateways {

task<bool> write_settlement(pg::executor& db, settlement s) {
    const auto done = co_await db.run(
        "with fresh as (insert into sim_settlements (reservation, iccid, day, answered, seconds)"
        " values ($1, $2, $3::date, $4, $5) on conflict do nothing"
        " returning iccid, day, answered, seconds)"
        " insert into sim_usage (iccid, day, attempts, answered, seconds)"
        " select iccid, day, 1, answered::integer, seconds from fresh"
        " on conflict (iccid, day) do update set attempts = sim_usage.attempts + 1,"
        " answered = sim_usage.answered + excluded.answered,"
        " seconds = sim_usage.seconds + excluded.seconds",
        s.reservation, s.iccid, to_string(s.day), s.answered, s.seconds);
    co_return done.affected() == 1;
}

task<> forget_old_settlements(pg::executor& db) {
    co_await db.run("delete from sim_settlements where settled_at < now() - interval '30 days'");
}

task<std::vector<used>> load_usage(pg::executor& db, std::chrono::year_month_day day) {
    const auto found = co_await db.run(
        "select iccid, attempts, answered, seconds from sim_usage where day = $1::date",
        to_string(day));
    std::vector<used> out;
    out.reserve(found.size());
    for (const auto row : found)
        out.push_back({row.text("iccid"),
            {row.integer("attempts"), row.integer("answered"), row.integer("seconds")}});
    co_return out;
}

}  // namespace zenix::gateways
