#include "gateways/fleet_shown.hpp"

#include "base/zone.hpp"
#include "gateways/port_words.hpp"
#include "gateways/sim_fitness.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace zenix::gateways {
namespace {

json::value text_or_null(const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
}

json::value number_or_null(const std::optional<int>& n) {
    return n ? json::value(*n) : json::value(nullptr);
}

void put_signal(json::object& o, std::optional<int> csq) {
    o["signal_csq"] = number_or_null(csq);
    o["signal_dbm"] = csq ? json::value(dbm_of(*csq)) : json::value(nullptr);
}

const sim_line* sim_at(const fleet& f, std::int64_t trunk_id, int port) {
    const auto at = std::find_if(f.sims.begin(), f.sims.end(),
        [&](const auto& s) { return s.sim.trunk_id == trunk_id && s.sim.port == port; });
    return at == f.sims.end() ? nullptr : &*at;
}

sim_use port_use(const fleet& f, std::int64_t trunk_id, int port) {
    for (const auto& t : f.trunks)
        if (t.trunk.id == trunk_id && port >= 0 &&
            static_cast<std::size_t>(port) < t.ports_today.size())
            return t.ports_today[static_cast<std::size_t>(port)];
    return {};
}

std::string_view health_word(way_health h) {
    switch (h) {
    case way_health::well: return "well";
    case way_health::quarantined: return "quarantined";
    case way_health::on_trial: return "on_trial";
    }
    return "well";
}

json::object use_json(const sim_use& u, sys_ms from, std::int64_t set_aside_s) {
    return {{"from", to_rfc3339(from)}, {"minutes", (u.billed_s + set_aside_s + 59) / 60},
        {"attempts", u.attempts}, {"answered", u.answered}, {"texts", u.texts},
        {"recipients", u.recipients}};
}

json::object use_json(const sim_line& s, const fleet& f, const std::string& zone) {
    const auto aside = s.in_call ? talk_reserve_s : 0;
    const auto since = [&](std::chrono::year_month_day day) { return from_local(day, 0, zone); };
    const auto window = sys_ms(std::chrono::hours(f.at.hour() - s.caps.window_hours));
    if (!f.at.day.ok()) return {};  // No time has been told yet.
    return {{"today", use_json(s.today, since(f.at.day), aside)},
        {"month", use_json(s.month, since(month_start(f.at.day, s.caps.billing_day)), aside)},
        {"window", use_json(s.window, window, aside)}};
}

json::value credit_json(const sim_line& s) {
    if (!s.credit) return nullptr;
    return json::object{{"amount_minor", opt(s.credit->amount_minor)},
        {"currency", text_or_null(s.credit->currency)}, {"at", to_rfc3339(s.credit->at)},
        {"said", s.credit->said}};
}

json::object port_json(
    const box_line& b, int number, const fleet& f, const std::string& zone) {
    const auto* told = b.port(number);
    const drivers::port_report none;
    const auto& p = told != nullptr ? *told : none;
    const auto* s = sim_at(f, b.box.trunk_id, number);
    json::object o;
    o["port"] = number;
    o["slot"] = number_or_null(p.slot);
    o["state"] = word_of(p.state);
    o["said"] = text_or_null(p.said);
    put_signal(o, p.signal_csq);
    o["network"] = text_or_null(p.network);
    o["number"] = text_or_null(p.number);
    o["iccid"] = text_or_null(p.iccid);
    o["in_call"] = p.in_call || (s != nullptr && s->in_call);
    o["blocked"] = p.blocked;
    o["sim"] = s != nullptr ? json::value(sim_json(*s, f, zone)) : json::value(nullptr);
    o["why_out"] =
        s != nullptr ? text_or_null(why_out(*s, f)) : json::value("no SIM is known in it");
    const auto use = port_use(f, b.box.trunk_id, number);
    o["attempts_today"] = use.attempts;
    o["answered_today"] = use.answered;
    o["asr_pct"] = asr_pct(use.answered, use.attempts);
    o["acd_s"] = acd_s(use.seconds, use.answered);
    return o;
}

}  // namespace

json::value asr_pct(std::int64_t answered, std::int64_t attempts) {
    if (attempts <= 0) return nullptr;
    return std::round(1000.0 * static_cast<double>(answered) / static_cast<double>(attempts)) / 10;
}

json::value acd_s(std::int64_t seconds, std::int64_t answered) {
    if (answered <= 0) return nullptr;
    return seconds / answered;
}

json::object sim_json(const sim_line& s, const fleet& f, const std::string& zone) {
    const auto* t = s.trunk_index < f.trunks.size() ? &f.trunks[s.trunk_index].trunk : nullptr;
    auto o = to_json(s.sim, t != nullptr ? t->name : "", s.in_call, s.today);
    const auto& c = s.condition;
    const bool told = c.told && !c.displaced;
    o["state"] = told ? json::value(word_of(c.state)) : json::value(nullptr);
    o["said"] = told ? text_or_null(c.said) : json::value(nullptr);
    put_signal(o, told ? c.signal_csq : std::nullopt);
    o["network"] = told ? text_or_null(c.network) : json::value(nullptr);
    o["asr_pct"] = asr_pct(s.today.answered, s.today.attempts);
    o["acd_s"] = acd_s(s.today.seconds, s.today.answered);
    o["why_out"] = text_or_null(why_out(s, f));
    o["out_code"] = text_or_null(std::string(code_of(obstacle_of(s, f))));
    o["out_until"] = opt(out_until(s, f));
    o["health"] = health_word(s.guard.health(f.at.now));
    o["plan_id"] = opt(s.sim.plan_id);
    o["plan"] = text_or_null(s.sim.plan_name);
    o["limits"] = to_json(in_force(s.sim.own_limits, s.sim.plan_limits));
    o["own_limits"] = to_json(s.sim.own_limits);
    o["use"] = use_json(s, f, zone);
    o["minutes_left"] =
        s.caps.bundle_s < 0
            ? json::value(nullptr)
            : json::value(std::max<std::int64_t>(s.caps.bundle_s - s.month.billed_s, 0) / 60);
    o["credit"] = credit_json(s);
    return o;
}

json::object trunk_json(const trunk_line& t, const fleet& f) {
    auto o = to_json(t.trunk, t.health);
    std::string why;
    if (!t.trunk.enabled)
        why = "switched off";
    else if (t.health.state == trunk_state::unreachable)
        why = "does not answer";
    else if (t.box_down)
        why = "its box does not answer";
    else if (!t.guard.admits(f.at.now))
        why = "in quarantine after faults of the network";
    else if (t.health.calls_now >= t.trunk.channels_max)
        why = "all channels in use";
    o["why_out"] = text_or_null(why);
    const bool quarantined = t.guard.health(f.at.now) == way_health::quarantined;
    o["out_until"] = quarantined ? json::value(to_rfc3339(t.guard.until())) : json::value(nullptr);
    return o;
}

json::object choice_json(const route_wish& wish,
    const std::variant<route_choice, no_route>& found, const fleet& f) {
    json::object o;
    const auto* c = std::get_if<route_choice>(&found);
    const auto* none = std::get_if<no_route>(&found);
    o["found"] = c != nullptr;
    o["group"] = c != nullptr ? text_or_null(c->group) : json::value(nullptr);
    o["trunk"] = c != nullptr ? json::value(f.trunks[c->trunk].trunk.name) : json::value(nullptr);
    const auto* s = c != nullptr && c->sim ? &f.sims[*c->sim].sim : nullptr;
    o["iccid"] = s != nullptr ? json::value(s->iccid) : json::value(nullptr);
    o["port"] = s != nullptr ? number_or_null(s->port) : json::value(nullptr);
    o["caller_id"] = c != nullptr ? text_or_null(c->caller_id) : json::value(nullptr);
    o["explanation"] = c != nullptr ? c->explanation : none != nullptr ? none->why : "";
    json::array ways;
    if (!wish.e164.empty())
        for (const auto& w : view_ways(wish, f)) {
            const auto* in = w.sim ? &f.sims[*w.sim].sim : nullptr;
            ways.push_back(json::object{{"trunk", f.trunks[w.trunk].trunk.name},
                {"iccid", in != nullptr ? json::value(in->iccid) : json::value(nullptr)},
                {"port", in != nullptr ? number_or_null(in->port) : json::value(nullptr)},
                {"why_out", text_or_null(w.why_out)}});
        }
    o["ways"] = std::move(ways);
    return o;
}

json::object gateway_json(const box_line& b, const fleet& f, const std::string& zone) {
    const auto line = std::find_if(f.trunks.begin(), f.trunks.end(),
        [&](const auto& t) { return t.trunk.id == b.box.trunk_id; });
    const bool has_trunk = line != f.trunks.end();
    json::object o;
    o["id"] = b.box.id;
    o["trunk_id"] = b.box.trunk_id;
    o["name"] = has_trunk ? json::value(line->trunk.name) : json::value("");
    o["driver"] = b.box.driver;
    o["url"] = b.box.url;
    o["username"] = opt(b.box.username);
    o["has_password"] = !b.box.password_sealed.empty();
    o["zone"] = b.box.zone;
    o["poll_interval_ms"] = b.box.poll_interval_ms;
    o["patience_ms"] = b.box.patience_ms;
    o["accept_any_certificate"] = b.box.accept_any_certificate;
    json::array from;
    for (const auto& one : b.box.push_from) from.emplace_back(one);
    o["push_from"] = std::move(from);
    o["may_push"] = !b.box.push_secret_hash.empty();
    o["state"] = to_string(b.state);
    o["heard_at"] = opt(b.heard_at);
    o["missed_polls"] = b.missed;
    o["trouble"] =
        b.trouble ? json::value(b.trouble->code + ": " + b.trouble->detail) : json::value(nullptr);
    o["serial"] = text_or_null(b.report.serial);
    o["model"] = text_or_null(b.report.model);
    o["firmware"] = text_or_null(b.report.firmware);
    o["clock_ahead_ms"] =
        b.report.clock_ahead ? json::value(b.report.clock_ahead->count()) : json::value(nullptr);
    o["enabled"] = has_trunk && line->trunk.enabled;
    o["sip_state"] = !has_trunk            ? "unknown"
                     : line->trunk.enabled ? to_string(line->health.state)
                                           : "disabled";
    o["calls_now"] = has_trunk ? line->health.calls_now : 0;
    std::set<int> numbers;
    const int bought = has_trunk ? line->trunk.gateway_ports.value_or(0) : 0;
    for (int p = 0; p < bought; ++p) numbers.insert(p);
    for (const auto& p : b.report.ports) numbers.insert(p.port);
    json::array ports;
    for (const int p : numbers) ports.push_back(port_json(b, p, f, zone));
    o["ports"] = std::move(ports);
    return o;
}

json::object to_json(const std::vector<drivers::finding>& findings) {
    json::array list;
    bool well = !findings.empty();
    for (const auto& f : findings) {
        well = well && f.ok;
        list.push_back(json::object{{"step", f.step}, {"ok", f.ok}, {"detail", f.detail},
            {"remedy", text_or_null(f.remedy)}});
    }
    return json::object{{"ok", well}, {"findings", std::move(list)}};
}

}  // namespace zenix::gateways
