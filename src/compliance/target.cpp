#include "compliance/target.hpp"

#include "base/problem.hpp"
#include "base/utf8.hpp"
#include "base/zone.hpp"
#include "compliance/zones.hpp"
#include "crm/contacts.hpp"

#include <algorithm>
#include <map>

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
    const bool primary = q.phone.empty();
    std::optional<std::string> wanted;
    if (!primary) wanted = t.number ? t.number->e164 : t.typed;
    auto who = co_await crm::contact_for_call(db, *q.customer_id, wanted);
    if (who) {
        t.number = phone::normalise(who->phone_number);
        if (primary) t.typed = who->phone_number;
    } else {
        who = co_await crm::customer_name(db, *q.customer_id);
        if (!who) throw not_found("There is no borrower with this id.");
        if (primary)
            throw invalid_field("phone_number", "This borrower has no primary number; name one.");
        // What is no number at all goes on, to be refused by its rule.
        if (t.number)
            throw invalid_field("phone_number",
                "This is not a number of this borrower. Add it to the borrower, or call it without "
                "one.");
    }
    t.customer_id = q.customer_id;
    t.person = {who->id, who->name};
    t.zones = zones_or({who->time_zone}, t);
    co_return t;
}

/// All who have the number, not only the one crm would show: it must be lawful for each.
task<target> of_number(pg::executor& db, target t) {
    std::vector<std::string> zones;
    if (t.number) {
        const auto found = co_await db.run(
            "select c.id, c.name, c.time_zone from customer_phones p join customers c on c.id = p.customer_id"
            " where p.e164 = $1 order by (p.kind = 'primary') desc, c.days_past_due desc, c.id limit 100",
            t.number->e164);
        for (const auto row : found) zones.push_back(row.text("time_zone"));
        if (!found.empty()) t.person = {found.front().integer("id"), found.front().text("name")};
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

task<std::vector<target>> find_targets(
    pg::executor& db, const std::vector<question>& list, std::string home_country) {
    std::vector<target> out;
    std::vector<std::string> numbers;
    out.reserve(list.size());
    for (const auto& q : list) {
        auto& t = out.emplace_back();
        t.typed = to_utf8(q.phone.substr(0, typed_max));
        t.number = phone::normalise(q.phone, home_country);
        t.customer_id = q.customer_id;
        if (t.number) numbers.push_back(t.number->e164);
    }
    const auto found = co_await db.run(
        "select p.e164, c.id, c.time_zone from customer_phones p join customers c"
        " on c.id = p.customer_id where p.e164 = any ($1)",
        std::move(numbers));
    struct holder {
        std::vector<std::string> zones;
        std::int64_t customer = 0;
    };
    std::map<std::string, holder> holders;
    for (const auto row : found) {
        auto& h = holders[row.text("e164")];
        h.zones.push_back(row.text("time_zone"));
        h.customer = row.integer("id");
    }
    for (auto& t : out) {
        std::vector<std::string> zones;
        if (const auto h = holders.find(t.number ? t.number->e164 : ""); h != holders.end()) {
            zones = h->second.zones;
            if (!t.customer_id && zones.size() == 1) t.customer_id = h->second.customer;
        }
        t.zones = zones_or(std::move(zones), t);
    }
    co_return out;
}

}  // namespace zenix::compliance
