#include "watch/fleet_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace zenix::watch {
namespace {

using stands_fn = std::function<bool(const std::string&)>;

/// Collects conditions of one reading.
struct sheet {
    const fleet_limits& limits;
    const stands_fn& stands;
    std::vector<condition> found;

    condition& add(std::string kind, const std::string& id, severity s, std::string subject,
        std::string text) {
        auto key = kind + ":" + id;
        return found.emplace_back(condition{.key = std::move(key),
            .kind = std::move(kind),
            .severity = s,
            .subject = std::move(subject),
            .text = std::move(text)});
    }
};

std::string name_of(const sim_reading& s) {
    return s.where.empty() ? "SIM " + s.iccid : fmt::format("SIM {} ({})", s.iccid, s.where);
}

void judge_trunks(const fleet_readings& now, sheet& out) {
    const bool any_way = std::ranges::any_of(
        now.trunks, [](const auto& t) { return t.enabled && t.reachable.value_or(false); });
    for (const auto& t : now.trunks)
        if (t.enabled && t.reachable == false)
            out.add("trunk_unreachable", std::to_string(t.id),
                any_way ? severity::warning : severity::critical, "trunk " + t.name,
                any_way ? "It does not answer; calls go out through the others."
                        : "It does not answer, and no other trunk does: no call can go out.");
}

void judge_box(const box_reading& b, sys_ms at, sheet& out) {
    if (!b.enabled) return;
    const auto id = std::to_string(b.id);
    const auto subject = "gateway " + b.name;
    if (b.login_refused) {
        out.add("box_login", id, severity::critical, subject,
            b.fault.empty() ? "It refuses our username and password." : b.fault);
        return;
    }
    if (b.answers == false) {
        out.add("gateway_lost", id, severity::critical, subject,
            b.fault.empty() ? "Its management interface does not answer." : b.fault);
        return;
    }
    if (b.push_due_by && *b.push_due_by < at)
        out.add("push_silent", id, severity::warning, subject,
            "It should push events and has sent none for too long.");
    if (b.clock_ahead) {
        const auto off = std::chrono::abs(*b.clock_ahead);
        const auto line =
            out.stands("clock_skew:" + id) ? out.limits.clock_well : out.limits.clock_off;
        if (off >= line) {
            auto& c = out.add("clock_skew", id, severity::warning, subject,
                fmt::format("Its clock is {} s {}.", off.count() / 1000,
                    b.clock_ahead->count() > 0 ? "ahead" : "behind"));
            c.measured = static_cast<double>(off.count()) / 1000;
            c.threshold = static_cast<double>(out.limits.clock_off.count()) / 1000;
        }
    }
}

void judge_credit(const sim_reading& s, sheet& out) {
    if (!s.credit_minor) return;
    const auto money = [&](std::int64_t minor) {
        return fmt::format("{:.2f} {}", static_cast<double>(minor) / 100, s.currency);
    };
    if (s.credit_floor_minor && *s.credit_minor < *s.credit_floor_minor) {
        auto& c = out.add("credit_low", s.iccid,
            *s.credit_minor <= 0 ? severity::critical : severity::warning, name_of(s),
            fmt::format("Its credit is {}, the floor is {}.", money(*s.credit_minor),
                money(*s.credit_floor_minor)));
        c.measured = static_cast<double>(*s.credit_minor);
        c.threshold = static_cast<double>(*s.credit_floor_minor);
    }
    if (!s.credit_hour_ago_minor) return;
    const auto lost = *s.credit_hour_ago_minor - *s.credit_minor;
    const auto line =
        s.explained_minor.value_or(0) * out.limits.credit_times + out.limits.credit_slack_minor;
    if (lost > line) {
        auto& c = out.add("credit_falling", s.iccid, severity::critical, name_of(s),
            fmt::format("It lost {} in an hour; its calls explain {}.", money(lost),
                money(s.explained_minor.value_or(0))));
        c.measured = static_cast<double>(lost);
        c.threshold = static_cast<double>(line);
    }
}

/// The fullest cap speaks for the SIM.
void judge_caps(const sim_reading& s, sheet& out) {
    const cap_reading* fullest = nullptr;
    const auto percent = [](const cap_reading& c) { return c.used * 100 / c.cap; };
    for (const auto& c : s.caps)
        if (c.cap > 0 && (fullest == nullptr || percent(c) > percent(*fullest))) fullest = &c;
    if (fullest == nullptr) return;
    const auto full = percent(*fullest);
    const auto line = out.stands("sim_cap:" + s.iccid) ? out.limits.cap_well_percent
                                                       : out.limits.cap_near_percent;
    if (full < line) return;
    auto& c = out.add("sim_cap", s.iccid, full >= 100 ? severity::critical : severity::warning,
        name_of(s), fmt::format("{}: {} of {} used.", fullest->name, fullest->used, fullest->cap));
    c.measured = static_cast<double>(full);
    c.threshold = full >= 100 ? 100 : out.limits.cap_near_percent;
}

void judge_radio(const sim_reading& s, sheet& out) {
    switch (s.state) {
    case sim_condition::pin:
    case sim_condition::puk:
        out.add("sim_locked", s.iccid, severity::critical, name_of(s),
            s.state == sim_condition::pin ? "It asks for its PIN." : "It asks for its PUK.");
        return;
    case sim_condition::absent:
    case sim_condition::unregistered:
        out.add("sim_lost", s.iccid, severity::warning, name_of(s),
            s.state == sim_condition::absent ? "It is in no port of any gateway."
                                             : "It is not registered in its network.");
        return;
    case sim_condition::unknown:
    case sim_condition::registered: break;
    }
    if (!s.signal_csq) return;
    const auto line =
        out.stands("signal_weak:" + s.iccid) ? out.limits.csq_well : out.limits.csq_weak;
    if (*s.signal_csq >= line) return;
    auto& c = out.add("signal_weak", s.iccid, severity::warning, name_of(s),
        fmt::format(
            "Its signal is CSQ {} of 31 ({} dBm).", *s.signal_csq, -113 + 2 * *s.signal_csq));
    c.measured = *s.signal_csq;
    c.threshold = out.limits.csq_weak;
}

struct measure {
    const sim_reading* sim;
    double value;
};

double median(std::vector<double> v) {
    const auto middle = v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2);
    std::ranges::nth_element(v, middle);
    if (v.size() % 2 == 1) return *middle;
    return (*middle + *std::max_element(v.begin(), middle)) / 2;
}

/// Each SIM against the median of the others of its operator.
template <class Say>
void against_peers(
    const std::string& kind, const std::vector<measure>& all, double least, sheet& out, Say say) {
    for (const auto& m : all) {
        std::vector<double> others;
        for (const auto& o : all)
            if (o.sim != m.sim && o.sim->operator_name == m.sim->operator_name)
                others.push_back(o.value);
        if (others.size() < out.limits.peers_least) continue;
        const auto usual = median(std::move(others));
        const auto share =
            out.stands(kind + ":" + m.sim->iccid) ? out.limits.peers_well : out.limits.peers_share;
        if (usual < least || m.value >= usual * share) continue;
        auto& c =
            out.add(kind, m.sim->iccid, severity::warning, name_of(*m.sim), say(m.value, usual));
        c.measured = m.value;
        c.threshold = usual * out.limits.peers_share;
    }
}

void judge_peers(const fleet_readings& now, sheet& out) {
    std::vector<measure> asr, acd;
    for (const auto& s : now.sims) {
        if (!s.enabled || s.operator_name.empty()) continue;
        if (s.attempts >= out.limits.attempts_least)
            asr.push_back({&s, static_cast<double>(s.answered) / static_cast<double>(s.attempts)});
        if (s.answered >= out.limits.answered_least)
            acd.push_back({&s, static_cast<double>(s.talk_s) / static_cast<double>(s.answered)});
    }
    against_peers("asr_low", asr, out.limits.asr_median_least, out, [](double own, double usual) {
        return fmt::format("{:.0f} % of its calls are answered today; {:.0f} % on its peers.",
            own * 100, usual * 100);
    });
    against_peers("acd_low", acd, out.limits.acd_median_least_s, out, [](double own, double usual) {
        return fmt::format(
            "Its calls last {:.0f} s on average today; {:.0f} s on its peers.", own, usual);
    });
}

}  // namespace

std::vector<condition> judge_fleet(
    const fleet_readings& now, const fleet_limits& limits, const stands_fn& stands) {
    sheet out{limits, stands, {}};
    judge_trunks(now, out);
    std::set<std::int64_t> dead_boxes, dead_trunks;
    for (const auto& b : now.boxes) {
        judge_box(b, now.at, out);
        if (!b.enabled || b.login_refused || b.answers == false) dead_boxes.insert(b.id);
    }
    for (const auto& t : now.trunks)
        if (!t.enabled || t.reachable == false) dead_trunks.insert(t.id);
    for (const auto& s : now.sims) {
        if (!s.enabled) continue;
        const bool in_dead = (s.box_id && dead_boxes.contains(*s.box_id)) ||
                             (s.trunk_id && dead_trunks.contains(*s.trunk_id));
        if (!in_dead) judge_radio(s, out);
        judge_credit(s, out);
        judge_caps(s, out);
    }
    judge_peers(now, out);
    return std::move(out.found);
}

}  // namespace zenix::watch
