#include "sms/borrowers.hpp"

#include "base/problem.hpp"
#include "crm/money.hpp"

#include <algorithm>

namespace zenix::sms {
namespace {

// The most overdue loan speaks for the borrower; the open promise is the one that is due first.
constexpr const char* select_borrowers = R"(
select c.id, c.name, c.language, c.time_zone, p.e164, c.amount_due, c.currency, c.days_past_due,
       l.loan_number, l.product, l.due_date::text as due_date, o.amount as promise_amount,
       o.currency as promise_currency, o.due_date::text as promise_date, k.telecaller_id
  from customers c
  left join customer_phones p on p.customer_id = c.id and p.kind = 'primary'
  left join lateral (select loan_number, product, due_date from loans where customer_id = c.id
                      order by days_past_due desc, amount_due desc, id limit 1) l on true
  left join lateral (select amount, currency, due_date from promises
                      where customer_id = c.id and state = 'open' order by due_date, id limit 1) o on true
  left join lateral (select telecaller_id from call_logs where customer_id = c.id
                      and telecaller_id is not null order by created_at desc limit 1) k on true
)";

std::optional<std::string> language_of(fields& in) {
    auto l = in.maybe_text("language", {2, 3});
    if (l && !std::all_of(l->begin(), l->end(), [](char c) { return c >= 'a' && c <= 'z'; }))
        throw invalid_field(in.path("language"), "Must be a language as `hi` or `en`.");
    return l;
}

borrower read_row(const pg::row& r, const lender_words& lender) {
    borrower b;
    b.id = r.integer("id");
    b.name = r.text("name");
    b.language = r.text("language");
    b.time_zone = r.text("time_zone");
    b.phone_number = r.maybe_text("e164");
    b.owner_id = r.maybe_integer("telecaller_id");
    auto& f = b.fields;
    f["name"] = b.name;
    f["first_name"] = b.name.substr(0, b.name.find(' '));
    f["loan_number"] = r.text("loan_number");
    f["product"] = r.text("product");
    f["amount_due"] = crm::in_major(r.integer("amount_due"), r.text("currency"));
    f["due_date"] = r.text("due_date");
    f["days_past_due"] = std::to_string(r.integer("days_past_due"));
    if (const auto amount = r.maybe_integer("promise_amount")) {
        f["promise_amount"] = crm::in_major(*amount, r.text("promise_currency"));
        f["promise_date"] = r.text("promise_date");
    }
    f["lender"] = lender.name;
    f["callback_number"] = lender.callback_number;
    return b;
}

std::vector<borrower> read_all(const pg::rows& rows, const lender_words& lender) {
    std::vector<borrower> out;
    out.reserve(rows.size());
    for (const auto r : rows) out.push_back(read_row(r, lender));
    return out;
}

}  // namespace

namespace {

borrower_filter read_members(json::object from, const std::string& path) {
    borrower_filter f;
    if (const auto* raw = from.if_contains("customer_ids"); raw != nullptr && !raw->is_null()) {
        const auto* list = raw->if_array();
        const bool whole = list != nullptr && std::all_of(list->begin(), list->end(),
                                                  [](const json::value& v) { return v.is_int64(); });
        if (!whole || list->size() > 5000)
            throw invalid_field(
                path + ".customer_ids", "Must be a list of at most 5,000 borrowers' ids.");
        f.customer_ids.emplace();
        for (const auto& one : *list) f.customer_ids->push_back(one.get_int64());
    }
    from.erase("customer_ids");
    fields in(std::move(from), path);
    f.days_min = in.maybe_integer("days_past_due_min", {.min = 0, .max = 36500});
    f.days_max = in.maybe_integer("days_past_due_max", {.min = 0, .max = 36500});
    f.amount_min = in.maybe_integer("amount_due_min", {.min = 0});
    f.amount_max = in.maybe_integer("amount_due_max", {.min = 0});
    f.product = in.maybe_text("product", {1, 100});
    f.branch = in.maybe_text("branch", {1, 100});
    f.language = language_of(in);
    f.promise = in.maybe_choice("promise", {"none", "open", "broken"});
    in.done();
    return f;
}

}  // namespace

borrower_filter read_filter(fields& in) {
    auto raw = in.maybe_raw_object("filter");
    return raw ? read_members(std::move(*raw), in.path("filter")) : borrower_filter{};
}

json::object to_json(const borrower_filter& f) {
    json::object out;
    if (f.customer_ids) {
        json::array ids;
        for (const auto id : *f.customer_ids) ids.emplace_back(id);
        out["customer_ids"] = std::move(ids);
    }
    const auto put = [&](const char* name, const auto& v) {
        if (v) out[name] = *v;
    };
    put("days_past_due_min", f.days_min);
    put("days_past_due_max", f.days_max);
    put("amount_due_min", f.amount_min);
    put("amount_due_max", f.amount_max);
    put("product", f.product);
    put("branch", f.branch);
    put("language", f.language);
    put("promise", f.promise);
    return out;
}

borrower_filter read_stored_filter(const json::value& stored) {
    if (!stored.is_object()) return {};
    return read_members(stored.as_object(), "filter");
}

std::string filter_sql(const borrower_filter& f, std::vector<pg::param>& params) {
    std::string sql = "true";
    const auto where = [&](std::string_view condition, pg::param value) {
        params.push_back(std::move(value));
        sql += " and ";
        const auto place = "$" + std::to_string(params.size());
        for (const char c : condition) c == '?' ? sql += place : sql += c;
    };
    if (f.customer_ids) {
        std::vector<std::string> ids;
        for (const auto id : *f.customer_ids) ids.push_back(std::to_string(id));
        where("c.id = any (?::bigint[])", ids);
    }
    if (f.days_min) where("c.days_past_due >= ?", *f.days_min);
    if (f.days_max) where("c.days_past_due <= ?", *f.days_max);
    if (f.amount_min) where("c.amount_due >= ?", *f.amount_min);
    if (f.amount_max) where("c.amount_due <= ?", *f.amount_max);
    if (f.language) where("c.language = ?", *f.language);
    if (f.product)
        where("exists (select from loans l where l.customer_id = c.id and l.product = ?)", *f.product);
    if (f.branch)
        where("exists (select from loans l where l.customer_id = c.id and l.branch = ?)", *f.branch);
    if (f.promise && *f.promise == "none")
        sql += " and not exists (select from promises q where q.customer_id = c.id and q.state = 'open')";
    if (f.promise && *f.promise != "none")
        where("exists (select from promises q where q.customer_id = c.id and q.state = ?)", *f.promise);
    return sql;
}

task<std::vector<borrower>> find_borrowers(
    pg::executor& db, borrower_filter f, lender_words lender, int limit) {
    std::vector<pg::param> params;
    std::string sql = std::string(select_borrowers) + " where " + filter_sql(f, params);
    params.emplace_back(limit);
    sql += " order by c.id limit $" + std::to_string(params.size());
    const auto found = co_await db.execute(std::move(sql), std::move(params));
    co_return read_all(found, lender);
}

task<std::vector<borrower>> borrowers_by_id(
    pg::executor& db, std::vector<std::int64_t> ids, lender_words lender) {
    std::vector<std::string> texts;
    for (const auto id : ids) texts.push_back(std::to_string(id));
    const auto found = co_await db.run(
        std::string(select_borrowers) + " where c.id = any ($1::bigint[]) order by c.id", texts);
    co_return read_all(found, lender);
}

}  // namespace zenix::sms
