#include "gateways/book_ledger.hpp"

#include "base/log.hpp"

#include <algorithm>

namespace zenix::gateways {
namespace {

// A day of calls at a hundred a second would fit twice; more means the database is gone for good.
constexpr std::size_t pending_max = 200'000;

}  // namespace

void book_ledger::replace(std::vector<trunk> trunks, std::vector<sim> sims, gsm_authorisation gsm,
    const std::vector<used>& usage) {
    fleet fresh;
    fresh.gsm = std::move(gsm);
    fresh.boxes = std::move(ways_.boxes);
    // Those that are gone have changed too.
    for (const auto& t : ways_.trunks) changed_.trunks.insert(t.trunk.id);
    for (const auto& s : ways_.sims) changed_.sims.insert(s.sim.iccid);
    std::sort(
        trunks.begin(), trunks.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    for (auto& t : trunks) {
        trunk_line line;
        if (const auto old = trunk_index(t.id)) {
            const auto& was = ways_.trunks[*old];
            const bool same_peer = was.trunk.host == t.host && was.trunk.port == t.port;
            if (same_peer && t.enabled) line.health = was.health;
        }
        changed_.trunks.insert(t.id);
        line.trunk = std::move(t);
        fresh.trunks.push_back(std::move(line));
    }
    std::sort(
        sims.begin(), sims.end(), [](const auto& a, const auto& b) { return a.iccid < b.iccid; });
    for (auto& s : sims) {
        sim_line line;
        if (const auto old = sim_index(s.iccid)) {
            line.today = ways_.sims[*old].today;
        } else {
            const auto found = std::find_if(
                usage.begin(), usage.end(), [&](const used& u) { return u.iccid == s.iccid; });
            if (found != usage.end()) line.today = found->use;
        }
        for (std::size_t i = 0; i < fresh.trunks.size(); ++i)
            if (s.trunk_id == fresh.trunks[i].trunk.id) line.trunk_index = i;
        changed_.sims.insert(s.iccid);
        line.sim = std::move(s);
        fresh.sims.push_back(std::move(line));
    }
    ways_ = std::move(fresh);
    mark_held();
    follow_boxes();
}

void book_ledger::mark_held() {
    for (auto& t : ways_.trunks) t.health.calls_now = 0;
    for (auto& s : ways_.sims) s.in_call = false;
    for (const auto& [key, h] : holders_) {
        if (const auto t = trunk_index(h.trunk_id)) ++ways_.trunks[*t].health.calls_now;
        if (const auto s = sim_index(h.iccid)) ways_.sims[*s].in_call = true;
    }
}

void book_ledger::roll(std::chrono::year_month_day today) {
    if (today == day_) return;
    // The first day of all is the one `usage` was read for.
    if (day_ != std::chrono::year_month_day{}) {
        for (auto& s : ways_.sims) {
            s.today = {};
            changed_.sims.insert(s.sim.iccid);
        }
    }
    day_ = today;
}

void book_ledger::take(
    const std::string& key, std::size_t trunk, std::optional<std::size_t> sim, bool counts) {
    auto& t = ways_.trunks.at(trunk);
    ++t.health.calls_now;
    changed_.trunks.insert(t.trunk.id);
    holder h{t.trunk.id, {}, day_, counts};
    if (sim) {
        auto& s = ways_.sims.at(*sim);
        s.in_call = true;
        if (counts) ++s.today.attempts;
        h.iccid = s.sim.iccid;
        changed_.sims.insert(h.iccid);
    }
    holders_.emplace(key, std::move(h));
}

std::optional<book_ledger::holder> book_ledger::free(const std::string& key) {
    auto node = holders_.extract(key);
    if (node.empty()) return std::nullopt;
    holder h = std::move(node.mapped());
    if (const auto t = trunk_index(h.trunk_id)) --ways_.trunks[*t].health.calls_now;
    if (const auto s = sim_index(h.iccid)) {
        ways_.sims[*s].in_call = false;
        ways_.sims[*s].condition.in_call = false;  // What a poll saw was this call.
        call_left(h.trunk_id, ways_.sims[*s].sim.port);
    }
    changed_.trunks.insert(h.trunk_id);
    if (!h.iccid.empty()) changed_.sims.insert(h.iccid);
    return h;
}

void book_ledger::give_back(const std::string& key) {
    const auto h = free(key);
    if (!h || !h->counts || h->day != day_) return;
    if (const auto s = sim_index(h->iccid)) --ways_.sims[*s].today.attempts;
}

void book_ledger::settle(const std::string& key, bool answered, std::int64_t seconds) {
    const auto h = free(key);
    if (!h || !h->counts || h->iccid.empty()) return;
    seconds = std::max<std::int64_t>(seconds, 0);
    if (const auto s = sim_index(h->iccid); s && h->day == day_) {
        auto& today = ways_.sims[*s].today;
        if (answered) ++today.answered;
        today.seconds += seconds;
    }
    if (pending.size() >= pending_max) {
        log::error("gateways", "SIM usage lost: too much waits for the database",
            {{"iccid", h->iccid}, {"seconds", seconds}});
        return;
    }
    pending.push_back({key, h->iccid, h->day, answered, seconds});
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
