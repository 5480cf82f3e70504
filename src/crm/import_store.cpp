#include "crm/import_store.hpp"

#include "base/problem.hpp"
#include "base/task_group.hpp"

#include <fmt/format.h>

namespace zenix::crm {
namespace {

// Above this many rows the trigram indexes take their new entries in one go at the end, and the
// planner is told what came.
constexpr std::int64_t large = 2000;

constexpr const char* tables_sql = R"(
set local work_mem = '64MB';
set local maintenance_work_mem = '128MB';
create temp table import_people (
    person int primary key, line bigint, external_id text collate "C", name text, name_key text collate "C",
    email text, language text, time_zone text, default_zone text, e164 text collate "C",
    customer_id bigint, fresh boolean) on commit drop;
create temp table import_phones (
    person int, e164 text collate "C", kind text, typed text, name text) on commit drop;
create temp table import_loans (
    line bigint primary key, person int, loan_number text collate "C", product text, branch text, principal bigint,
    amount_due bigint, currency text, days_past_due int, due_date date, known boolean) on commit drop;
)";

constexpr const char* find_by_external_id = R"(
update import_people p set customer_id = c.id from customers c where c.external_id = p.external_id)";

// Who has no external_id, or a new one, is known by the primary number; a borrower with another
// external_id is somebody else. Several borrowers with the number leave it open: -1.
constexpr const char* find_by_number = R"(
update import_people p set customer_id = k.id
  from (select i.person, case when count(*) = 1 then min(c.id) else -1 end as id
          from import_people i
          join customer_phones f on f.e164 = i.e164 and f.kind = 'primary'
          join customers c on c.id = f.customer_id
         where i.customer_id is null and (i.external_id is null or c.external_id is null)
         group by i.person) k
 where p.person = k.person)";

// Rows that cannot be, each once, with what is wrong: the number is not enough, two people of the
// file are one in the book, the loan is another borrower's.
constexpr const char* find_errors = R"(
select distinct on (line) line, col, value, message from (
    select l.line, 'external_id' as col, coalesce(p.external_id, '') as value,
           'Several borrowers have this phone number; say by external_id whose loan this is.' as message
      from import_people p join import_loans l using (person) where p.customer_id = -1
    union all
    select l.line, 'phone', p.e164,
           'Is the same borrower in the book as row ' || first.line || ' of the file; give both the same external_id.'
      from (select customer_id, min(person) as person, min(line) as line from import_people
             where customer_id > 0 group by customer_id having count(*) > 1) first
      join import_people p on p.customer_id = first.customer_id and p.person <> first.person
      join import_loans l on l.person = p.person
    union all
    select l.line, 'loan_number', l.loan_number,
           'Is a loan of another borrower; correct the loan number, the external_id or the phone.'
      from import_loans l join import_people p using (person) join loans b on b.loan_number = l.loan_number
     where b.customer_id is distinct from p.customer_id) e
 order by line)";

constexpr const char* take_out = R"(
delete from import_loans where line = any ($1::bigint[]))";
constexpr const char* take_out_people = R"(
delete from import_people p where not exists (select from import_loans l where l.person = p.person))";

constexpr const char* mark_known = R"(
update import_loans l
   set known = exists (select from loans b where b.loan_number = l.loan_number))";
constexpr const char* count_all = R"(
select count(*) filter (where p.customer_id is null) as new_people, count(p.customer_id) as known_people,
       (select count(*) from import_loans where not known) as new_loans,
       (select count(*) from import_loans where known) as known_loans
  from import_people p)";

// In the order of the file, so that the first row gets the lowest number.
constexpr const char* number_new = R"(
update import_people p set customer_id = n.id, fresh = true
  from (select person, nextval(pg_get_serial_sequence('customers', 'id')) as id
          from (select person from import_people where customer_id is null order by person) o) n
 where p.person = n.person)";

// The totals come along, or the trigger on loans would write every new borrower twice. (It does where
// somebody's loans are in several currencies, for which these totals are wrong.)
constexpr const char* create_people = R"(
insert into customers (id, external_id, name, name_key, email, language, time_zone,
                       loan_count, amount_due, currency, days_past_due)
overriding system value
select p.customer_id, p.external_id, p.name, p.name_key, p.email, coalesce(p.language, 'en'),
       coalesce(p.time_zone, p.default_zone), coalesce(t.n, 0), coalesce(t.due, 0), coalesce(t.currency, 'INR'),
       coalesce(t.days, 0)
  from import_people p
  left join (select person, count(*) as n, sum(amount_due) as due, min(coalesce(currency, 'INR')) as currency,
                    max(coalesce(days_past_due, 0)) as days
               from import_loans group by person) t using (person)
 where p.fresh order by p.customer_id)";

constexpr const char* change_people = R"(
update customers c
   set external_id = coalesce(p.external_id, c.external_id), name = p.name, name_key = p.name_key,
       email = coalesce(p.email, c.email), language = coalesce(p.language, c.language),
       time_zone = coalesce(p.time_zone, c.time_zone), updated_at = now()
  from import_people p
 where p.fresh is not true and c.id = p.customer_id
   and (c.external_id, c.name, c.email, c.language, c.time_zone) is distinct from
       (coalesce(p.external_id, c.external_id), p.name, coalesce(p.email, c.email),
        coalesce(p.language, c.language), coalesce(p.time_zone, c.time_zone)))";

// Another primary number makes the old one an alternate.
constexpr const char* demote_numbers = R"(
update customer_phones f set kind = 'alternate'
  from import_people p
 where p.fresh is not true and f.customer_id = p.customer_id and f.kind = 'primary' and f.e164 <> p.e164)";
constexpr const char* write_numbers = R"(
insert into customer_phones as f (customer_id, e164, kind, typed, name)
select p.customer_id, i.e164, i.kind, i.typed, i.name
  from import_phones i join import_people p using (person) order by p.customer_id
    on conflict (customer_id, e164) do update
   set kind = excluded.kind, typed = excluded.typed, name = coalesce(excluded.name, f.name)
 where f.kind <> 'primary'
   and (f.kind, f.name) is distinct from (excluded.kind, coalesce(excluded.name, f.name)))";

constexpr const char* create_loans = R"(
insert into loans (customer_id, loan_number, product, branch, principal, amount_due, currency, days_past_due, due_date)
select p.customer_id, l.loan_number, coalesce(l.product, ''), coalesce(l.branch, ''), l.principal, l.amount_due,
       coalesce(l.currency, 'INR'), coalesce(l.days_past_due, 0), l.due_date
  from import_loans l join import_people p using (person) where not l.known order by l.line)";
constexpr const char* change_loans = R"(
update loans b
   set product = coalesce(l.product, b.product), branch = coalesce(l.branch, b.branch),
       principal = coalesce(l.principal, b.principal), amount_due = l.amount_due,
       currency = coalesce(l.currency, b.currency), days_past_due = coalesce(l.days_past_due, b.days_past_due),
       due_date = coalesce(l.due_date, b.due_date), updated_at = now()
  from import_loans l
 where l.known and b.loan_number = l.loan_number
   and (b.product, b.branch, b.principal, b.amount_due, b.currency, b.days_past_due, b.due_date) is distinct from
       (coalesce(l.product, b.product), coalesce(l.branch, b.branch), coalesce(l.principal, b.principal), l.amount_due,
        coalesce(l.currency, b.currency), coalesce(l.days_past_due, b.days_past_due), coalesce(l.due_date, b.due_date)))";

constexpr const char* tidy_up = R"(
select gin_clean_pending_list('customer_name_parts');
select gin_clean_pending_list('customer_phones_parts');
select gin_clean_pending_list('loans_parts');
analyze customers;
analyze customer_name_turns;
analyze customer_phones;
analyze loans;
)";

}  // namespace

import_copy to_copy(const import_batch& batch) {
    import_copy out;
    for (std::size_t i = 0; i < batch.people.size(); ++i) {
        const auto& p = batch.people[i];
        out.people.row(i, p.row, p.external_id, p.name, p.name_key, p.email, p.language,
            p.time_zone, p.default_zone, p.phone());
        for (const auto& n : p.phones)
            out.phones.row(i, n.e164, to_string(n.kind), n.typed, n.name);
    }
    for (const auto& l : batch.loans) {
        out.loans.row(l.row, l.person, l.number, l.product, l.branch, l.principal, l.amount_due,
            l.currency, l.days_past_due, l.due_date);
    }
    return out;
}

task<import_counts> stage_import(pg::transaction& tx, import_batch& batch, import_copy rows) {
    // A moment's patience: the one before may have answered and be about to roll back.
    bool mine = false;
    for (int tries = 0; !mine && tries < 20; ++tries) {
        if (tries > 0) co_await sleep_for(ms(50));
        const auto alone =
            co_await tx.run("select pg_try_advisory_xact_lock(hashtext('crm.import')) as mine");
        mine = alone.front().flag("mine");
    }
    if (!mine)
        throw conflict(
            "import_running", "Another import is at work; start this one when it is done.");
    co_await tx.script(tables_sql);
    co_await tx.copy_in("copy import_people (person, line, external_id, name, name_key, email,"
                        " language, time_zone, default_zone, e164) from stdin",
        [&] { return rows.people.next(); });
    co_await tx.copy_in("copy import_phones from stdin", [&] { return rows.phones.next(); });
    co_await tx.copy_in("copy import_loans (line, person, loan_number, product, branch, principal,"
                        " amount_due, currency, days_past_due, due_date) from stdin",
        [&] { return rows.loans.next(); });
    co_await tx.script("analyze import_people; analyze import_phones; analyze import_loans");
    co_await tx.run(find_by_external_id);
    co_await tx.run(find_by_number);
    co_await tx.script("analyze import_people");

    const auto wrong = co_await tx.run(find_errors);
    std::vector<std::string> lines;
    for (const auto r : wrong) {
        batch.add({r.integer("line"), r.text("col"), r.text("value"), r.text("message")});
        lines.push_back(r.text("line"));
    }
    if (!lines.empty()) {
        batch.bad_rows += static_cast<std::int64_t>(lines.size());
        co_await tx.run(take_out, lines);
        co_await tx.run(take_out_people);
        batch.sort_errors();
    }

    co_await tx.run(mark_known);
    const auto counted = co_await tx.run(count_all);
    const auto c = counted.front();
    co_return import_counts{c.integer("new_people"), c.integer("known_people"),
        c.integer("new_loans"), c.integer("known_loans")};
}

task<void> apply_import(pg::transaction& tx, std::int64_t rows) {
    if (rows >= large) co_await tx.script("set local gin_pending_list_limit = '512MB'");
    co_await tx.run(number_new);
    // The marks just set decide which rows are joined; the planner must know how many.
    co_await tx.script("analyze import_people; analyze import_loans");
    co_await tx.run(create_people);
    co_await tx.run(change_people);
    co_await tx.run(demote_numbers);
    co_await tx.run(write_numbers);
    co_await tx.run(create_loans);
    co_await tx.run(change_loans);
    if (rows >= large) co_await tx.script(tidy_up);
}

}  // namespace zenix::crm
