#include "watch/store.hpp"

#include "base/described_json.hpp"

namespace zenix::watch {
namespace {

alert read_alert(const pg::row& r) {
    alert a;
    a.id = r.text("id");
    a.key = r.text("key");
    a.kind = r.text("kind");
    a.severity = parse_severity(r.text("severity")).value_or(severity::warning);
    a.worst = parse_severity(r.text("worst")).value_or(severity::warning);
    a.subject = r.text("subject");
    a.text = r.text("text");
    a.measured = r.maybe_number("measured");
    a.threshold = r.maybe_number("threshold");
    a.since = r.time("since");
    a.raised_at = r.time("raised_at");
    a.open_since = r.time("open_since");
    a.state = parse_alert_state(r.text("state")).value_or(alert_state::open);
    a.acknowledged_at = r.maybe_time("acknowledged_at");
    a.acknowledged_by = r.maybe_text("acknowledged_by");
    a.note = r.maybe_text("note");
    a.resolved_at = r.maybe_time("resolved_at");
    a.escalated_at = r.maybe_time("escalated_at");
    a.told_at = r.time("told_at");
    a.steps = static_cast<int>(r.integer("steps"));
    return a;
}

notice read_notice(const pg::row& r) {
    notice n;
    n.id = r.text("id");
    const auto what = r.text("what");
    for (const auto k : {step_kind::raised, step_kind::worsened, step_kind::escalated,
             step_kind::reminded, step_kind::resolved})
        if (to_string(k) == what) n.what = k;
    n.channel = r.text("channel") == "email" ? channel::email : channel::webhook;
    described::read(r.json("alert"), n.alert);
    const auto state = r.text("state");
    for (const auto s :
        {notice_state::waiting, notice_state::sent, notice_state::given_up, notice_state::skipped})
        if (to_string(s) == state) n.state = s;
    n.attempts = static_cast<int>(r.integer("attempts"));
    n.not_before = r.time("not_before");
    n.created_at = r.time("created_at");
    n.done_at = r.maybe_time("done_at");
    n.last_error = r.maybe_text("last_error");
    return n;
}

template <class T, class Read>
std::vector<T> all(const pg::rows& found, Read read) {
    std::vector<T> list;
    list.reserve(found.size());
    for (const auto r : found) list.push_back(read(r));
    return list;
}

}  // namespace

task<> save_alert(pg::executor& db, alert a) {
    co_await db.run(
        "insert into alerts (id, key, kind, severity, worst, subject, text, measured, threshold,"
        " since, raised_at, open_since, state, acknowledged_at, acknowledged_by, note, resolved_at,"
        " escalated_at, told_at, steps)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,"
        " $19, $20)"
        " on conflict (id) do update set severity = $4, worst = $5, subject = $6, text = $7,"
        " measured = $8, threshold = $9, open_since = $12, state = $13, acknowledged_at = $14,"
        " acknowledged_by = $15, note = $16, resolved_at = $17, escalated_at = $18, told_at = $19,"
        " steps = $20",
        a.id, a.key, a.kind, to_string(a.severity), to_string(a.worst), a.subject, a.text,
        a.measured, a.threshold, a.since, a.raised_at, a.open_since, to_string(a.state),
        a.acknowledged_at, a.acknowledged_by, a.note, a.resolved_at, a.escalated_at, a.told_at,
        a.steps);
}

task<> save_notice(pg::executor& db, notice n) {
    co_await db.run(
        "insert into alert_notices (id, alert_id, step, what, channel, alert, state, attempts,"
        " not_before, created_at, done_at, last_error)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        " on conflict (alert_id, step, channel) do update set state = $7, attempts = $8,"
        " not_before = $9, done_at = $11, last_error = $12",
        n.id, n.alert.id, n.alert.steps, to_string(n.what), to_string(n.channel),
        described::write(n.alert), to_string(n.state), n.attempts, n.not_before, n.created_at,
        n.done_at, n.last_error);
}

task<std::vector<alert>> load_unresolved(pg::executor& db) {
    const auto found =
        co_await db.run("select * from alerts where state <> 'resolved' order by id");
    co_return all<alert>(found, read_alert);
}

task<std::vector<notice>> load_waiting(pg::executor& db) {
    const auto found =
        co_await db.run("select * from alert_notices where state = 'waiting' order by id");
    co_return all<notice>(found, read_notice);
}

task<std::optional<alert>> find_alert(pg::executor& db, std::string id) {
    const auto found = co_await db.run("select * from alerts where id = $1", std::move(id));
    if (found.empty()) co_return std::nullopt;
    co_return read_alert(found.front());
}

task<std::vector<notice>> notices_of(pg::executor& db, std::string alert_id) {
    const auto found = co_await db.run(
        "select * from alert_notices where alert_id = $1 order by id", std::move(alert_id));
    co_return all<notice>(found, read_notice);
}

task<std::vector<alert>> list_resolved(pg::executor& db, resolved_filter f) {
    const auto found = co_await db.run(
        "select * from alerts where state = 'resolved'"
        " and ($1::text is null or kind = $1) and ($2::text is null or severity = $2)"
        " and ($3::text is null or position(lower($3) in lower(subject || ' ' || text)) > 0)"
        " and ($4::uuid is null or id < $4) order by id desc limit $5",
        f.kind, f.severity, f.q, f.before, f.limit);
    co_return all<alert>(found, read_alert);
}

task<> forget_old(pg::executor& db) {
    co_await db.run(
        "delete from alerts where state = 'resolved' and resolved_at < now() - interval '1 year'");
}

task<std::vector<broken_channel>> load_broken(pg::executor& db) {
    const auto found = co_await db.run(
        "select channel, last_error from (select distinct on (channel) channel, state, last_error"
        " from alert_notices where state in ('sent', 'given_up') order by channel, done_at desc) l"
        " where state = 'given_up'");
    std::vector<broken_channel> list;
    for (const auto r : found)
        list.push_back({r.text("channel") == "email" ? channel::email : channel::webhook,
            r.text("last_error")});
    co_return list;
}

task<delivery_settings> load_settings(pg::executor& db) {
    const auto found = co_await db.run("select settings from alert_settings");
    delivery_settings s;
    if (!found.empty()) described::read(found.front().json("settings"), s);
    co_return s;
}

task<> store_settings(pg::executor& db, delivery_settings s) {
    co_await db.run(
        "insert into alert_settings (settings) values ($1) on conflict (one) do update set settings"
        " = excluded.settings",
        described::write(s));
}

}  // namespace zenix::watch
