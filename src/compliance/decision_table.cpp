#include "compliance/decision_table.hpp"

#include <string_view>

namespace zenix::compliance {
namespace {

using std::chrono::hours;

constexpr std::string_view select_decision =
    "select id, at, verdict, channel, purpose, phone_number, customer_id, time_zone, local_time, "
    "rules,"
    " summary, next_lawful_at, attempts_left from gate_decisions ";

decision read_row(const pg::row& row) {
    decision d;
    d.id = row.text("id");
    d.at = row.time("at");
    d.allow = row.text("verdict") == "allow";
    d.channel = parse_channel(row.text("channel")).value();
    d.purpose = parse_purpose(row.text("purpose")).value();
    d.phone_number = row.text("phone_number");
    d.customer_id = row.maybe_integer("customer_id");
    d.time_zone = row.text("time_zone");
    d.local_time = row.text("local_time");
    d.rules = read_verdicts(row.json("rules"));
    d.summary = row.text("summary");
    d.next_lawful_at = row.maybe_time("next_lawful_at");
    if (const auto left = row.maybe_integer("attempts_left"))
        d.attempts_left_today = static_cast<int>(*left);
    return d;
}

json::object inputs_of(const facts& f) {
    json::array zones, attempts;
    for (const auto& z : f.zones) zones.emplace_back(z);
    for (const auto& a : f.attempts)
        attempts.push_back({{"at", to_rfc3339(a.at)}, {"channel", to_string(a.channel)}});
    json::object o;
    o["country"] = f.number ? json::value(f.number->country) : json::value(nullptr);
    o["zones"] = std::move(zones);
    o["do_not_call"] = opt(f.do_not_call);
    o["attempts"] = std::move(attempts);
    o["demo"] = f.demo_installation;
    return o;
}

}  // namespace

task<gate_state> read_state(pg::executor& db, std::string e164, sys_ms around) {
    // Two days either way hold the local day of any zone.
    const auto found = co_await db.run(
        "select i.rules_version, i.demo,"
        " (select max(decided_at) from gate_decisions) as last_decided_at,"
        " (select reason from do_not_call where phone_number = $1) as do_not_call,"
        " (select max(attempt_ordinal) from gate_decisions"
        "   where phone_number = $1 and attempt_ordinal is not null) as attempts_ever,"
        " (select json_agg(json_build_array(floor(extract(epoch from decided_at) * 1000)::bigint, "
        "channel)"
        "                  order by attempt_ordinal)"
        "    from gate_decisions where phone_number = $1 and attempt_ordinal is not null"
        "     and decided_at between $2::timestamptz and $3::timestamptz) as attempts"
        " from gate_installation i",
        std::move(e164), around - hours(50), around + hours(50));
    const auto row = found.front();
    gate_state s;
    s.rules_version = row.integer("rules_version");
    s.demo = row.flag("demo");
    s.last_decided_at = row.maybe_time("last_decided_at");
    s.do_not_call = row.maybe_text("do_not_call");
    s.attempts_ever = row.integer("attempts_ever");
    const auto list = row.json("attempts");
    if (list.is_array())
        for (const auto& item : list.get_array())
            s.attempts.push_back({sys_ms(ms(item.at(0).to_number<std::int64_t>())),
                parse_channel(std::string_view(item.at(1).as_string())).value()});
    co_return s;
}

task<bool> store(pg::executor& db, decision_record r) {
    const auto& d = r.answer;
    const auto done = co_await db.run(
        "insert into gate_decisions (id, decided_at, at, verdict, channel, purpose, phone_number, "
        "typed,"
        " customer_id, time_zone, local_time, rules, rules_version, inputs, summary, "
        "next_lawful_at,"
        " attempts_left, attempt_ordinal, asked_by, source)"
        " select $1::uuid, $2::timestamptz, $3::timestamptz, $4::text, $5::text, $6::text, "
        "$7::text,"
        " $8::text, $9::bigint, $10::text, $11::text, $12::jsonb, $13::bigint, $14::jsonb, "
        "$15::text,"
        " $16::timestamptz, $17::integer, $18::bigint, $19::text, $20::text"
        " from gate_installation i where i.rules_version = $13::bigint"
        " and ($4 = 'refuse' or not exists (select from do_not_call where phone_number = $7))"
        " on conflict (phone_number, attempt_ordinal) where attempt_ordinal is not null do nothing",
        d.id, r.decided_at, d.at, d.allow ? "allow" : "refuse", to_string(d.channel),
        to_string(d.purpose), d.phone_number, r.typed, d.customer_id, d.time_zone, d.local_time,
        to_json(d.rules), r.rules_version, inputs_of(r.known), d.summary, d.next_lawful_at,
        d.attempts_left_today, r.attempt_ordinal, r.asked.asked_by, r.asked.source);
    co_return done.affected() == 1;
}

task<std::optional<decision>> find_decision(pg::executor& db, std::string id) {
    const auto found =
        co_await db.run(std::string(select_decision) + "where id = $1::uuid", std::move(id));
    if (found.empty()) co_return std::nullopt;
    co_return read_row(found.front());
}

task<std::vector<decision>> list_decisions(pg::executor& db, decision_filter f) {
    // One text for each set of filters, so that each gets the plan of its own index.
    std::string sql(select_decision);
    std::vector<pg::param> params;
    const auto where = [&](std::string_view condition, pg::param value) {
        params.push_back(std::move(value));
        sql += params.size() == 1 ? "where " : " and ";
        sql += condition;
        sql += std::to_string(params.size());
    };
    if (f.customer_id) where("customer_id = $", *f.customer_id);
    if (f.e164) where("phone_number = $", *f.e164);
    if (f.verdict) where("verdict = $", *f.verdict);
    if (f.before) where("id < $", *f.before);
    params.emplace_back(f.limit);
    sql += " order by id desc limit $" + std::to_string(params.size());
    const auto found = co_await db.execute(std::move(sql), std::move(params));
    std::vector<decision> out;
    out.reserve(found.size());
    for (const auto row : found) out.push_back(read_row(row));
    co_return out;
}

}  // namespace zenix::compliance
