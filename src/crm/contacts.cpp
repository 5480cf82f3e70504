#include "crm/contacts.hpp"

#include "base/phone.hpp"

namespace zenix::crm {
namespace {

// One borrower, one number, the worst loan; what follows chooses and orders.
const std::string contact_sql = R"(
select c.id, c.name, c.language, c.time_zone, p.e164, p.kind, p.name as phone_name, l.id as loan_id,
       l.loan_number
  from customers c
  left join customer_phones p on p.customer_id = c.id
  left join lateral (select id, loan_number from loans where customer_id = c.id
                      order by days_past_due desc, amount_due desc, id limit 1) l on true
 )";

std::optional<contact> first(const pg::rows& rows) {
    if (rows.empty()) return std::nullopt;
    const auto r = rows.front();
    return contact{.id = r.integer("id"),
        .name = r.text("name"),
        .language = r.text("language"),
        .time_zone = r.text("time_zone"),
        .phone_number = r.text("e164"),
        .kind = r.text("kind"),
        .phone_name = r.text("phone_name"),
        .loan_id = r.integer("loan_id"),
        .loan_number = r.text("loan_number")};
}

}  // namespace

task<std::optional<contact>> find_by_phone(pg::executor& db, std::string e164) {
    const auto rows = co_await db.run(contact_sql + R"(where p.e164 = $1
 order by (p.kind = 'primary') desc, c.days_past_due desc, c.id limit 1)",
        e164);
    co_return first(rows);
}

task<std::optional<contact>> contact_for_call(
    pg::executor& db, std::int64_t customer_id, std::optional<std::string> phone_number) {
    const auto rows = co_await db.run(contact_sql + R"(where c.id = $1
   and (p.e164 = $2 or ($2::text is null and p.kind = 'primary')) limit 1)",
        customer_id, phone_number);
    co_return first(rows);
}

task<std::optional<contact>> customer_name(pg::executor& db, std::int64_t customer_id) {
    const auto rows = co_await db.run(
        contact_sql + "where c.id = $1 order by (p.kind = 'primary') desc nulls last limit 1",
        customer_id);
    co_return first(rows);
}

task<std::string> zone_of(pg::executor& db, std::int64_t customer_id, std::string phone_number) {
    if (customer_id != 0) {
        const auto rows =
            co_await db.run("select time_zone from customers where id = $1", customer_id);
        if (!rows.empty()) co_return rows.front().text("time_zone");
    }
    const auto known = co_await find_by_phone(db, phone_number);
    if (known) co_return known->time_zone;
    const auto number = phone::normalise(phone_number);
    co_return std::string(phone::default_zone(number ? number->country : "IN"));
}

}  // namespace zenix::crm
