// What supervisors see of a running campaign.
#include "dialer/engine/running.hpp"
#include "dialer/pacing/explain.hpp"

namespace zenix::dialer {

task<lead_counts> engine::counts(std::int64_t campaign_id) {
    constexpr ms fresh{3000}, fresh_of_many{30'000};
    constexpr std::int64_t many = 100'000;
    const auto l = find(campaign_id);
    const auto now = p_.clock();
    if (l && l->counts && now - l->counted_at < (l->counts->total > many ? fresh_of_many : fresh)) co_return *l->counts;
    // A million take a second or more: on a connection of its own no lead waits behind it.
    const auto tx = co_await p_.db.begin();
    const auto n = co_await count_leads(*tx, campaign_id);
    if (l) {
        l->counts = n;
        l->counted_at = now;
    }
    co_return n;
}

task<json::object> engine::live(std::int64_t campaign_id) {
    auto l = find(campaign_id);
    std::shared_ptr<running> rested;
    if (!l) {
        l = rested = std::make_shared<running>(co_await get_campaign(p_.db, campaign_id));
        co_await restore_ledger(rested);
    }
    json::array telecallers, under_way;
    for (const auto& [user, w] : workers_) {
        if (w.campaign_id != campaign_id) continue;
        const auto* a = p_.floor.find(user);
        if (a == nullptr) continue;
        const auto shown = agents::to_json(*a);
        telecallers.push_back(json::object{{"user_id", user}, {"display_name", p_.people.name_of(user)},
            {"state", shown.at("state")}, {"since", shown.at("since")}, {"call_id", shown.at("call_id")}});
    }
    for (const auto* c : p_.calls.in_progress())
        if (c->campaign_id == campaign_id) under_way.push_back(calls::to_json(*c));
    const auto against = why_not(*l);
    json::value pacing = nullptr;
    if (l->c.dials()) {
        auto why = l->why;
        if (rested) {
            why.mode = pacing::mode::stopped;
            why.because = pacing::because::by_hand;
        }
        const double share = l->c.settings.limits.abandon_budget_permille / 1000.0;
        why.day = l->pacer.ledger().day(seconds(), share);
        why.month = l->pacer.ledger().month(seconds(), share);
        pacing = pacing::explain(why);
    }
    co_return json::object{{"campaign_id", campaign_id}, {"state", word(l->c.state)}, {"dialling", against.empty()},
        {"why_not", against.empty() ? json::value(nullptr) : json::value(against)}, {"pacing", std::move(pacing)},
        {"telecallers", std::move(telecallers)}, {"calls", std::move(under_way)}, {"at", to_rfc3339(p_.clock())}};
}

}  // namespace zenix::dialer
