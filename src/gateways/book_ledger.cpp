#include "gateways/book_ledger.hpp"

#include "base/log.hpp"

#include <algorithm>

namespace zenix::gateways {
namespace {

// A day of calls at a hundred a second would fit twice; more means the database is gone for good.
constexpr std::size_t pending_max = 200'000;

std::int16_t operator_of(const std::vector<gsm_operator>& all, const sim_line& s) {
    const auto& name = s.sim.operator_name ? *s.sim.operator_name : s.condition.network;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (same_operator(all[i].name, name)) return static_cast<std::int16_t>(i);
    return series_index::nobody;
}

}  // namespace

void book_ledger::replace(std::vector<trunk> trunks, std::vector<sim> sims, gsm_authorisation gsm,
    const past_use& past) {
    fleet fresh;
    fresh.at = ways_.at;
    fresh.gsm = std::move(gsm);
    fresh.boxes = std::move(ways_.boxes);
    fresh.operators = std::move(ways_.operators);
    fresh.numbering = std::move(ways_.numbering);
    fresh.groups = std::move(ways_.groups);
    fresh.series = std::move(ways_.series);
    fresh.reached_by = std::move(ways_.reached_by);
    // Those that are gone have changed too.
    for (const auto& t : ways_.trunks) changed_.trunks.insert(t.trunk.id);
    for (const auto& s : ways_.sims) changed_.sims.insert(s.sim.iccid);
    std::sort(
        trunks.begin(), trunks.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    for (auto& t : trunks) {
        trunk_line line;
        if (const auto old = trunk_index(t.id)) {
            auto& was = ways_.trunks[*old];
            const bool same_peer = was.trunk.host == t.host && was.trunk.port == t.port;
            if (same_peer && t.enabled) {
                line.health = was.health;
                line.guard = was.guard;
            }
            line.turn = was.turn;
            line.ports_today = std::move(was.ports_today);
        }
        changed_.trunks.insert(t.id);
        line.trunk = std::move(t);
        fresh.trunks.push_back(std::move(line));
    }
    std::sort(
        sims.begin(), sims.end(), [](const auto& a, const auto& b) { return a.iccid < b.iccid; });
    std::vector<std::size_t> strangers;
    for (auto& s : sims) {
        sim_line line;
        const auto old = sim_index(s.iccid);
        if (old)
            line = std::move(ways_.sims[*old]);
        else
            strangers.push_back(fresh.sims.size());
        changed_.sims.insert(s.iccid);
        line.sim = std::move(s);
        line.key = key_of(line.sim.iccid);
        line.caps = caps_of(in_force(line.sim.own_limits, line.sim.plan_limits));
        fresh.sims.push_back(std::move(line));
    }
    const bool first = ways_.trunks.empty();
    ways_ = std::move(fresh);
    for (const auto index : strangers) load_past(ways_.sims[index], past);
    if (first) load_ports(past);
    link();
    mark_held();
    follow_boxes();
    for (auto& s : ways_.sims) recount(s);
}

void book_ledger::link() {
    for (auto& t : ways_.trunks) t.sims.clear();
    for (std::uint32_t i = 0; i < ways_.sims.size(); ++i) {
        auto& s = ways_.sims[i];
        s.trunk_index = sim_line::none;
        if (s.sim.trunk_id)
            if (const auto t = trunk_index(*s.sim.trunk_id)) {
                s.trunk_index = *t;
                ways_.trunks[*t].sims.push_back(i);
            }
        s.operator_index = operator_of(ways_.operators, s);
    }
}

void book_ledger::set_rules(fleet_rules rules) {
    ways_.operators = std::move(rules.operators);
    ways_.numbering = series_index(ways_.operators);
    ways_.groups = std::move(rules.groups);
    ways_.series = std::move(rules.series);
    for (auto& s : ways_.sims) {
        s.operator_index = operator_of(ways_.operators, s);
        const auto at = rules.credits.find(s.sim.iccid);
        if (!s.credit && at != rules.credits.end()) s.credit = std::move(at->second);
        changed_.sims.insert(s.sim.iccid);
    }
}

void book_ledger::mark_held() {
    for (auto& t : ways_.trunks) t.health.calls_now = 0;
    for (auto& s : ways_.sims) {
        s.in_call = false;
        s.texts_now = 0;
    }
    for (const auto& [key, h] : holders_) {
        if (h.texts > 0) {
            if (const auto s = sim_index(h.iccid)) ++ways_.sims[*s].texts_now;
            continue;
        }
        if (const auto t = trunk_index(h.trunk_id)) ++ways_.trunks[*t].health.calls_now;
        if (const auto s = sim_index(h.iccid)) ways_.sims[*s].in_call = true;
    }
}

void book_ledger::take(const std::string& key, std::size_t trunk, std::optional<std::size_t> sim,
    bool counts, const std::string& recipient) {
    refresh();
    auto& t = ways_.trunks.at(trunk);
    ++t.health.calls_now;
    t.turn = ++turns_;
    t.guard.taken();
    changed_.trunks.insert(t.trunk.id);
    holder h;
    h.trunk_id = t.trunk.id;
    h.at = ways_.at;
    h.counts = counts;
    if (sim) {
        auto& s = ways_.sims.at(*sim);
        s.in_call = true;
        s.turn = turns_;
        s.guard.taken();
        h.iccid = s.sim.iccid;
        h.port = s.sim.port;
        h.recipient = recipient;
        if (counts) {
            remember(h, s);
            count(h, {.attempts = 1});
        }
        changed_.sims.insert(h.iccid);
    }
    holders_.emplace(key, std::move(h));
}

void book_ledger::take_text(const std::string& key, std::size_t sim, std::int64_t parts,
    const std::string& recipient) {
    refresh();
    auto& s = ways_.sims.at(sim);
    ++s.texts_now;
    holder h;
    h.trunk_id = s.sim.trunk_id.value_or(0);
    h.at = ways_.at;
    h.iccid = s.sim.iccid;
    h.port = s.sim.port;
    h.recipient = recipient;
    h.texts = parts;
    remember(h, s);
    count(h, {.texts = parts});
    holders_.emplace(key, std::move(h));
}

void book_ledger::text_taken(const std::string& key, ms pause) {
    // A network takes 2 to 6 s for each part; the box's report may end it sooner.
    constexpr ms each_part{6000}, longest{60'000};
    const auto h = free(key);
    if (!h) return;
    if (const auto s = sim_index(h->iccid))
        ways_.sims[*s].texting_until =
            ways_.at.now + std::max(pause, std::min(each_part * h->texts, longest));
}

void book_ledger::text_left(std::int64_t trunk_id, int port) {
    refresh();
    for (auto& s : ways_.sims) {
        if (s.sim.trunk_id != trunk_id || s.sim.port != port) continue;
        if (s.texting_until <= ways_.at.now) continue;
        s.texting_until = ways_.at.now;
        changed_.sims.insert(s.sim.iccid);
    }
}

void book_ledger::remember(holder& h, sim_line& s) {
    if (h.recipient.empty()) return;
    const auto who = key_of(h.recipient);
    h.before = s.log.reach(who, h.at);
    ways_.reached_by[who] = {s.key, h.at.hour()};
}

std::optional<book_ledger::holder> book_ledger::free(const std::string& key) {
    refresh();
    auto node = holders_.extract(key);
    if (node.empty()) return std::nullopt;
    holder h = std::move(node.mapped());
    if (h.texts > 0) {
        const auto s = sim_index(h.iccid);
        if (s && ways_.sims[*s].texts_now > 0) --ways_.sims[*s].texts_now;
        changed_.sims.insert(h.iccid);
        return h;
    }
    if (const auto t = trunk_index(h.trunk_id)) --ways_.trunks[*t].health.calls_now;
    if (const auto s = sim_index(h.iccid)) {
        auto& line = ways_.sims[*s];
        line.in_call = false;
        line.condition.in_call = false;  // What a poll saw was this call.
        line.rests_until = ways_.at.now + ms(line.caps.pause_ms);
        call_left(h.trunk_id, line.sim.port);
    }
    changed_.trunks.insert(h.trunk_id);
    if (!h.iccid.empty()) changed_.sims.insert(h.iccid);
    return h;
}

void book_ledger::give_back(const std::string& key) {
    const auto h = free(key);
    if (!h) return;
    judge(*h, way_outcome::unknown);
    if (!h->counts) return;
    if (const auto s = sim_index(h->iccid); s && !h->recipient.empty()) {
        auto& log = ways_.sims[*s].log;
        const use_log::contact mine{
            std::chrono::sys_days(h->at.day).time_since_epoch().count(), h->at.hour()};
        log.forget(key_of(h->recipient), mine, h->before);
    }
    count(*h, h->texts > 0 ? sim_use{.texts = -h->texts} : sim_use{.attempts = -1});
}

void book_ledger::settle(const std::string& key, const call_use& use) {
    const auto h = free(key);
    if (!h) return;
    judge(*h, use.answered ? way_outcome::worked : use.outcome);
    if (!h->counts || h->iccid.empty()) return;
    const auto seconds = std::max<std::int64_t>(use.seconds, 0);
    count(*h, {.answered = use.answered ? 1 : 0, .seconds = seconds, .billed_s = use.billed_s});
    if (const auto s = sim_index(h->iccid)) {
        ways_.sims[*s].spent_minor += use.cost_minor;
        ways_.sims[*s].calls_since_credit += use.answered ? 1 : 0;
    }
    for (auto& b : ways_.boxes)
        if (use.answered && b.box.trunk_id == h->trunk_id && !b.call_ended_at)
            b.call_ended_at = ways_.at.now;
    queue(key, *h, use);
}

/// Faults of a SIM speak of its gateway too, once a second SIM in it has failed.
void book_ledger::judge(const holder& h, way_outcome outcome) {
    if (h.texts > 0) return;
    const auto t = trunk_index(h.trunk_id);
    const auto s = sim_index(h.iccid);
    const auto now = ways_.at.now;
    bool whole_way = h.iccid.empty();
    if (s) {
        auto& line = ways_.sims[*s];
        const auto before = line.guard.until();
        const bool news = line.guard.ended(outcome, now, way_guard::first_for_sims);
        if (news)
            log::info("gateways", line.guard.faults() > 0 ? "SIM in quarantine" : "SIM works again",
                {{"iccid", h.iccid}, {"faults", line.guard.faults()}});
        if (news && outcome == way_outcome::network_fault && t && before < line.guard.until())
            whole_way = std::any_of(ways_.trunks[*t].sims.begin(), ways_.trunks[*t].sims.end(),
                [&](std::uint32_t other) {
                    const auto& o = ways_.sims[other];
                    return other != *s && o.guard.health(now) == way_health::quarantined;
                });
    }
    if (!t) return;
    auto& line = ways_.trunks[*t];
    const bool told = whole_way || outcome == way_outcome::worked;
    if (line.guard.ended(told ? outcome : way_outcome::unknown, now, way_guard::first_for_trunks)) {
        log::info("gateways", line.guard.faults() > 0 ? "trunk in quarantine" : "trunk works again",
            {{"trunk", line.trunk.name}, {"faults", line.guard.faults()}});
        changed_.trunks.insert(h.trunk_id);
        for (const auto index : line.sims) changed_.sims.insert(ways_.sims[index].sim.iccid);
    }
}

void book_ledger::forgive(
    const std::vector<std::int64_t>& trunks, const std::vector<std::string>& iccids) {
    for (const auto& iccid : iccids)
        if (const auto s = sim_index(iccid)) {
            ways_.sims[*s].guard.forgive(ways_.at.now);
            changed_.sims.insert(iccid);
        }
    for (const auto id : trunks)
        if (const auto t = trunk_index(id)) {
            ways_.trunks[*t].guard.forgive(ways_.at.now);
            changed_.trunks.insert(id);
        }
}

bool book_ledger::release(const std::string& iccid) {
    const auto s = sim_index(iccid);
    if (!s) return false;
    ways_.sims[*s].guard.release();
    if (const auto t = ways_.sims[*s].trunk_index; t != sim_line::none) {
        ways_.trunks[t].guard.release();
        changed_.trunks.insert(ways_.trunks[t].trunk.id);
    }
    changed_.sims.insert(iccid);
    return true;
}

void book_ledger::queue(const std::string& key, const holder& h, const call_use& use) {
    if (pending.size() >= pending_max) {
        log::error("gateways", "SIM usage lost: too much waits for the database",
            {{"iccid", h.iccid}, {"seconds", use.seconds}});
        return;
    }
    settlement s;
    s.reservation = key;
    s.iccid = h.iccid;
    s.day = h.at.day;
    s.reserved_at = h.at.now;
    s.answered = use.answered;
    s.seconds = std::max<std::int64_t>(use.seconds, 0);
    s.billed_s = std::max<std::int64_t>(use.billed_s, 0);
    s.texts = h.texts;
    s.recipient = h.recipient;
    s.trunk_id = h.trunk_id;
    s.port = h.port;
    pending.push_back(std::move(s));
}

std::optional<std::size_t> book_ledger::trunk_index(std::int64_t id) const {
    for (std::size_t i = 0; i < ways_.trunks.size(); ++i)
        if (ways_.trunks[i].trunk.id == id) return i;
    return std::nullopt;
}

std::optional<std::size_t> book_ledger::sim_index(const std::string& iccid) const {
    const auto at = std::lower_bound(ways_.sims.begin(), ways_.sims.end(), iccid,
        [](const sim_line& s, const std::string& wanted) { return s.sim.iccid < wanted; });
    if (at == ways_.sims.end() || at->sim.iccid != iccid) return std::nullopt;
    return static_cast<std::size_t>(at - ways_.sims.begin());
}

void book_ledger::set_health(
    std::int64_t trunk_id, trunk_state state, std::optional<double> round_trip_ms) {
    const auto t = trunk_index(trunk_id);
    if (!t) return;
    auto& health = ways_.trunks[*t].health;
    if (health.state == state && health.round_trip_ms == round_trip_ms) return;
    if (health.state != state)
        log::info("gateways", "trunk state",
            {{"trunk", ways_.trunks[*t].trunk.name}, {"state", to_string(state)}});
    health.state = state;
    health.round_trip_ms = round_trip_ms;
    changed_.trunks.insert(trunk_id);
}

}  // namespace zenix::gateways
