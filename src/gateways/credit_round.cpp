#include "gateways/credit_round.hpp"

#include "base/log.hpp"
#include "gateways/credit_rhythm.hpp"
#include "gateways/fleet_table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace zenix::gateways {

credit_round::credit_round(asio::any_io_executor ex, route_book& book, keeper& boxes, pg::pool& db,
    std::function<sys_ms()> clock)
    : book_(book), boxes_(boxes), db_(db), clock_(std::move(clock)), tasks_(ex) {}

result<credit_round::target> credit_round::find(const std::string& iccid) const {
    const auto& ways = book_.ways();
    const auto s = std::find_if(ways.sims.begin(), ways.sims.end(),
        [&](const sim_line& line) { return line.sim.iccid == iccid; });
    if (s == ways.sims.end() || !s->sim.trunk_id || !s->sim.port)
        return failure{"unsupported", "the SIM sits in no gateway"};
    if (s->operator_index == series_index::nobody)
        return failure{"unsupported", "no operator of its name is set up"};
    const auto& by = ways.operators[static_cast<std::size_t>(s->operator_index)];
    if (!by.ussd_code) return failure{"unsupported", "its operator has no USSD code for credit"};
    const auto b = std::find_if(ways.boxes.begin(), ways.boxes.end(),
        [&](const box_line& line) { return line.box.trunk_id == *s->sim.trunk_id; });
    if (b == ways.boxes.end()) return failure{"unsupported", "its gateway has no box to ask"};
    if (s->in_call || s->condition.in_call) return failure{"busy", "the SIM is in a call"};
    const bool there = !s->condition.told ||
                       (!s->condition.displaced &&
                           s->condition.state == drivers::port_state::registered);
    if (!there || b->state == box_state::down)
        return failure{"refused", "the SIM is not registered"};
    return target{b->box.id, *s->sim.trunk_id, *s->sim.port, by};
}

task<result<credit_round::answer>> credit_round::ask(std::string iccid) {
    auto found = find(iccid);
    if (!found) co_return found.error();
    const target t = std::move(found).value();
    // USSD takes the whole port (a call would be refused with 486), so the SIM is held.
    const auto held = book_.occupy(t.trunk_id, iccid);
    if (!held) co_return failure{"busy", "the SIM is in use"};
    auto got = co_await boxes_.ussd(t.box_id, t.port, *t.by.ussd_code);
    if (!got) {
        auto& trouble = troubles_[iccid];
        ++trouble.failures;
        trouble.at = clock_();
        co_return got.error();
    }
    answer a;
    a.reading = read_credit(t.by.credit_pattern, got.value().text);
    a.currency = t.by.currency;
    a.maybe_old = got.value().maybe_old;
    if (a.reading.amount_minor)
        troubles_.erase(iccid);
    else
        troubles_[iccid] = {troubles_[iccid].failures + 1, clock_()};
    sim_credit c;
    c.amount_minor = a.reading.amount_minor;
    c.currency = a.currency;
    c.said = a.reading.decoded.substr(0, 500);
    c.at = clock_();
    co_await store(iccid, std::move(c));
    co_return a;
}

task<> credit_round::store(std::string iccid, sim_credit c) {
    book_.credit_told(iccid, c);
    for (const auto& s : book_.ways().sims)
        if (s.sim.iccid == iccid && s.credit) c = *s.credit;
    try {
        co_await add_credit(db_, std::move(iccid), std::move(c));
    } catch (const std::exception& e) {
        log::warn("gateways", "credit could not be stored", {{"why", e.what()}});
    }
}

void credit_round::look() {
    const auto& ways = book_.ways_now();
    for (const auto& s : ways.sims) {
        if (!s.sim.enabled || s.operator_index == series_index::nobody) continue;
        const auto& by = ways.operators[static_cast<std::size_t>(s.operator_index)];
        credit_rhythm r;
        if (s.credit) r.told_at = s.credit->at;
        r.calls_since = s.calls_since_credit;
        if (const auto at = troubles_.find(s.sim.iccid); at != troubles_.end()) {
            r.failures = at->second.failures;
            r.failed_at = at->second.at;
        }
        if (!by.ussd_code || !r.due(clock_(), by.ask_every_calls)) continue;
        const auto t = find(s.sim.iccid);
        if (!t || !asking_.insert(t.value().box_id).second) continue;
        tasks_.spawn("credit " + s.sim.iccid, ask_in_turn(s.sim.iccid, t.value().box_id));
    }
}

task<> credit_round::ask_in_turn(std::string iccid, std::int64_t box_id) {
    const auto got = co_await ask(iccid);
    asking_.erase(box_id);
    if (!got && got.error().code != "busy")
        log::info("gateways", "credit not told",
            {{"iccid", iccid}, {"why", got.error().code + ": " + got.error().detail}});
    if (got && !got.value().reading.amount_minor)
        log::warn("gateways", "an answer about credit that the operator's pattern does not fit",
            {{"iccid", iccid}});
}

task<> credit_round::keep_signals() {
    std::vector<std::string> iccids, levels;
    for (const auto& s : book_.ways().sims) {
        if (!s.condition.told || s.condition.displaced || !s.condition.signal_csq) continue;
        iccids.push_back(s.sim.iccid);
        levels.push_back(std::to_string(*s.condition.signal_csq));
    }
    if (iccids.empty()) co_return;
    co_await db_.run("insert into sim_signals (iccid, at, csq) select i, $3::timestamptz, c::smallint"
                     " from unnest($1::text[], $2::text[]) as t (i, c) on conflict do nothing",
        iccids, levels, clock_());
}

task<> credit_round::stop(ms patience) {
    tasks_.cancel();
    (void)co_await tasks_.join(patience);
}

}  // namespace zenix::gateways
