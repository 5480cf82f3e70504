#include "sms/automation.hpp"

#include "base/log.hpp"
#include "base/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace zenix::sms {
namespace {

constexpr int cases_most = 2000;

// Each gives (customer_id, subject, at): what the rule is about, and the instant it is due. Days go by
// the borrower's own calendar. $1 now, $2 days, $3 minutes, $4 `HH:MM`, $5 what came later counts.
const std::map<std::string, const char*> cases_sql{
    {"due_date",
        "select c.id, format('loan:%s:%s', l.id, l.due_date) as subject,"
        " ((l.due_date + $2::int) + $4::time) at time zone c.time_zone as at"
        " from customers c join loans l on l.customer_id = c.id"
        " where l.amount_due > 0 and l.due_date between ($1::timestamptz at time zone 'UTC')::date"
        "   - $2::int - 1 and ($1::timestamptz at time zone 'UTC')::date - $2::int + 1"},
    {"promise_due",
        "select c.id, format('promise:%s', p.id) as subject,"
        " ((p.due_date + $2::int) + $4::time) at time zone c.time_zone as at"
        " from customers c join promises p on p.customer_id = c.id where p.state = 'open'"
        " and p.due_date between ($1::timestamptz at time zone 'UTC')::date - $2::int - 1"
        "   and ($1::timestamptz at time zone 'UTC')::date - $2::int + 1"},
    {"promise_broken",
        "select c.id, format('promise:%s', p.id) as subject,"
        " ((p.due_date + greatest($2::int, 1)) + $4::time) at time zone c.time_zone as at"
        " from customers c join promises p on p.customer_id = c.id"
        " where p.state in ('open', 'broken') and p.due_date"
        "   between ($1::timestamptz at time zone 'UTC')::date - greatest($2::int, 1) - 1"
        "   and ($1::timestamptz at time zone 'UTC')::date - greatest($2::int, 1) + 1"},
    {"promise_made",
        "select c.id, format('promise:%s', p.id) as subject,"
        " p.created_at + make_interval(mins => $3::int) as at"
        " from customers c join promises p on p.customer_id = c.id where p.state = 'open'"
        " and p.created_at > greatest($5::timestamptz, $1::timestamptz - interval '2 days')"},
    {"missed_call",
        "select c.id, format('call:%s', l.id) as subject,"
        " l.ended_at + make_interval(mins => $3::int) as at"
        " from customers c join call_logs l on l.customer_id = c.id"
        " where l.call_status in ('missed', 'no_answer', 'busy', 'switched_off')"
        " and l.created_at > greatest($5::timestamptz, $1::timestamptz - interval '2 days')"},
};

bool is_clock(std::string_view t) {
    const auto digit = [&](std::size_t i) { return t[i] >= '0' && t[i] <= '9'; };
    return t.size() == 5 && t[2] == ':' && digit(0) && digit(1) && digit(3) && digit(4) &&
           t.substr(0, 2) < "24" && t.substr(3) < "60";
}

}  // namespace

message_rule read_rule(fields in) {
    message_rule r;
    r.name = in.text("name", {1, 100});
    r.enabled = in.maybe_flag("enabled").value_or(true);
    r.trigger = in.choice(
        "trigger", {"due_date", "promise_made", "promise_due", "promise_broken", "missed_call"});
    r.offset_days = in.maybe_integer("offset_days", {.min = -60, .max = 365}).value_or(0);
    r.offset_min = in.maybe_integer("offset_min", {.min = 0, .max = 1440}).value_or(0);
    r.at_local = in.maybe_text("at_local", {5, 5}).value_or("10:00");
    if (!is_clock(r.at_local)) throw invalid_field("at_local", "Must be a time of day as 10:00.");
    r.template_id = in.integer("template_id", {.min = 1});
    r.purpose = in.maybe_choice("purpose", {"recovery", "service", "promotion"});
    r.filter = read_filter(in);
    in.done();
    return r;
}

task<std::vector<json::object>> list_rules(pg::executor& db, std::optional<std::int64_t> id) {
    const auto found = co_await db.run(
        "select r.id, r.name, r.enabled, r.trigger, r.offset_days, r.offset_min, r.at_local,"
        " r.template_id, t.code, r.purpose, r.filter, r.last_run_at, r.updated_at, r.updated_by,"
        " (select count(*) from message_rule_hits h where h.rule_id = r.id) as sent"
        " from message_rules r join message_templates t on t.id = r.template_id"
        " where $1::bigint is null or r.id = $1 order by r.name, r.id limit 500",
        id);
    std::vector<json::object> out;
    for (const auto r : found)
        out.push_back({{"id", r.integer("id")}, {"name", r.text("name")},
            {"enabled", r.flag("enabled")}, {"trigger", r.text("trigger")},
            {"offset_days", r.integer("offset_days")}, {"offset_min", r.integer("offset_min")},
            {"at_local", r.text("at_local")}, {"template_id", r.integer("template_id")},
            {"template_code", r.text("code")}, {"purpose", r.text("purpose")},
            {"filter", r.json("filter")}, {"last_run_at", opt(r.maybe_time("last_run_at"))},
            {"sent_total", r.integer("sent")}, {"updated_at", to_rfc3339(r.time("updated_at"))},
            {"updated_by", r.text("updated_by")}});
    co_return out;
}

task<std::vector<message_rule>> load_rules(pg::executor& db, std::optional<std::int64_t> id) {
    const auto found = co_await db.run(
        "select id, name, enabled, trigger, offset_days, offset_min, at_local, template_id, purpose,"
        " filter from message_rules where ($1::bigint is null and enabled) or id = $1 order by id",
        id);
    std::vector<message_rule> out;
    for (const auto r : found)
        out.push_back({r.integer("id"), r.text("name"), r.text("trigger"), r.flag("enabled"),
            r.integer("offset_days"), r.integer("offset_min"), r.text("at_local"),
            r.integer("template_id"), r.text("purpose"), read_stored_filter(r.json("filter"))});
    co_return out;
}

task<std::int64_t> store_rule(pg::executor& tx, message_rule r, std::string by) {
    if (r.id == 0) {
        const auto made = co_await tx.run(
            "insert into message_rules (name, enabled, trigger, offset_days, offset_min, at_local,"
            " template_id, purpose, filter, updated_by) select $1, $2, $3, $4, $5, $6, t.id,"
            " coalesce($8, t.purpose), $9::jsonb, $10 from message_templates t where t.id = $7"
            " returning id",
            r.name, r.enabled, r.trigger, r.offset_days, r.offset_min, r.at_local, r.template_id,
            r.purpose, to_json(r.filter), by);
        if (made.empty()) throw invalid_field("template_id", "There is no template with this id.");
        co_return made.front().integer("id");
    }
    const auto done = co_await tx.run(
        "update message_rules m set active_from = case when $2 and not m.enabled then now()"
        " else m.active_from end, name = $1, enabled = $2, trigger = $3, offset_days = $4,"
        " offset_min = $5, at_local = $6, template_id = t.id, purpose = coalesce($8, t.purpose),"
        " filter = $9::jsonb, updated_by = $10, updated_at = now()"
        " from message_templates t where t.id = $7 and m.id = $11 returning m.id",
        r.name, r.enabled, r.trigger, r.offset_days, r.offset_min, r.at_local, r.template_id,
        r.purpose, to_json(r.filter), by, r.id);
    if (!done.empty()) co_return r.id;
    const auto there = co_await tx.run("select from message_rules where id = $1", r.id);
    if (there.empty()) throw not_found("There is no rule with this id.");
    throw invalid_field("template_id", "There is no template with this id.");
}

task<std::vector<rule_case>> rule_cases(
    pg::executor& db, message_rule r, sys_ms now, bool whole_day, int limit) {
    const auto active = co_await db.run(
        "select active_from from message_rules where id = $1", r.id);
    if (active.empty()) co_return std::vector<rule_case>{};
    std::vector<pg::param> params{now, r.offset_days, r.offset_min, r.at_local,
        active.front().time("active_from"), r.id, whole_day, limit};
    const auto filter = filter_sql(r.filter, params);
    // Of today, in the borrower's zone: what was missed for more than a day is not made up for.
    auto sql = fmt::format(
        "select k.id, k.subject, h.subject is not null as done from ({}) k"
        " join customers c on c.id = k.id"
        " left join message_rule_hits h on h.rule_id = $6 and h.subject = k.subject"
        " where {} and case when $7 then (k.at at time zone c.time_zone)::date"
        "   = ($1::timestamptz at time zone c.time_zone)::date"
        "   else h.subject is null and k.at <= $1::timestamptz"
        "     and k.at > $1::timestamptz - interval '12 hours' end"
        // The parameters a trigger does not use still have to have a type.
        " and ($2::int is null or $3::int is null or $4::time is null or $5::timestamptz is null"
        "   or true)"
        " order by k.id limit $8",
        cases_sql.at(r.trigger), filter);
    const auto found = co_await db.execute(std::move(sql), std::move(params));
    std::vector<rule_case> out;
    for (const auto row : found)
        out.push_back({row.integer("id"), row.text("subject"), row.flag("done")});
    co_return out;
}

namespace {

task<std::size_t> run_rule(pg::pool& db, const template_book& templates, message_rule r,
    lender_words lender, sys_ms now) {
    const auto* found = templates.find(r.template_id);
    if (found == nullptr || !found->active) co_return 0;
    const auto t = *found;  // A copy: the book may be read anew while we wait.
    const auto cases = co_await rule_cases(db, r, now, false, cases_most);
    co_await db.run("update message_rules set last_run_at = $2 where id = $1", r.id, now);
    if (cases.empty()) co_return 0;
    std::vector<std::int64_t> ids;
    for (const auto& c : cases) ids.push_back(c.customer_id);
    auto people = co_await borrowers_by_id(db, std::move(ids), lender);
    std::map<std::int64_t, borrower> by_id;
    for (auto& b : people) by_id.emplace(b.id, std::move(b));
    std::map<std::string, new_message> rows;
    std::vector<std::string> subjects, message_ids;
    for (const auto& c : cases) {
        const auto who = by_id.find(c.customer_id);
        if (who == by_id.end() || rows.contains(c.subject)) continue;
        auto made = compose_for(who->second, t, {}, now);
        auto& m = made.row;
        m.source = "rule";
        m.asked_by = "system";
        m.rule_id = r.id;
        m.wait_until_lawful = true;
        if (const auto p = r.purpose ? compliance::parse_purpose(*r.purpose) : std::nullopt)
            m.purpose = *p;
        if (!who->second.phone_number || !made.missing.empty()) {
            m.state = status::refused;
            m.error_code = "no_value";
            m.error_text = made.missing.empty()
                ? "This borrower has no primary number."
                : fmt::format("The book has nothing for the template's field {}.", made.missing.front());
            if (m.phone_number.empty()) m.phone_number = "none";
        }
        subjects.push_back(c.subject);
        message_ids.push_back(m.id);
        rows.emplace(c.subject, std::move(m));
    }
    const auto tx = co_await db.begin();
    const auto fresh = co_await tx->run(
        "insert into message_rule_hits (rule_id, subject, message_id)"
        " select $1, k.subject, k.id::uuid from unnest($2::text[], $3::text[]) k (subject, id)"
        " on conflict do nothing returning subject",
        r.id, subjects, message_ids);
    std::vector<new_message> list;
    for (const auto row : fresh) list.push_back(std::move(rows.at(row.text("subject"))));
    const auto count = list.size();
    co_await insert_messages(*tx, std::move(list));
    co_await tx->commit();
    if (count > 0) log::info("sms", "a rule sent texts", {{"rule", r.id}, {"count", count}});
    co_return count;
}

}  // namespace

task<std::size_t> run_rules(
    pg::pool& db, const template_book& templates, lender_words lender, sys_ms now) {
    const auto rules = co_await load_rules(db, std::nullopt);
    std::size_t all = 0;
    for (const auto& r : rules) {
        const auto n = co_await run_rule(db, templates, r, lender, now);
        all += n;
    }
    co_return all;
}

}  // namespace zenix::sms
