// How the book counts: what SIMs and ports have used, over which time.
#include "gateways/book_ledger.hpp"

#include <algorithm>
#include <tuple>

namespace zenix::gateways {

void book_ledger::refresh() {
    if (clock) roll(clock());
}

void book_ledger::roll(const moment& at) {
    const auto before = std::exchange(ways_.at, at);
    if (before.day == at.day && before.hour() == at.hour()) return;
    const bool new_day = before.day != at.day;
    if (new_day) {
        for (auto& t : ways_.trunks) t.ports_today.clear();
        std::erase_if(ways_.reached_by,
            [&](const auto& r) { return r.second.hour < at.hour() - use_log::hours_kept; });
        for (auto& s : ways_.sims) s.log.drop_old(at);
    }
    for (auto& s : ways_.sims) {
        const auto was = std::tuple(s.today, s.month, s.window);
        recount(s);
        if (was != std::tuple(s.today, s.month, s.window)) changed_.sims.insert(s.sim.iccid);
    }
}

void book_ledger::recount(sim_line& s) {
    const auto sums = s.log.over(ways_.at, s.caps);
    s.today = sums.day;
    s.month = sums.month;
    s.window = sums.window;
}

void book_ledger::count(const holder& h, const sim_use& use) {
    if (const auto s = sim_index(h.iccid)) {
        ways_.sims[*s].log.add(h.at.day, h.at.hour(), use);
        recount(ways_.sims[*s]);
        changed_.sims.insert(h.iccid);
    }
    if (h.texts > 0 || !h.port || *h.port < 0 || h.at.day != ways_.at.day) return;
    if (const auto t = trunk_index(h.trunk_id)) {
        auto& ports = ways_.trunks[*t].ports_today;
        const auto index = static_cast<std::size_t>(*h.port);
        if (ports.size() <= index) ports.resize(index + 1);
        ports[index] += use;
    }
}

void book_ledger::load_past(sim_line& s, const past_use& past) {
    const auto& iccid = s.sim.iccid;
    for (const auto& d : past.days)
        if (d.iccid == iccid) s.log.load_day(d.day, d.use);
    for (const auto& h : past.hours)
        if (h.iccid == iccid) s.log.load_hour(h.hour, h.use);
    for (const auto& c : past.contacts) {
        if (c.iccid != iccid) continue;
        const auto who = key_of(c.recipient);
        s.log.load_contact(who, c.last);
        auto& last = ways_.reached_by[who];
        if (last.hour <= c.last.hour) last = {s.key, c.last.hour};
    }
    // A book that is made after a settlement was written and before it was forgotten counts once.
    for (const auto& [key, h] : holders_)
        if (h.iccid == iccid && h.counts && h.texts == 0)
            s.log.add(h.at.day, h.at.hour(), {.attempts = 1});
}

void book_ledger::load_ports(const past_use& past) {
    for (const auto& p : past.ports) {
        const auto t = trunk_index(p.trunk_id);
        if (!t || p.port < 0) continue;
        auto& ports = ways_.trunks[*t].ports_today;
        const auto index = static_cast<std::size_t>(p.port);
        if (ports.size() <= index) ports.resize(index + 1);
        ports[index] = p.today;
    }
}

void book_ledger::credit_told(const std::string& iccid, sim_credit c) {
    const auto s = sim_index(iccid);
    if (!s) return;
    auto& line = ways_.sims[*s];
    if (c.amount_minor) {
        if (line.credit) c.before_minor = line.credit->amount_minor;
        c.spent_between_minor = std::exchange(line.spent_minor, 0);
    }
    line.calls_since_credit = 0;
    line.credit = std::move(c);
    changed_.sims.insert(iccid);
}

void book_ledger::box_pushed(std::int64_t box_id, sys_ms at) {
    if (auto* b = box(box_id)) {
        b->pushed_at = at;
        b->call_ended_at.reset();
        changed_.boxes.insert(box_id);
    }
}

}  // namespace zenix::gateways
