#include "watch/fleet_reader.hpp"

#include <fmt/format.h>

#include <map>

namespace zenix::watch {
namespace {

std::optional<bool> reach_of(gateways::trunk_state s) {
    if (s == gateways::trunk_state::unknown) return std::nullopt;
    return s == gateways::trunk_state::reachable;
}

sim_condition condition_of(const gateways::sim_condition& c) {
    using said = gateways::drivers::port_state;
    if (!c.told) return sim_condition::unknown;
    if (c.displaced) return sim_condition::absent;
    switch (c.state) {
    case said::no_sim: return sim_condition::absent;
    case said::pin_required: return sim_condition::pin;
    case said::puk_required: return sim_condition::puk;
    case said::unregistered: return sim_condition::unregistered;
    case said::registered: return sim_condition::registered;
    // Searching lasts seconds after a reset, a port that is off was switched off by somebody.
    case said::powered_off:
    case said::searching:
    case said::unknown: break;
    }
    return sim_condition::unknown;
}

box_reading read_box(const gateways::box_line& line, const gateways::trunk* of) {
    box_reading b;
    b.id = line.box.id;
    b.name = of != nullptr ? of->name : line.box.url;
    b.enabled = of == nullptr || of->enabled;
    if (line.state != gateways::box_state::unknown)
        b.answers = line.state == gateways::box_state::up;
    if (line.trouble) {
        b.login_refused = line.trouble->code == "login";
        b.fault = line.trouble->detail;
    }
    b.clock_ahead = line.report.clock_ahead;
    // A box that pushes tells of each answered call; one that is silent after it has lost us.
    constexpr auto patience = std::chrono::minutes(10);
    if (!line.box.push_secret_hash.empty() && line.call_ended_at)
        b.push_due_by = *line.call_ended_at + patience;
    return b;
}

void read_caps(const gateways::sim_line& line, std::vector<cap_reading>& out) {
    struct of_period {
        const char* name;
        const gateways::sim_use& use;
    };
    const of_period all[]{
        {"today", line.today}, {"this month", line.month}, {"in its window", line.window}};
    const auto add = [&](const char* what, const char* when, std::int64_t used, std::int64_t cap) {
        if (cap > 0 && cap != gateways::sim_caps::none)
            out.push_back({fmt::format("{} {}", what, when), used, cap});
    };
    for (std::size_t p = 0; p < gateways::periods; ++p) {
        const auto& [name, use] = all[p];
        add("calls", name, use.attempts, line.caps.calls.at(p));
        const auto seconds = line.caps.billed_s.at(p);
        add("minutes", name, use.billed_s / 60,
            seconds == gateways::sim_caps::none ? seconds : seconds / 60);
        add("texts", name, use.texts, line.caps.texts.at(p));
        add("recipients", name, use.recipients, line.caps.recipients.at(p));
    }
}

sim_reading read_sim(const gateways::sim_line& line, const gateways::trunk* in) {
    sim_reading s;
    s.iccid = line.sim.iccid;
    s.operator_name = line.sim.operator_name.value_or(line.condition.network);
    s.enabled = line.sim.enabled && !line.condition.blocked;
    s.trunk_id = line.sim.trunk_id;
    s.state = condition_of(line.condition);
    if (in != nullptr && line.sim.port)
        s.where = fmt::format("{} port {}", in->name, *line.sim.port);
    else
        s.state = sim_condition::absent;
    s.signal_csq = line.condition.signal_csq;
    s.attempts = line.today.attempts;
    s.answered = line.today.answered;
    s.talk_s = line.today.seconds;
    read_caps(line, s.caps);
    if (const auto& credit = line.credit; credit && credit->amount_minor) {
        s.currency = credit->currency;
        s.credit_minor = credit->amount_minor;
        s.credit_hour_ago_minor = credit->before_minor;
        s.explained_minor = credit->spent_between_minor;
    }
    s.credit_floor_minor =
        gateways::in_force(line.sim.own_limits, line.sim.plan_limits).credit_floor_minor;
    return s;
}

}  // namespace

fleet_readings read_fleet(const gateways::fleet& ways, sys_ms now) {
    fleet_readings r;
    r.at = now;
    std::map<std::int64_t, const gateways::trunk*> trunks;
    for (const auto& t : ways.trunks) {
        trunks[t.trunk.id] = &t.trunk;
        r.trunks.push_back({t.trunk.id, t.trunk.name, t.trunk.enabled, reach_of(t.health.state)});
    }
    std::map<std::int64_t, std::int64_t> box_of;  // by trunk
    for (const auto& b : ways.boxes) {
        const auto of = trunks.find(b.box.trunk_id);
        r.boxes.push_back(read_box(b, of == trunks.end() ? nullptr : of->second));
        box_of[b.box.trunk_id] = b.box.id;
    }
    for (const auto& line : ways.sims) {
        const auto in = trunks.find(line.sim.trunk_id.value_or(0));
        auto s = read_sim(line, in == trunks.end() ? nullptr : in->second);
        if (const auto box = box_of.find(line.sim.trunk_id.value_or(0)); box != box_of.end())
            s.box_id = box->second;
        r.sims.push_back(std::move(s));
    }
    return r;
}

}  // namespace zenix::watch
