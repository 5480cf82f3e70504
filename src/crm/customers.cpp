#include "crm/customers.hpp"

#include "base/problem.hpp"
#include "base/zone.hpp"
#include "crm/callbacks.hpp"
#include "crm/promises.hpp"

#include <fmt/format.h>

namespace zenix::crm {
namespace {

problem no_such_customer() {
    return not_found("There is no borrower with this id; search by name, number or loan.");
}

json::object phone_json(const pg::row& r) {
    return {{"phone_number", r.text("e164")}, {"kind", r.text("kind")},
        {"typed", opt(r.maybe_text("typed"))}, {"name", opt(r.maybe_text("name"))}};
}

json::object loan_json(const pg::row& r) {
    return {{"id", r.integer("id")}, {"loan_number", r.text("loan_number")},
        {"product", r.text("product")}, {"branch", r.text("branch")},
        {"principal", opt(r.maybe_integer("principal"))}, {"amount_due", r.integer("amount_due")},
        {"currency", r.text("currency")}, {"days_past_due", r.integer("days_past_due")},
        {"due_date", opt(r.maybe_text("due_date"))}};
}

task<void> write_phones(pg::executor& tx, std::int64_t id, std::vector<phone_write> phones) {
    for (auto& p : phones) {
        co_await tx.run("insert into customer_phones (customer_id, e164, kind, typed, name)"
                        " values ($1, $2, $3, $4, $5)",
            id, p.e164, to_string(p.kind), p.typed, p.name);
    }
}

}  // namespace

task<json::array> summaries(pg::executor& db, std::vector<found> of) {
    std::vector<std::string> customers, loans;
    for (const auto& f : of) {
        customers.push_back(std::to_string(f.customer_id));
        loans.push_back(std::to_string(f.loan_id));
    }
    const auto rows = co_await db.run(
        R"(
select c.id, c.name, coalesce(p.e164, '') as e164, c.language, c.time_zone, c.loan_count, l.loan_number,
       c.amount_due, c.currency, c.days_past_due
  from unnest($1::bigint[], $2::bigint[]) with ordinality k (customer_id, loan_id, place)
  join customers c on c.id = k.customer_id
  left join customer_phones p on p.customer_id = c.id and p.kind = 'primary'
  left join lateral (select loan_number from loans where customer_id = c.id
                      order by (id = k.loan_id) desc, days_past_due desc, amount_due desc, id
                      limit 1) l on true
 order by k.place)",
        customers, loans);
    json::array out;
    for (const auto r : rows) {
        out.push_back(json::object{{"id", r.integer("id")}, {"name", r.text("name")},
            {"phone_number", r.text("e164")}, {"language", r.text("language")},
            {"time_zone", r.text("time_zone")}, {"loan_count", r.integer("loan_count")},
            {"loan_number", opt(r.maybe_text("loan_number"))},
            {"amount_due", r.integer("amount_due")}, {"currency", r.text("currency")},
            {"days_past_due", r.integer("days_past_due")}});
    }
    co_return out;
}

task<json::object> customer_json(pg::executor& db, std::int64_t id, sys_ms at) {
    const auto one =
        co_await db.run("select id, external_id, name, email, language, time_zone, amount_due,"
                        " currency, days_past_due, created_at, updated_at from customers"
                        " where id = $1",
            id);
    if (one.empty()) throw no_such_customer();
    const auto c = one.front();
    const auto phones = co_await db.run(
        "select e164, kind, typed, name from customer_phones"
        " where customer_id = $1"
        " order by array_position(array['primary', 'alternate', 'guarantor'], kind),"
        " e164",
        id);
    const auto loans =
        co_await db.run("select id, loan_number, product, branch, principal, amount_due, currency,"
                        " days_past_due, due_date from loans where customer_id = $1"
                        " order by days_past_due desc, amount_due desc, id",
            id);
    json::array phone_list, loan_list;
    for (const auto r : phones) phone_list.push_back(phone_json(r));
    for (const auto r : loans) loan_list.push_back(loan_json(r));
    auto promise = co_await open_promise(db, id);
    auto callback = co_await next_callback(db, id);
    json::object out{{"id", c.integer("id")}, {"external_id", opt(c.maybe_text("external_id"))},
        {"name", c.text("name")}, {"email", opt(c.maybe_text("email"))},
        {"language", c.text("language")}, {"time_zone", c.text("time_zone")},
        {"local_time", clock_text(at, c.text("time_zone"))}, {"phones", std::move(phone_list)},
        {"loans", std::move(loan_list)}, {"amount_due", c.integer("amount_due")},
        {"currency", c.text("currency")}, {"days_past_due", c.integer("days_past_due")},
        {"open_promise", std::move(promise)}, {"next_callback", std::move(callback)},
        {"created_at", to_rfc3339(c.time("created_at"))},
        {"updated_at", to_rfc3339(c.time("updated_at"))}};
    co_return out;
}

task<void> require_customer(pg::executor& db, std::int64_t id) {
    const auto found = co_await db.run("select from customers where id = $1", id);
    if (found.empty()) throw no_such_customer();
}

task<std::int64_t> create_customer(pg::executor& tx, customer_write c) {
    const auto made =
        co_await tx.run("insert into customers (external_id, name, name_key, email, language,"
                        " time_zone) values ($1, $2, $3, $4, $5, $6)"
                        " on conflict (external_id) do nothing returning id",
            c.external_id, c.name, c.name_key, c.email, c.language, c.time_zone);
    if (made.empty())
        throw problem(409, "external_id_taken",
            "Another borrower has this external_id; change that one instead.", "external_id");
    const auto id = made.front().integer("id");
    co_await write_phones(tx, id, std::move(c.phones));
    co_return id;
}

task<void> change_customer(pg::executor& tx, std::int64_t id, customer_change c) {
    const auto changed = co_await tx.run(
        "update customers set name = coalesce($2, name), name_key = coalesce($3,"
        " name_key), email = case when $4 then $5"
        " else email end, language = coalesce($6, language), time_zone = coalesce($7,"
        " time_zone), updated_at = now() where id = $1",
        id, c.name, c.name_key, c.email.has_value(), c.email.value_or(std::nullopt), c.language,
        c.time_zone);
    if (changed.affected() == 0) throw no_such_customer();
    if (c.phones) {
        co_await tx.run("delete from customer_phones where customer_id = $1", id);
        co_await write_phones(tx, id, std::move(*c.phones));
    }
}

}  // namespace zenix::crm
