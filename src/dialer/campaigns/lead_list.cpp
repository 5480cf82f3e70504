#include "dialer/campaigns/lead_list.hpp"

#include "base/problem.hpp"

#include <fmt/format.h>

namespace zenix::dialer {
namespace {

constexpr const char* worst_loan =
    "left join lateral (select id from loans where customer_id = c.id"
    " order by days_past_due desc, amount_due desc, id limit 1) w on true";

std::string expression(const order_rule& r) {
    const auto* value = "0";
    switch (r.by) {
    case order_key::days_past_due: value = "coalesce(c.days_past_due, 0)"; break;
    case order_key::amount_due: value = "coalesce(c.amount_due, 0)"; break;
    case order_key::promise_broken:
        value = "(exists (select from promises q where q.customer_id = c.id and q.state = 'broken'))::int";
        break;
    case order_key::never_tried: value = "(l.tries = 0)::int"; break;
    case order_key::random: return "random()";
    }
    return fmt::format("({}{})::double precision", r.descending ? "-" : "", value);
}

/// What stands for `%` and `_` in a pattern is meant as it is.
std::string plain_pattern(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

}  // namespace

std::vector<std::string> order_sql(const std::vector<order_rule>& rules) {
    std::vector<std::string> out(3, "0");
    for (std::size_t i = 0; i < rules.size() && i < out.size(); ++i) out[i] = expression(rules[i]);
    return out;
}

task<std::vector<lead>> list_leads(pg::executor& db, std::int64_t campaign_id, lead_filter f) {
    const std::string sql = fmt::format(
        "select {} from campaign_leads l left join customers c on c.id = l.customer_id"
        " where l.campaign_id = $1 and l.id > $2 and ($3::text is null or l.state = $3)"
        " and ($4::text is null or l.name ilike $4 or l.phone like $4) order by l.id limit $5", lead_columns);
    const auto like = f.q ? std::optional('%' + plain_pattern(*f.q) + '%') : std::nullopt;
    const auto found = co_await db.run(sql, campaign_id, f.after, f.state, like, f.limit);
    std::vector<lead> out;
    for (const auto r : found) out.push_back(read_lead(r));
    co_return out;
}

task<lead> get_lead(pg::executor& db, std::int64_t campaign_id, std::int64_t id) {
    const std::string sql = fmt::format(
        "select {} from campaign_leads l left join customers c on c.id = l.customer_id"
        " where l.campaign_id = $1 and l.id = $2", lead_columns);
    const auto found = co_await db.run(sql, campaign_id, id);
    if (found.empty()) throw not_found("There is no such lead in this campaign.");
    co_return read_lead(found.front());
}

task<void> change_lead(pg::executor& db, std::int64_t campaign_id, std::int64_t id, std::string state,
    std::optional<sys_ms> next_at, std::optional<std::string> reason) {
    const auto done = co_await db.run(
        "update campaign_leads set state = $3, next_at = $4, reason = $5, rank = 1, owner_id = null"
        " where campaign_id = $1 and id = $2 and state <> 'in_progress'", campaign_id, id, state, next_at, reason);
    if (done.affected() > 0) co_return;
    (void)co_await get_lead(db, campaign_id, id);
    throw conflict("lead_in_progress", "The lead is being dialled or shown to a telecaller; try again when that is over.");
}

task<lead_counts> count_leads(pg::executor& db, std::int64_t campaign_id) {
    const auto found = co_await db.run(
        "select count(*) as total, count(*) filter (where state = 'callable') as callable,"
        " count(*) filter (where state = 'later') as later, count(*) filter (where state = 'blocked') as blocked,"
        " count(*) filter (where state = 'exhausted') as exhausted,"
        " count(*) filter (where state = 'in_progress') as in_progress, count(*) filter (where state = 'done') as done,"
        " count(*) filter (where tries > 0) as dialled, count(*) filter (where answered) as answered,"
        " count(*) filter (where connected) as connected, count(*) filter (where contacted) as contacts,"
        " count(*) filter (where promised) as promises from campaign_leads where campaign_id = $1", campaign_id);
    const auto r = found.front();
    lead_counts n;
    n.total = r.integer("total"), n.callable = r.integer("callable"), n.later = r.integer("later");
    n.blocked = r.integer("blocked"), n.exhausted = r.integer("exhausted"), n.in_progress = r.integer("in_progress");
    n.done = r.integer("done"), n.dialled = r.integer("dialled"), n.answered = r.integer("answered");
    n.connected = r.integer("connected"), n.contacts = r.integer("contacts"), n.promises = r.integer("promises");
    co_return n;
}

json::object to_json(const lead_counts& n, sys_ms as_of) {
    return {{"total", n.total}, {"callable", n.callable}, {"later", n.later}, {"blocked", n.blocked},
        {"exhausted", n.exhausted}, {"in_progress", n.in_progress}, {"done", n.done}, {"dialled", n.dialled},
        {"answered", n.answered}, {"connected", n.connected}, {"contacts", n.contacts}, {"promises", n.promises},
        {"as_of", to_rfc3339(as_of)}};
}

task<fill_report> fill_leads(pg::executor& tx, const campaign& c) {
    fill_report out;
    const auto order = order_sql(c.settings.order);
    if (c.settings.filtered) {
        std::vector<pg::param> params{c.id};
        const auto meant = sms::filter_sql(c.settings.filter, params);
        auto bare = params;
        bare.erase(bare.begin());
        std::vector<pg::param> only;
        const auto again = sms::filter_sql(c.settings.filter, only);
        const auto lost = co_await tx.execute("select count(*) as n from customers c where " + again +
            " and not exists (select from customer_phones p where p.customer_id = c.id and p.kind = 'primary')", bare);
        out.without_number = lost.front().integer("n");
        const auto made = co_await tx.execute(fmt::format(
            "insert into campaign_leads (campaign_id, customer_id, loan_id, phone, name, language, order_1, order_2, order_3)"
            " select $1, c.id, w.id, p.e164, c.name, c.language, {}, {}, {}"
            " from customers c cross join (select 0 as tries) l"
            " join customer_phones p on p.customer_id = c.id and p.kind = 'primary' {}"
            " where {} order by c.id on conflict (campaign_id, phone) do nothing",
            order[0], order[1], order[2], worst_loan, meant), std::move(params));
        out.added = made.affected();
    }
    co_await order_leads(tx, c);
    const auto all = co_await tx.run("select count(*) as n from campaign_leads where campaign_id = $1", c.id);
    out.total = all.front().integer("n");
    co_return out;
}

task<void> order_leads(pg::executor& tx, const campaign& c) {
    const auto order = order_sql(c.settings.order);
    // A lead from a file has no borrower behind it, and stands where nothing is owed.
    const std::string sql = fmt::format(
        "update campaign_leads k set order_1 = n.o1, order_2 = n.o2, order_3 = n.o3 from"
        " (select l.id, {} as o1, {} as o2, {} as o3 from campaign_leads l"
        " left join customers c on c.id = l.customer_id where l.campaign_id = $1) n"
        " where k.id = n.id and (k.order_1, k.order_2, k.order_3) is distinct from (n.o1, n.o2, n.o3)",
        order[0], order[1], order[2]);
    co_await tx.run(sql, c.id);
}

task<std::int64_t> add_leads(pg::executor& tx, const campaign& c, const std::vector<lead_row>& rows) {
    constexpr std::size_t batch = 2000;
    std::int64_t added = 0;
    for (std::size_t from = 0; from < rows.size(); from += batch) {
        json::array list;
        for (std::size_t i = from; i < std::min(rows.size(), from + batch); ++i) {
            const auto& r = rows[i];
            list.push_back(json::object{{"phone", r.phone}, {"name", r.name}, {"language", r.language},
                {"external_id", r.external_id}, {"fields", r.fields}});
        }
        const auto made = co_await tx.run(
            "insert into campaign_leads (campaign_id, customer_id, loan_id, phone, name, language, fields)"
            " select $1, b.id, w.id, x.phone, coalesce(nullif(x.name, ''), b.name, ''),"
            " coalesce(nullif(x.language, ''), b.language, 'en'), x.fields"
            " from jsonb_to_recordset($2::jsonb) x (phone text, name text, language text, external_id text, fields jsonb)"
            " left join lateral (select c.id, c.name, c.language from customers c where"
            "   case when x.external_id <> '' then c.external_id = x.external_id"
            "        else c.id = (select p.customer_id from customer_phones p where p.e164 = x.phone"
            "                      order by p.kind = 'primary' desc, p.customer_id limit 1) end) b on true"
            " left join lateral (select id from loans where customer_id = b.id"
            "   order by days_past_due desc, amount_due desc, id limit 1) w on true"
            " on conflict (campaign_id, phone) do nothing", c.id, json::value(std::move(list)));
        added += made.affected();
    }
    co_await order_leads(tx, c);
    co_return added;
}

task<std::vector<std::string>> known_numbers(
    pg::executor& db, std::int64_t campaign_id, std::vector<std::string> numbers) {
    const auto found = co_await db.run(
        "select phone from campaign_leads where campaign_id = $1 and phone = any ($2::text[])", campaign_id, numbers);
    std::vector<std::string> out;
    for (const auto r : found) out.push_back(r.text("phone"));
    co_return out;
}

}  // namespace zenix::dialer
