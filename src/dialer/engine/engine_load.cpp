// What survives a restart, and how it is found again.
#include "base/log.hpp"
#include "base/problem.hpp"
#include "dialer/campaigns/lead_work.hpp"
#include "dialer/engine/running.hpp"

namespace zenix::dialer {

task<void> engine::load() {
    const auto found = co_await p_.db.run("select id from campaigns where state in ('running', 'paused')");
    std::set<std::int64_t> wanted;
    for (const auto r : found) wanted.insert(r.integer("id"));
    for (const auto* c : p_.calls.in_progress())
        if (c->campaign_id != 0) wanted.insert(c->campaign_id);
    const auto workers = co_await load_workers(p_.db);
    for (const auto& w : workers) workers_[w.user_id] = w;
    for (const auto id : wanted) (void)co_await open(id);
}

/// Throws nothing for a campaign that is gone: its calls end without it.
task<engine::line> engine::open(std::int64_t campaign_id) {
    std::optional<campaign> found;
    try {
        found = co_await get_campaign(p_.db, campaign_id);
    } catch (const problem&) {
        log::warn("dialer", "a campaign is gone", {{"campaign", campaign_id}});
    }
    if (!found) {
        running_.erase(campaign_id);
        co_return nullptr;
    }
    if (auto l = find(campaign_id)) {
        l->c = std::move(*found);
        co_return l;
    }
    const auto l = std::make_shared<running>(std::move(*found));
    co_await restore_ledger(l);
    const auto meanwhile = find(campaign_id);
    if (meanwhile) co_return meanwhile;
    running_[campaign_id] = l;
    for (const auto* c : p_.calls.in_progress())
        if (c->campaign_id == campaign_id && c->borrower_first) l->tries.see(seconds(), *c);
    for (const auto& [user, w] : workers_) {
        if (w.campaign_id != campaign_id) continue;
        p_.floor.know(user, p_.people.name_of(user));
        p_.floor.set_wrap_limit(user, std::chrono::seconds(l->c.settings.wrap_up_limit_s));
        tell_pacer(*p_.floor.find(user));
    }
    co_return l;
}

/// Answered and abandoned calls of 30 days, minute by minute: from the log, and from rows that are still
/// on their way to it. Calls that live are counted as they are heard.
task<void> engine::restore_ledger(line l) {
    std::map<double, pacing::journal_entry> minutes;
    const auto add = [&](double minute, std::int64_t answered, std::int64_t abandoned) {
        auto& m = minutes[minute];
        m.minute_s = minute;
        m.answered += answered;
        m.abandoned += abandoned;
    };
    std::map<std::string, calls::call> on_the_way;
    std::vector<std::string> ids;
    const auto count = [&](const calls::call& c) {
        if (c.campaign_id != l->c.id || !c.borrower_first || !c.answered()) return;
        if (on_the_way.emplace(c.id, c).second) ids.push_back(c.id);
    };
    for (const auto& c : p_.book.settled(100'000)) count(c);
    // Ended and not settled yet when zenix was killed: nobody will hear of their answer any more.
    for (const auto* c : p_.calls.in_progress())
        if (c->over()) count(*c);
    const auto rows = co_await p_.db.run(
        "select (floor(extract(epoch from answered_at) / 60) * 60)::bigint as minute, count(*) as answered,"
        " count(*) filter (where abandoned) as abandoned from call_logs where campaign_id = $1"
        " and answered_at > now() - interval '30 days' and (call ->> 'borrower_first')::boolean"
        " and not id = any ($2::uuid[]) group by 1", l->c.id, ids);
    for (const auto r : rows)
        add(static_cast<double>(r.integer("minute")), r.integer("answered"), r.integer("abandoned"));
    for (const auto& [id, c] : on_the_way)
        add(static_cast<double>(c.answered_at->time_since_epoch().count() / 60'000 * 60), 1, c.abandoned ? 1 : 0);
    std::vector<pacing::journal_entry> entries;
    for (const auto& [minute, e] : minutes) entries.push_back(e);
    l->pacer.ledger().restore(entries);
}

task<void> engine::reload(std::int64_t campaign_id) {
    const auto l = co_await open(campaign_id);
    if (!l) {
        std::erase_if(workers_, [&](const auto& w) { return w.second.campaign_id == campaign_id; });
        co_return;
    }
    l->dry = false;
    l->counts.reset();
    for (auto& [user, w] : workers_) {
        if (w.campaign_id != campaign_id) continue;
        p_.floor.set_wrap_limit(user, std::chrono::seconds(l->c.settings.wrap_up_limit_s));
        const bool member = std::ranges::find(l->c.team, user) != l->c.team.end();
        if (!member || l->c.state == campaign_state::finished) w.leaving = true;
    }
    ring();
}

/// Leads in progress that nobody works on: killed between two steps, or a row was written while the
/// database was away.
task<void> engine::reconcile() {
    const auto busy = co_await leads_in_progress(p_.db);
    for (const auto& of : busy) {
        if (of.shown_to) {
            const auto* w = worker_of(*of.shown_to);
            if (w == nullptr || w->lead_id != of.id)
                co_await put_back_shown(p_.db, of.id, *of.shown_to, {"callable", "", std::nullopt});
            continue;
        }
        const auto l = find(of.campaign_id);
        if (p_.calls.find(of.call_id) != nullptr || (l && l->tries.knows(of.call_id))) continue;
        if (of.call_id.empty()) continue;
        const auto row = co_await p_.log.find(of.call_id);
        if (p_.calls.find(of.call_id) != nullptr || (l && l->tries.knows(of.call_id))) continue;
        if (!row) {
            log::warn("dialer", "a lead was never dialled", {{"lead", of.id}, {"call", of.call_id}});
            co_await give_back(p_.db, of.id, of.call_id, {"callable", "", std::nullopt});
        } else {
            co_await finish_lead(of, *row, row->disposition, std::nullopt);
        }
    }
}

}  // namespace zenix::dialer
