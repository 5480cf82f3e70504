#include "gateways/fleet_table.hpp"

#include "base/described_json.hpp"
#include "base/problem.hpp"
#include "gateways/tariff_table.hpp"

#include <utility>

namespace zenix::gateways {
namespace {

constexpr std::string_view select_trunks =
    "select t.id, name, kind, host, port, username, password_sealed, codecs, channels_max, "
    "caller_id,"
    " enabled, gateway_ports, caller_ids, currency, connect_minor, price_minor, first_pulse_s,"
    " next_pulse_s, on_net_price_minor, night_price_minor, night_from, night_to from trunks t left "
    "join tariffs p on p.trunk_id = t.id ";

std::optional<int> maybe_int(const pg::row& row, const char* column) {
    const auto v = row.maybe_integer(column);
    return v ? std::optional(static_cast<int>(*v)) : std::nullopt;
}

/// As to_json wrote them.
std::vector<caller_id> caller_ids_in(const json::value& stored) {
    fields in(json::object{{"caller_ids", stored}});
    return read_caller_ids(in);
}

trunk read_row(const pg::row& row) {
    trunk t;
    t.id = row.integer("id");
    t.name = row.text("name");
    t.kind = row.text("kind") == "gsm" ? trunk_kind::gsm : trunk_kind::sip;
    t.host = row.text("host");
    t.port = static_cast<int>(row.integer("port"));
    t.username = row.maybe_text("username");
    t.password_sealed = row.text("password_sealed");
    t.codecs = row.texts("codecs");
    t.channels_max = static_cast<int>(row.integer("channels_max"));
    t.caller_id = row.maybe_text("caller_id");
    t.enabled = row.flag("enabled");
    t.gateway_ports = maybe_int(row, "gateway_ports");
    t.tariff = tariff_in(row);
    t.caller_ids = caller_ids_in(row.json("caller_ids"));
    return t;
}

std::optional<std::string> null_if_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

/// Runs a statement that stores a name; a second trunk of that name is a conflict, not a fault.
task<pg::rows> naming(pg::executor& db, std::string sql, std::vector<pg::param> params) {
    try {
        co_return co_await db.execute(std::move(sql), std::move(params));
    } catch (const pg::sql_error& e) {
        if (!e.unique_violation()) throw;
    }
    throw conflict("name_taken", "Another trunk has this name; choose a different one.");
}

std::vector<pg::param> columns_of(const trunk& t) {
    return {t.name, to_string(t.kind), t.host, t.port, t.username, null_if_empty(t.password_sealed),
        t.codecs, t.channels_max, t.caller_id, t.enabled, t.gateway_ports, to_json(t.caller_ids)};
}

}  // namespace

task<std::vector<trunk>> load_trunks(pg::executor& db) {
    const auto found = co_await db.run(std::string(select_trunks) + "order by name");
    std::vector<trunk> out;
    out.reserve(found.size());
    for (const auto row : found) out.push_back(read_row(row));
    co_return out;
}

task<std::optional<trunk>> find_trunk(pg::executor& db, std::int64_t id) {
    const auto found = co_await db.run(std::string(select_trunks) + "where t.id = $1", id);
    if (found.empty()) co_return std::nullopt;
    co_return read_row(found.front());
}

task<trunk> add_trunk(pg::executor& db, trunk t) {
    const auto made = co_await naming(db,
        "insert into trunks (name, kind, host, port, username, password_sealed, codecs, "
        "channels_max,"
        " caller_id, enabled, gateway_ports, caller_ids)"
        " values ($1, $2, $3, $4, $5, $6, $7::text[], $8, $9, $10, $11, $12::jsonb) returning id",
        columns_of(t));
    t.id = made.front().integer("id");
    co_return t;
}

task<> replace_trunk(pg::executor& db, trunk t) {
    auto params = columns_of(t);
    params.emplace_back(t.id);
    const auto done = co_await naming(db,
        "update trunks set name = $1, kind = $2, host = $3, port = $4, username = $5,"
        " password_sealed = $6, codecs = $7::text[], channels_max = $8, caller_id = $9, enabled = "
        "$10,"
        " gateway_ports = $11, caller_ids = $12::jsonb, updated_at = now() where id = $13",
        std::move(params));
    if (done.affected() == 0) throw not_found("There is no trunk with this id.");
}

task<bool> remove_trunk(pg::executor& db, std::int64_t id) {
    const auto gone = co_await db.run("delete from trunks where id = $1", id);
    co_return gone.affected() == 1;
}

task<std::vector<sim>> load_sims(pg::executor& db) {
    const auto found = co_await db.run(
        "select s.iccid, s.trunk_id, port, operator, phone_number, imsi, enabled, s.limits, "
        "s.plan_id,"
        " n.name as plan, n.limits as plan_limits, currency, connect_minor, price_minor,"
        " first_pulse_s, next_pulse_s, on_net_price_minor, night_price_minor, night_from, night_to"
        " from sims s left join tariffs p on p.iccid = s.iccid"
        " left join sim_plans n on n.id = s.plan_id order by s.iccid");
    std::vector<sim> out;
    out.reserve(found.size());
    for (const auto row : found) {
        sim s;
        s.iccid = row.text("iccid");
        s.trunk_id = row.maybe_integer("trunk_id");
        s.port = maybe_int(row, "port");
        s.operator_name = row.maybe_text("operator");
        s.phone_number = row.maybe_text("phone_number");
        s.imsi = row.maybe_text("imsi");
        s.enabled = row.flag("enabled");
        s.tariff = tariff_in(row);
        s.plan_id = row.maybe_integer("plan_id");
        s.plan_name = row.text("plan");
        described::read(row.json("limits"), s.own_limits);
        described::read(row.json("plan_limits"), s.plan_limits);
        out.push_back(std::move(s));
    }
    co_return out;
}

task<> place_sim(pg::executor& db, sim s) {
    co_await db.run("update sims set trunk_id = null, port = null, updated_at = now()"
                    " where trunk_id = $1 and port = $2 and iccid <> $3",
        s.trunk_id, s.port, s.iccid);
    // One card has one of each: whoever had this IMSI before had it by mistake.
    co_await db.run("update sims set imsi = null where imsi = $1 and iccid <> $2", s.imsi, s.iccid);
    co_await db.run(
        "insert into sims (iccid, trunk_id, port, operator, phone_number, enabled, imsi)"
        " values ($1, $2, $3, $4, $5, $6, $7) on conflict (iccid) do update set"
        " trunk_id = excluded.trunk_id, port = excluded.port, operator = excluded.operator,"
        " phone_number = excluded.phone_number, enabled = excluded.enabled, imsi = excluded.imsi,"
        " updated_at = now()",
        s.iccid, s.trunk_id, s.port, s.operator_name, s.phone_number, s.enabled, s.imsi);
}

task<> set_sim(pg::executor& db, sim s) {
    if (s.plan_id) {
        const auto plan = co_await db.run("select 1 from sim_plans where id = $1", *s.plan_id);
        if (plan.empty()) throw invalid_field("plan_id", "There is no such plan.");
    }
    const auto done = co_await db.run(
        "update sims set enabled = $2, operator = $3, phone_number = $4, plan_id = $5,"
        " limits = $6::jsonb, updated_at = now() where iccid = $1",
        s.iccid, s.enabled, s.operator_name, s.phone_number, s.plan_id,
        described::write(s.own_limits));
    if (done.affected() == 0) throw not_found("There is no SIM with this ICCID.");
}

task<std::map<std::string, sim_credit>> load_last_credits(pg::executor& db) {
    const auto found = co_await db.run(
        "select distinct on (iccid) iccid, at, amount_minor, currency, said, spent_minor,"
        " lead(amount_minor) over (partition by iccid order by at desc) as before_minor"
        " from sim_credits order by iccid, at desc");
    std::map<std::string, sim_credit> out;
    for (const auto row : found) {
        auto& c = out[row.text("iccid")];
        c.at = row.time("at");
        c.amount_minor = row.maybe_integer("amount_minor");
        c.currency = row.text("currency");
        c.said = row.text("said");
        c.before_minor = row.maybe_integer("before_minor");
        c.spent_between_minor = row.integer("spent_minor");
    }
    co_return out;
}

task<> add_credit(pg::executor& db, std::string iccid, sim_credit c) {
    co_await db.run(
        "insert into sim_credits (iccid, at, amount_minor, currency, said, spent_minor)"
        " values ($1, $2::timestamptz, $3, $4, $5, $6) on conflict (iccid, at) do update set"
        " amount_minor = excluded.amount_minor, said = excluded.said,"
        " spent_minor = sim_credits.spent_minor + excluded.spent_minor",
        iccid, c.at, c.amount_minor, c.currency, c.said, c.spent_between_minor);
}

task<std::vector<caller_series>> load_caller_series(pg::executor& db) {
    const auto found = co_await db.run("select * from caller_series order by country, id");
    std::vector<caller_series> out;
    for (const auto row : found)
        out.push_back({row.integer("id"), row.text("country"),
            read_purpose_list(row.texts("purposes"), "purposes"), row.texts("prefixes"),
            row.text("source"), row.flag("enabled")});
    co_return out;
}

task<caller_series> set_caller_series(pg::executor& db, caller_series s) {
    const auto done = co_await db.run("update caller_series set prefixes = $2::text[], enabled = $3"
                                      " where id = $1 returning country, purposes, source",
        s.id, s.prefixes, s.enabled);
    if (done.empty()) throw not_found("There is no such rule.");
    s.country = done.front().text("country");
    s.purposes = read_purpose_list(done.front().texts("purposes"), "purposes");
    s.source = done.front().text("source");
    co_return s;
}

}  // namespace zenix::gateways
