#include "dialer/campaigns/check.hpp"

#include <algorithm>
#include <map>

namespace zenix::dialer {
namespace {

constexpr int looked_at_max = 5000;
constexpr std::size_t at_once = 500;

struct blocking {
    std::int64_t leads = 0;
    std::string explanation;
    std::optional<sys_ms> next_lawful_at;
};

}  // namespace

task<json::object> check_leads(pg::executor& db, compliance::gate_service& gate, campaign c, sys_ms now) {
    const auto all = co_await db.run(
        "select count(*) as n from campaign_leads where campaign_id = $1 and state not in ('done', 'exhausted')", c.id);
    const auto found = co_await db.run(
        "select phone, customer_id from campaign_leads where campaign_id = $1 and state not in ('done', 'exhausted')"
        " order by rank, order_1, order_2, order_3, id limit $2", c.id, looked_at_max);
    std::map<std::string, blocking> rules;
    std::int64_t allowed = 0;
    for (std::size_t from = 0; from < found.size(); from += at_once) {
        std::vector<compliance::question> questions;
        for (std::size_t i = from; i < std::min(found.size(), from + at_once); ++i) {
            compliance::question q;
            q.phone = found[i].text("phone");
            q.customer_id = found[i].maybe_integer("customer_id");
            q.purpose = c.settings.purpose;
            questions.push_back(std::move(q));
        }
        const auto verdicts = co_await gate.weigh(std::move(questions));
        for (const auto& d : verdicts) {
            if (d.allow) ++allowed;
            for (const auto& v : d.rules) {
                if (v.allow) continue;
                auto& b = rules[v.rule_id];
                if (++b.leads == 1) b.explanation = v.explanation;
                if (v.next_lawful_at && (!b.next_lawful_at || *v.next_lawful_at < *b.next_lawful_at))
                    b.next_lawful_at = v.next_lawful_at;
            }
        }
    }
    std::vector<std::pair<std::string, blocking>> most(rules.begin(), rules.end());
    std::ranges::sort(most, std::greater(), [](const auto& r) { return r.second.leads; });
    json::array list;
    for (const auto& [id, b] : most)
        list.push_back(json::object{{"rule_id", id}, {"leads", b.leads}, {"explanation", b.explanation},
            {"next_lawful_at", opt(b.next_lawful_at)}});
    const auto looked_at = static_cast<std::int64_t>(found.size());
    co_return json::object{{"total", all.front().integer("n")}, {"looked_at", looked_at}, {"allowed", allowed},
        {"blocked", looked_at - allowed}, {"rules", std::move(list)}, {"at", to_rfc3339(now)}};
}

}  // namespace zenix::dialer
