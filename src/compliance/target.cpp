#include "compliance/target.hpp"

#include "base/problem.hpp"
#include "base/utf8.hpp"
#include "base/zone.hpp"
#include "compliance/zones.hpp"

#include <algorithm>

namespace zenix::compliance {
namespace {

constexpr std::size_t typed_max = 32;

/// Known zones only, each once; those of the number's country where there is none.
std::vector<std::string> zones_or(std::vector<std::string> zones, const target& t) {
    std::erase_if(zones, [](const std::string& z) { return !is_zone(z); });
    std::sort(zones.begin(), zones.end());
    zones.erase(std::unique(zones.begin(), zones.end()), zones.end());
    if (zones.empty()) zones = zones_of(t.number ? t.number->country : "");
    return zones;
}

task<target> of_customer(pg::executor& db, const question& q, target t) {
    const auto found = co_await db.run(
        "select c.time_zone, p.e164, p.kind from customers c"
        " left join customer_phones p on p.customer_id = c.id where c.id = $1 order by p.e164",
        *q.customer_id);
    if (found.empty()) throw not_found("There is no borrower with this id.");
    const bool primary = q.phone.empty();
    bool theirs = false;
    for (const auto row : found) {
        if (row.null("e164")) continue;
        if (primary ? row.text("kind") == "primary"
                    : t.number && row.text("e164") == t.number->e164) {
            theirs = true;
            t.typed = primary ? row.text("e164") : t.typed;
            t.number = phone::normalise(row.text("e164"));
        }
    }
    if (!theirs && primary)
        throw invalid_field("phone_number", "This borrower has no primary number; name one.");
    // What is no number at all goes on, to be refused by its rule.
    if (!theirs && t.number)
        throw invalid_field("phone_number", "This is not a number of this borrower. Add it to the "
                                            "borrower, or call it without one.");
    t.customer_id = q.customer_id;
    t.zones = zones_or({found.front().text("time_zone")}, t);
    co_return t;
}

task<target> of_number(pg::executor& db, target t) {
    std::vector<std::string> zones;
    if (t.number) {
        const auto found = co_await db.run("select c.id, c.time_zone from customer_phones p join "
                                           "customers c on c.id = p.customer_id"
                                           " where p.e164 = $1 limit 100",
            t.number->e164);
        for (const auto row : found) zones.push_back(row.text("time_zone"));
        if (found.size() == 1) t.customer_id = found.front().integer("id");
    }
    t.zones = zones_or(std::move(zones), t);
    co_return t;
}

}  // namespace

task<target> find_target(pg::executor& db, const question& q, std::string home_country) {
    if (!q.customer_id && q.phone.empty())
        throw invalid_field("customer_id", "Name a borrower by customer_id, or a phone_number.");
    target t;
    t.typed = to_utf8(q.phone.substr(0, typed_max));
    t.number = phone::normalise(q.phone, home_country);
    if (q.customer_id) co_return co_await of_customer(db, q, std::move(t));
    co_return co_await of_number(db, std::move(t));
}

}  // namespace zenix::compliance
