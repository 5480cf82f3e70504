#include "compliance/decision_table.hpp"

#include <set>
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
    o["text_opt_out"] = opt(f.text_opt_out);
    o["attempts"] = std::move(attempts);
    o["demo"] = f.demo_installation;
    return o;
}

}  // namespace

namespace {

// Two days either way hold the local day of any zone. One row a number, in the order asked for.
constexpr const char* states_sql =
    "select i.rules_version, i.demo, l.last_decided_at, n.reason as do_not_call,"
    " o.reason as text_opt_out, a.ever as attempts_ever, a.list as attempts"
    " from gate_installation i"
    " cross join (select max(decided_at) as last_decided_at from gate_decisions) l"
    " cross join unnest($1::text[]) with ordinality k (e164, place)"
    " left join do_not_call n on n.phone_number = k.e164"
    " left join text_opt_outs o on o.phone_number = k.e164"
    " cross join lateral (select max(d.attempt_ordinal) as ever,"
    "   json_agg(json_build_array(floor(extract(epoch from d.decided_at) * 1000)::bigint,"
    "                             d.channel) order by d.attempt_ordinal)"
    "     filter (where d.decided_at between $2::timestamptz and $3::timestamptz"
    "       and d.id is distinct from $4::uuid) as list"
    "   from gate_decisions d where d.phone_number = k.e164 and d.attempt_ordinal is not null) a"
    " order by k.place";

gate_state read_state_row(const pg::row& row) {
    gate_state s;
    s.rules_version = row.integer("rules_version");
    s.demo = row.flag("demo");
    s.last_decided_at = row.maybe_time("last_decided_at");
    s.do_not_call = row.maybe_text("do_not_call");
    s.text_opt_out = row.maybe_text("text_opt_out");
    s.attempts_ever = row.integer("attempts_ever");
    const auto list = row.json("attempts");
    if (list.is_array())
        for (const auto& item : list.get_array())
            s.attempts.push_back({sys_ms(ms(item.at(0).to_number<std::int64_t>())),
                parse_channel(std::string_view(item.at(1).as_string())).value()});
    return s;
}

}  // namespace

task<gate_state> read_state(
    pg::executor& db, std::string e164, sys_ms around, std::optional<std::string> but) {
    const auto found = co_await db.run(states_sql, std::vector<std::string>{std::move(e164)},
        around - hours(50), around + hours(50), std::move(but));
    co_return read_state_row(found.front());
}

task<std::vector<gate_state>> read_states(
    pg::executor& db, std::vector<std::string> e164s, sys_ms around) {
    const auto found = co_await db.run(
        states_sql, std::move(e164s), around - hours(50), around + hours(50), std::nullopt);
    std::vector<gate_state> out;
    out.reserve(found.size());
    for (const auto row : found) out.push_back(read_state_row(row));
    co_return out;
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
        " and ($4 = 'refuse' or $5 <> 'text'"
        "      or not exists (select from text_opt_outs where phone_number = $7))"
        " on conflict (phone_number, attempt_ordinal) where attempt_ordinal is not null do nothing",
        d.id, r.decided_at, d.at, d.allow ? "allow" : "refuse", to_string(d.channel),
        to_string(d.purpose), d.phone_number, r.typed, d.customer_id, d.time_zone, d.local_time,
        to_json(d.rules), r.rules_version, inputs_of(r.known), d.summary, d.next_lawful_at,
        d.attempts_left_today, r.attempt_ordinal, r.asked.asked_by, r.asked.source);
    co_return done.affected() == 1;
}

task<std::vector<bool>> store_all(pg::executor& db, std::vector<decision_record> list) {
    enum column { id, decided, at, verdict, channel, purpose, number, typed, customer, zone, local,
        rules, inputs, summary, next, left, ordinal, by, source, columns };
    std::vector<std::vector<std::string>> c(columns);
    for (auto& one : c) one.reserve(list.size());
    const auto number_or_empty = [](const auto& v) { return v ? std::to_string(*v) : ""; };
    for (const auto& r : list) {
        const auto& d = r.answer;
        c[id].push_back(d.id);
        c[decided].push_back(to_rfc3339(r.decided_at));
        c[at].push_back(to_rfc3339(d.at));
        c[verdict].emplace_back(d.allow ? "allow" : "refuse");
        c[channel].emplace_back(to_string(d.channel));
        c[purpose].emplace_back(to_string(d.purpose));
        c[number].push_back(d.phone_number);
        c[typed].push_back(r.typed);
        c[customer].push_back(number_or_empty(d.customer_id));
        c[zone].push_back(d.time_zone);
        c[local].push_back(d.local_time);
        c[rules].push_back(json::serialize(to_json(d.rules)));
        c[inputs].push_back(json::serialize(inputs_of(r.known)));
        c[summary].push_back(d.summary);
        c[next].push_back(d.next_lawful_at ? to_rfc3339(*d.next_lawful_at) : "");
        c[left].push_back(number_or_empty(d.attempts_left_today));
        c[ordinal].push_back(number_or_empty(r.attempt_ordinal));
        c[by].push_back(r.asked.asked_by);
        c[source].push_back(r.asked.source);
    }
    const auto version = list.empty() ? 0 : list.front().rules_version;
    const auto done = co_await db.run(
        "insert into gate_decisions (id, decided_at, at, verdict, channel, purpose, phone_number,"
        " typed, customer_id, time_zone, local_time, rules, rules_version, inputs, summary,"
        " next_lawful_at, attempts_left, attempt_ordinal, asked_by, source)"
        " select k.id::uuid, k.decided::timestamptz, k.at::timestamptz, k.verdict, k.channel,"
        " k.purpose, k.number, k.typed, nullif(k.customer, '')::bigint, k.zone, k.local,"
        " k.rules::jsonb, $20::bigint, k.inputs::jsonb, k.summary, nullif(k.next, '')::timestamptz,"
        " nullif(k.left_, '')::integer, nullif(k.ordinal, '')::bigint, k.by_, k.source"
        " from gate_installation i cross join unnest($1::text[], $2::text[], $3::text[], $4::text[],"
        " $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],"
        " $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[],"
        " $19::text[]) k (id, decided, at, verdict, channel, purpose, number, typed, customer, zone,"
        " local, rules, inputs, summary, next, left_, ordinal, by_, source)"
        " where i.rules_version = $20::bigint"
        " and (k.verdict = 'refuse' or (not exists (select from do_not_call n"
        "      where n.phone_number = k.number) and (k.channel <> 'text' or not exists"
        "      (select from text_opt_outs o where o.phone_number = k.number))))"
        " on conflict (phone_number, attempt_ordinal) where attempt_ordinal is not null do nothing"
        " returning id::text as id",
        c[id], c[decided], c[at], c[verdict], c[channel], c[purpose], c[number], c[typed],
        c[customer], c[zone], c[local], c[rules], c[inputs], c[summary], c[next], c[left],
        c[ordinal], c[by], c[source], version);
    std::set<std::string> stored;
    for (const auto row : done) stored.insert(row.text("id"));
    std::vector<bool> out;
    out.reserve(list.size());
    for (const auto& r : list) out.push_back(stored.contains(r.answer.id));
    co_return out;
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
