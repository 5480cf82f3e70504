#include "gateways/trunk_table.hpp"

#include "base/problem.hpp"

namespace zenix::gateways {

task<std::vector<trunk>> list_trunks(pg::executor& db) {
    const auto found = co_await db.run(
        "select id, name, kind, host, port, username, password_sealed, codecs, channels_max, "
        "caller_id, enabled, gateway_ports from trunks order by name");
    std::vector<trunk> list;
    for (const auto row : found) {
        trunk t;
        t.id = row.integer("id");
        t.name = row.text("name");
        t.kind = row.text("kind") == "gsm" ? trunk_kind::gsm : trunk_kind::sip;
        t.host = row.text("host");
        t.port = static_cast<int>(row.integer("port"));
        t.username = row.maybe_text("username");
        t.password_sealed = row.maybe_text("password_sealed");
        t.codecs = row.texts("codecs");
        t.channels_max = static_cast<int>(row.integer("channels_max"));
        t.caller_id = row.maybe_text("caller_id");
        t.enabled = row.flag("enabled");
        if (const auto n = row.maybe_integer("gateway_ports")) t.gateway_ports = static_cast<int>(*n);
        list.push_back(std::move(t));
    }
    co_return list;
}

task<std::int64_t> save_trunk(pg::executor& db, trunk t) {
    const std::string kind = t.kind == trunk_kind::gsm ? "gsm" : "sip";
    std::optional<std::string> taken;
    try {
        pg::rows done;
        if (t.id == 0) {
            done = co_await db.run(
                "insert into trunks (name, kind, host, port, username, password_sealed, codecs, "
                "channels_max, caller_id, enabled, gateway_ports) "
                "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id",
                t.name, kind, t.host, t.port, t.username, t.password_sealed, t.codecs, t.channels_max,
                t.caller_id, t.enabled, t.gateway_ports);
        } else {
            done = co_await db.run(
                "update trunks set name = $2, kind = $3, host = $4, port = $5, username = $6, "
                "password_sealed = coalesce($7, password_sealed), codecs = $8, channels_max = $9, "
                "caller_id = $10, enabled = $11, gateway_ports = $12, updated_at = now() "
                "where id = $1 returning id",
                t.id, t.name, kind, t.host, t.port, t.username, t.password_sealed, t.codecs,
                t.channels_max, t.caller_id, t.enabled, t.gateway_ports);
        }
        if (done.empty()) throw not_found("There is no trunk " + std::to_string(t.id) + ".");
        co_return done.front().integer("id");
    } catch (const pg::sql_error& e) {
        if (!e.unique_violation()) throw;
    }
    throw conflict("name_taken", "Another trunk is called " + t.name + "; choose another name.");
}

task<bool> delete_trunk(pg::executor& db, std::int64_t id) {
    const auto done = co_await db.run("delete from trunks where id = $1", id);
    co_return done.affected() > 0;
}

task<std::vector<sim>> list_sims(pg::executor& db, std::string day) {
    const auto found = co_await db.run(
        "select s.iccid, s.trunk_id, s.port, s.operator, s.phone_number, s.enabled, u.attempts, "
        "u.answered, u.seconds from sims s left join sim_usage u on u.iccid = s.iccid and "
        "u.day = $1::date order by s.iccid",
        day);
    std::vector<sim> list;
    for (const auto row : found) {
        sim s;
        s.iccid = row.text("iccid");
        s.trunk_id = row.integer("trunk_id");
        if (const auto n = row.maybe_integer("port")) s.port = static_cast<int>(*n);
        s.operator_name = row.maybe_text("operator");
        s.phone_number = row.maybe_text("phone_number");
        s.enabled = row.flag("enabled");
        s.attempts_today = static_cast<int>(row.integer("attempts"));
        s.answered_today = static_cast<int>(row.integer("answered"));
        s.seconds_today = row.integer("seconds");
        list.push_back(std::move(s));
    }
    co_return list;
}

task<void> save_sim(pg::executor& db, sim s) {
    co_await db.run(
        "insert into sims (iccid, trunk_id, port, operator, phone_number, enabled) "
        "values ($1, $2, $3, $4, $5, $6) on conflict (iccid) do update set trunk_id = excluded.trunk_id, "
        "port = excluded.port, operator = excluded.operator, phone_number = excluded.phone_number",
        s.iccid, s.trunk_id, s.port, s.operator_name, s.phone_number, s.enabled);
}

task<void> add_use(pg::executor& db, std::string iccid, std::string day, int answered, std::int64_t seconds) {
    co_await db.run(
        "insert into sim_usage (iccid, day, attempts, answered, seconds) values ($1, $2::date, 1, $3, $4) "
        "on conflict (iccid, day) do update set attempts = sim_usage.attempts + 1, "
        "answered = sim_usage.answered + excluded.answered, seconds = sim_usage.seconds + excluded.seconds",
        iccid, day, answered, seconds);
}

task<gsm_authorisation> read_gsm_authorisation(pg::executor& db) {
    const auto found = co_await db.run(
        "select enabled, country, reference, purposes, recorded_by, recorded_at, demo from gsm_authorisation");
    gsm_authorisation a;
    if (found.empty()) co_return a;
    const auto row = found.front();
    a.enabled = row.flag("enabled");
    a.country = row.maybe_text("country");
    a.reference = row.maybe_text("reference");
    a.purposes = row.texts("purposes");
    a.recorded_by = row.maybe_text("recorded_by");
    a.recorded_at = row.maybe_time("recorded_at");
    a.demo = row.flag("demo");
    co_return a;
}

task<void> save_gsm_authorisation(pg::executor& db, gsm_authorisation a) {
    co_await db.run(
        "update gsm_authorisation set enabled = $1, country = $2, reference = $3, purposes = $4, "
        "recorded_by = $5, recorded_at = $6, demo = $7",
        a.enabled, a.country, a.reference, a.purposes, a.recorded_by, a.recorded_at, a.demo);
}

}  // namespace zenix::gateways
