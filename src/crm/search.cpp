#include "crm/search.hpp"

#include "crm/cursor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace zenix::crm {
namespace {

/// Greater than every text that begins with `prefix`, in the order of collation "C".
std::string end_of(const std::string& prefix) { return prefix + "\xf4\x8f\xbf\xbf"; }

/// The row after which a tier goes on: its number, and what else tells its place (a turn, a number).
struct place {
    std::int64_t id = 0;
    std::string more;
};

task<pg::rows> names_in_order(pg::executor& db, const search_plan& p, place from, int limit) {
    constexpr auto sql = R"(
select customer_id, 0 as loan_id, customer_id as place, '0' as more
  from customer_name_turns
 where turn = 0 and turned < $1
   and (turned, customer_id) >
       (coalesce((select turned from customer_name_turns where customer_id = $3 and turn = 0), $2), $3)
 order by turned, customer_id limit $4)";
    return db.run(sql, end_of(p.phrase), p.phrase, from.id, limit);
}

task<pg::rows> words_in_order(pg::executor& db, const search_plan& p, place from, int limit) {
    // Of a borrower's turns the lowest counts; a whole name that begins so came before.
    constexpr auto sql = R"(
select t.customer_id, 0 as loan_id, t.customer_id as place, t.turn::text as more
  from customer_name_turns t
 where t.turn > 0 and t.turned < $1
   and (t.turned, t.customer_id) >
       (coalesce((select turned from customer_name_turns
                   where customer_id = $3 and turn = $4::smallint), $2), $3)
   and not exists (select from customer_name_turns o
                    where o.customer_id = t.customer_id and o.turn < t.turn
                      and o.turned >= $2 and o.turned < $1)
 order by t.turned, t.customer_id limit $5)";
    return db.run(
        sql, end_of(p.phrase), p.phrase, from.id, from.more.empty() ? "0" : from.more, limit);
}

task<pg::rows> names_like(
    pg::executor& db, const search_plan& p, bool part, place from, int limit) {
    using text = std::optional<std::string>;
    using list = std::optional<std::vector<std::string>>;
    constexpr auto sql = R"(
select customer_id, 0 as loan_id, customer_id as place, '' as more
  from names_like($1, $2, $3, $4, $5,
       coalesce((select turned from customer_name_turns where customer_id = $6 and turn = 0), ''),
       $6, $7))";
    const auto& patterns = part ? p.part : p.beginning;
    return db.run(sql, patterns[p.longest], patterns.size() > 1 ? text(patterns[p.second]) : text(),
        patterns.size() > 2 ? list(patterns) : list(), part ? text() : text("% " + p.phrase + "%"),
        part ? list(p.beginning) : list(), from.id, limit);
}

task<pg::rows> numbers_ending(pg::executor& db, const search_plan& p, place from, int limit) {
    constexpr auto sql = R"(
select p.customer_id, 0 as loan_id, p.customer_id as place, substr(p.e164, 2) as more
  from customer_phones p
 where reverse(p.e164) collate "C" < $1
   and (reverse(p.e164) collate "C", p.customer_id) >
       (coalesce(reverse('+' || nullif($3, '')), $2), $4)
   and not exists (select from customer_phones o
                    where o.customer_id = p.customer_id and o.e164 like $5
                      and reverse(o.e164) collate "C" < reverse(p.e164) collate "C")
 order by reverse(p.e164) collate "C", p.customer_id limit $6)";
    const std::string turned(p.digits.rbegin(), p.digits.rend());
    return db.run(sql, end_of(turned), turned, from.more, from.id, "%" + p.digits, limit);
}

task<pg::rows> numbers_beginning(
    pg::executor& db, const search_plan& p, tier t, place from, int limit) {
    constexpr auto sql = R"(
select p.customer_id, 0 as loan_id, p.customer_id as place, substr(p.e164, 2) as more
  from customer_phones p
 where p.e164 < $1
   and (p.e164, p.customer_id) > (coalesce('+' || nullif($3, ''), $2), $4)
   and not exists (select from customer_phones o
                    where o.customer_id = p.customer_id
                      and (o.e164 like any ($5) or (o.e164 like $6 and o.e164 < p.e164)))
 order by p.e164, p.customer_id limit $7)";
    const std::string& prefix = t == tier::national_begins ? p.national : p.international;
    std::vector<std::string> earlier;
    for (const auto& pattern : p.number_patterns) {
        if (pattern == prefix + "%") break;
        earlier.push_back(pattern);
    }
    return db.run(sql, end_of(prefix), prefix, from.more, from.id, earlier, prefix + "%", limit);
}

task<pg::rows> loans_beginning(pg::executor& db, const search_plan& p, place from, int limit) {
    // Who came before: by a number like any of $4, or by a name like all of $5.
    constexpr auto sql = R"(
select l.customer_id, l.id as loan_id, l.id as place, '' as more
  from loans l
 where l.loan_key < $1
   and (l.loan_key, l.id) > (coalesce((select loan_key from loans where id = $3), $2), $3)
   and not exists (select from loans o
                    where o.customer_id = l.customer_id and o.loan_key >= $2
                      and (o.loan_key, o.id) < (l.loan_key, l.id))
   and not exists (select from customer_phones o
                    where o.customer_id = l.customer_id and o.e164 like any ($4))
   and ($5::text[] is null
        or not exists (select from customer_name_turns o
                        where o.customer_id = l.customer_id and o.turn = 0
                          and o.spaced like all ($5)))
 order by l.loan_key, l.id limit $6)";
    using list = std::optional<std::vector<std::string>>;
    const bool named = !p.beginning.empty();
    const bool parts =
        std::find(p.tiers.begin(), p.tiers.end(), tier::name_contains) != p.tiers.end();
    return db.run(sql, end_of(p.loan), p.loan, from.id, p.number_patterns,
        named ? list(parts ? p.part : p.beginning) : list(), limit);
}

task<pg::rows> numbers_like(pg::executor& db, const search_plan& p, place from, int limit) {
    // A loan that begins so came before.
    return db.run("select customer_id, 0 as loan_id, customer_id as place, '' as more"
                  " from phones_like($1, $2, $3, $4, $5)",
        "%" + p.digits + "%", p.number_patterns, p.loan + "%", from.id, limit);
}

task<pg::rows> loans_like(pg::executor& db, const search_plan& p, place from, int limit) {
    auto numbers = p.number_patterns;
    if (!numbers.empty()) numbers.push_back("%" + p.digits + "%");
    return db.run("select customer_id, loan_id, customer_id as place, '' as more"
                  " from loans_like($1, $2, $3, $4, $5)",
        "%" + p.loan + "%", p.loan + "%", numbers, from.id, limit);
}

task<pg::rows> ask(pg::executor& db, const search_plan& p, tier t, place from, int limit) {
    switch (t) {
    case tier::name_begins: return names_in_order(db, p, std::move(from), limit);
    case tier::word_begins: return words_in_order(db, p, std::move(from), limit);
    case tier::all_words: return names_like(db, p, false, std::move(from), limit);
    case tier::name_contains: return names_like(db, p, true, std::move(from), limit);
    case tier::number_ends: return numbers_ending(db, p, std::move(from), limit);
    case tier::national_begins:
    case tier::number_begins: return numbers_beginning(db, p, t, std::move(from), limit);
    case tier::loan_begins: return loans_beginning(db, p, std::move(from), limit);
    case tier::number_contains: return numbers_like(db, p, std::move(from), limit);
    case tier::loan_contains: return loans_like(db, p, std::move(from), limit);
    }
    throw std::logic_error("search: a tier without a query");
}

}  // namespace

task<found_page> search(
    pg::executor& db, search_plan plan, std::optional<std::string> after, int limit) {
    found_page page;
    auto at = plan.tiers.begin();
    place from;
    if (after) {
        const cursor c(*after, 3);
        at = std::find_if(plan.tiers.begin(), plan.tiers.end(),
            [&](tier t) { return c.text(0) == std::string(1, static_cast<char>(t)); });
        if (at == plan.tiers.end()) cursor::malformed();
        from = {c.number(1), c.text(2)};
        // The turn of a name is a smallint.
        if (*at == tier::word_begins && (c.number(2) < 0 || c.number(2) > 1000))
            cursor::malformed();
    }
    std::string last;
    for (; at != plan.tiers.end(); ++at, from = {}) {
        const int wanted = limit + 1 - static_cast<int>(page.items.size());
        const auto rows = co_await ask(db, plan, *at, from, wanted);
        for (const auto row : rows) {
            if (static_cast<int>(page.items.size()) == limit) {
                page.next = last;
                co_return page;
            }
            page.items.push_back({row.integer("customer_id"), row.integer("loan_id")});
            last = fmt::format(
                "{}.{}.{}", static_cast<char>(*at), row.integer("place"), row.text("more"));
        }
    }
    co_return page;
}

task<found_page> most_overdue(pg::executor& db, std::optional<std::string> after, int limit) {
    std::int64_t days = std::numeric_limits<std::int32_t>::max(),
                 due = std::numeric_limits<std::int64_t>::max(), id = 0;
    if (after) {
        const cursor c(*after, 3);
        days = c.number(0), due = c.number(1), id = c.number(2);
    }
    const auto rows =
        co_await db.run("select id, days_past_due, amount_due from customers"
                        " where (-days_past_due, -amount_due, id) > (-$1::bigint, -$2::bigint,"
                        " $3) order by -days_past_due, -amount_due, id limit $4",
            days, due, id, limit + 1);
    found_page page;
    for (const auto row : rows) {
        if (static_cast<int>(page.items.size()) == limit) break;
        page.items.push_back({row.integer("id"), 0});
        page.next = fmt::format(
            "{}.{}.{}", row.integer("days_past_due"), row.integer("amount_due"), row.integer("id"));
    }
    if (static_cast<int>(rows.size()) <= limit) page.next.reset();
    co_return page;
}

}  // namespace zenix::crm
