#include "gateways/route_book.hpp"

#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/phone.hpp"
#include "base/zone.hpp"
#include "gateways/fleet_shown.hpp"
#include "gateways/fleet_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

namespace zenix::gateways {
namespace {

std::string dial_string(const trunk& t, const sim* s, const std::string& e164) {
    // A GSM gateway finds the port in the first two digits: one prefix per port.
    if (s != nullptr)
        return fmt::format("PJSIP/{:02}{}@{}", *s->port, e164.substr(1), endpoint_name(t.id));
    return fmt::format("PJSIP/{}@{}", e164, endpoint_name(t.id));
}

}  // namespace

route_book::route_book(std::string zone, std::function<sys_ms()> clock)
    : zone_(std::move(zone)), clock_(std::move(clock)), ledger_(std::make_shared<book_ledger>()) {
    // The book outlives whatever holds a way only by accident; then time stands still.
    ledger_->clock = [zone = zone_, now = clock_] {
        const auto at = now();
        const auto local = to_local(at, zone);
        return moment{at, local.day, local.minute_of_day, local.weekday};
    };
}

moment route_book::moment_now() const {
    const auto at = clock_();
    // The wall clock changes by the minute; what it says is kept until then.
    const auto minute = [](sys_ms t) { return std::chrono::floor<std::chrono::minutes>(t); };
    if (last_moment_.now == sys_ms{} || minute(last_moment_.now) != minute(at)) {
        const auto local = to_local(at, zone_);
        last_moment_ = {at, local.day, local.minute_of_day, local.weekday};
    }
    last_moment_.now = at;
    return last_moment_;
}

const fleet& route_book::ways_now() {
    ledger_->roll(moment_now());
    return ledger_->ways();
}

task<> route_book::load(pg::executor& db) {
    auto trunks = co_await load_trunks(db);
    auto sims = co_await load_sims(db);
    auto gsm = co_await load_authorisation(db);
    fleet_rules rules;
    rules.operators = co_await load_operators(db);
    rules.groups = co_await load_groups(db);
    rules.series = co_await load_caller_series(db);
    rules.credits = co_await load_last_credits(db);
    const auto at = moment_now();
    past_use past;
    const bool strangers = std::any_of(sims.begin(), sims.end(),
        [&](const sim& s) { return !ledger_->sim_index(s.iccid).has_value(); });
    if (strangers || !loaded_) past = co_await load_past_use(db, at, zone_);
    if (!loaded_) settled_ = co_await load_recently_settled(db);
    loaded_ = true;
    ledger_->roll(at);
    ledger_->replace(std::move(trunks), std::move(sims), std::move(gsm), past);
    ledger_->set_rules(std::move(rules));
}

route_wish route_book::wish_for(
    const std::string& e164, compliance::purpose p, route_limits limits) const {
    route_wish w;
    w.purpose = p;
    w.wanted = limits.wanted;
    w.only_trunk = limits.only_trunk;
    w.only_port = limits.only_port;
    w.without_trunks = std::move(limits.without_trunks);
    w.known_sim = std::move(limits.known_sim);
    w.only_group = limits.only_group;
    if (const auto number = phone::normalise(e164)) {
        w.e164 = number->e164;
        w.country = number->country;
    }
    return w;
}

std::variant<route_choice, no_route> route_book::look(const route_wish& wish) {
    if (wish.e164.empty()) return no_route{"this is no number that can be dialled."};
    return choose(wish, ways_now());
}

std::string route_book::obstacle(
    const std::string& e164, compliance::purpose p, route_limits limits) {
    const auto found = look(wish_for(e164, p, limits));
    const auto* none = std::get_if<no_route>(&found);
    return none != nullptr ? none->why : std::string();
}

reservation route_book::ticket(std::string key, std::size_t trunk, std::optional<std::size_t> sim,
    bool counts, bool on_net, const std::string& e164) {
    const auto& ways = ledger_->ways();
    const auto& t = ways.trunks[trunk].trunk;
    reservation::facts f;
    f.name = key;
    f.trunk_id = t.id;
    f.trunk = t.name;
    f.caller_id = t.caller_id.value_or("");
    f.reserved_at = ways.at.now;
    auto card = t.tariff;
    if (t.kind == trunk_kind::gsm) f.gateway = t.name;
    if (sim) {
        const auto& s = ways.sims[*sim].sim;
        f.iccid = s.iccid;
        f.port = s.port;
        if (s.phone_number) f.caller_id = *s.phone_number;
        if (s.tariff) card = s.tariff;
    }
    if (card) f.tariff = card->at(ways.at.minute, on_net);
    ledger_->take(key, trunk, sim, counts, e164);
    return reservation(ledger_, std::move(key), std::move(f));
}

reservation route_book::take(std::string key, const route_choice& c, reservation::mission m) {
    const auto& ways = ledger_->ways();
    const sim* s = c.sim ? &ways.sims[*c.sim].sim : nullptr;
    auto dial = dial_string(ways.trunks[c.trunk].trunk, s, m.e164);
    auto r = ticket(std::move(key), c.trunk, c.sim, true, c.on_net, m.e164);
    r.facts_.dial_string = std::move(dial);
    r.facts_.explanation = c.explanation;
    if (s == nullptr) r.facts_.caller_id = c.caller_id;
    r.facts_.mission = std::move(m);
    return r;
}

result<reservation> route_book::reserve(compliance::permit pass, route_limits limits) {
    if (!pass.good(clock_()) || pass.channel() != compliance::channel::call)
        return failure{
            "permit", "The gate's permit is spent or not for a call; ask the gate again."};
    auto found = look(wish_for(pass.e164(), pass.purpose(), limits));
    if (const auto* none = std::get_if<no_route>(&found)) return failure{"no_route", none->why};
    reservation::mission m;
    m.only_group = limits.only_group;
    m.decision_id = pass.decision_id();
    m.e164 = pass.e164();
    m.purpose = pass.purpose();
    m.begun_at = clock_();
    auto key = m.decision_id;
    return take(std::move(key), std::get<route_choice>(found), std::move(m));
}

result<reservation> route_book::reserve_other(reservation failed, const std::string& why) {
    auto m = std::move(failed.facts_.mission);
    const auto trunk_id = failed.trunk_id();
    const auto was = failed.iccid().empty() ? "trunk " + failed.trunk() : "SIM " + failed.iccid();
    if (m) {
        m->tried_trunks.push_back(trunk_id);
        if (!failed.iccid().empty()) m->tried_sims.push_back(failed.iccid());
    }
    failed.settle({false, 0, way_outcome::network_fault});
    if (!m) return failure{"no_route", "this call was taken over after a restart"};
    if (m->tried_trunks.size() > 1) {
        auto trunks = m->tried_trunks;
        std::sort(trunks.begin(), trunks.end());
        trunks.erase(std::unique(trunks.begin(), trunks.end()), trunks.end());
        // The first time for all that were tried, then for the newest alone.
        const bool first = m->tried_trunks.size() == 2;
        ledger_->forgive(trunks, first ? m->tried_sims : std::vector{m->tried_sims.empty() ? std::string() : m->tried_sims.back()});
    }
    if (m->tried_trunks.size() >= ways_per_call)
        return failure{"no_route", fmt::format("{} ways have refused it", ways_per_call)};
    if (clock_() - m->begun_at > patience_per_call)
        return failure{"no_route", "it has been tried for too long"};
    auto wish = wish_for(m->e164, m->purpose, {.only_group = m->only_group});
    wish.without_sims = m->tried_sims;
    wish.without_trunks = m->tried_trunks;
    auto found = look(wish);
    if (std::holds_alternative<no_route>(found)) {
        // Another SIM of a gateway that has refused it is better than none.
        std::erase_if(wish.without_trunks, [&](std::int64_t id) {
            const auto t = ledger_->trunk_index(id);
            return t && ledger_->ways().trunks[*t].trunk.kind == trunk_kind::gsm;
        });
        found = look(wish);
    }
    if (const auto* none = std::get_if<no_route>(&found)) return failure{"no_route", none->why};
    auto& choice = std::get<route_choice>(found);
    choice.explanation += fmt::format(" Before it {} refused: {}.", was, why);
    auto key = fmt::format("{}/{}", m->decision_id, m->tried_trunks.size() + 1);
    return take(std::move(key), choice, std::move(*m));
}

std::optional<reservation> route_book::hold(std::int64_t trunk_id, const std::string& iccid,
    std::string key, bool counts, const std::string& e164) {
    (void)ways_now();
    const auto t = ledger_->trunk_index(trunk_id);
    const auto s = ledger_->sim_index(iccid);
    const bool taken = s && ledger_->ways().sims[*s].in_call;
    if (key.empty()) key = new_uuid();
    if (!t || taken || (!iccid.empty() && !s) || ledger_->holds(key)) {
        log::warn("gateways", "a call's way cannot be held",
            {{"trunk", trunk_id}, {"iccid", iccid}, {"known", t.has_value()}, {"taken", taken}});
        return std::nullopt;
    }
    // What was settled just before we started is in the counters already.
    const bool fresh = !settled_.contains(key);
    return ticket(std::move(key), *t, s, counts && fresh, false, e164);
}

std::optional<reservation> route_book::adopt(std::int64_t trunk_id, const std::string& iccid,
    std::string key, const std::string& e164) {
    return hold(trunk_id, iccid, std::move(key), true, e164);
}

std::optional<reservation> route_book::occupy(std::int64_t trunk_id, const std::string& iccid) {
    return hold(trunk_id, iccid, {}, false, {});
}

inbound_road route_book::describe_inbound(
    const std::string& endpoint, const std::string& exten) const {
    inbound_road road;
    const auto id = trunk_of_endpoint(endpoint);
    const auto index = id ? ledger_->trunk_index(*id) : std::nullopt;
    if (!index) return road;
    const auto& t = ledger_->ways().trunks[*index].trunk;
    road.trunk_id = t.id;
    road.trunk = t.name;
    if (t.kind != trunk_kind::gsm) return road;
    road.gateway = t.name;
    auto number = phone::normalise(exten);
    if (!number) number = phone::normalise("+" + exten);
    std::optional<int> port;
    if (exten.size() <= 2) {
        int value = 0;
        const auto [end, fault] = std::from_chars(exten.data(), exten.data() + exten.size(), value);
        if (fault == std::errc{} && end == exten.data() + exten.size()) port = value;
    }
    for (const auto& s : ledger_->ways().sims) {
        if (s.trunk_index != *index) continue;
        const bool by_number = number && s.sim.phone_number == number->e164;
        if (!by_number && !(port && s.sim.port == port)) continue;
        road.iccid = s.sim.iccid;
        road.port = s.sim.port;
    }
    return road;
}

void route_book::set_health(
    std::int64_t trunk_id, trunk_state state, std::optional<double> round_trip_ms) {
    const auto t = ledger_->trunk_index(trunk_id);
    const bool lost = t && state == trunk_state::unreachable &&
                      ledger_->ways().trunks[*t].health.state != trunk_state::unreachable;
    ledger_->set_health(trunk_id, state, round_trip_ms);
    if (lost && trunk_lost_) trunk_lost_(trunk_id);
}

void route_book::set_state(std::int64_t trunk_id, trunk_state state) {
    const auto t = ledger_->trunk_index(trunk_id);
    if (!t) return;
    const auto was = ledger_->ways().trunks[*t].health.round_trip_ms;
    set_health(trunk_id, state, state == trunk_state::reachable ? was : std::nullopt);
}

bool route_book::silent(std::int64_t trunk_id) const {
    const auto t = ledger_->trunk_index(trunk_id);
    return t && ledger_->ways().trunks[*t].health.state == trunk_state::unreachable;
}

void route_book::set_boxes(std::vector<box_record> boxes) { ledger_->set_boxes(std::move(boxes)); }

void route_book::box_answered(std::int64_t box_id, drivers::box_report report, sys_ms at) {
    ledger_->box_answered(box_id, std::move(report), at);
}

void route_book::box_failed(std::int64_t box_id, failure why) {
    ledger_->box_failed(box_id, std::move(why));
}

void route_book::box_pushed(std::int64_t box_id) { ledger_->box_pushed(box_id, clock_()); }

void route_book::credit_told(const std::string& iccid, sim_credit c) {
    ledger_->credit_told(iccid, std::move(c));
}

json::array route_book::gateways_json() {
    const auto& ways = ways_now();
    json::array out;
    for (const auto& b : ways.boxes) out.push_back(gateway_json(b, ways, zone_));
    return out;
}

json::array route_book::trunks_json() {
    const auto& ways = ways_now();
    json::array out;
    for (const auto& t : ways.trunks) out.push_back(trunk_json(t, ways));
    return out;
}

json::array route_book::sims_json() {
    const auto& ways = ways_now();
    json::array out;
    for (const auto& s : ways.sims) out.push_back(sim_json(s, ways, zone_));
    return out;
}

json::object route_book::explain(
    const std::string& e164, compliance::purpose p, compliance::channel c) {
    auto wish = wish_for(e164, p, {});
    wish.channel = c;
    const auto found = look(wish);
    return choice_json(wish, found, ledger_->ways());
}

task<bool> route_book::write_first(pg::executor& db) {
    const settlement first = ledger_->pending.front();
    bool away = false;
    try {
        co_await write_settlement(db, first);
    } catch (const pg::unavailable&) {
        away = true;
    } catch (const pg::sql_error& e) {
        // It would fail for ever and hold up all others.
        log::error("gateways", "SIM usage cannot be written",
            {{"reservation", first.reservation}, {"iccid", first.iccid}, {"why", e.what()}});
    }
    if (!away) ledger_->pending.pop_front();
    co_return !away;
}

task<> route_book::flush(pg::executor& db) {
    const auto pass = co_await flushing_.enter();
    bool there = pass != nullptr;
    while (there && !ledger_->pending.empty()) there = co_await write_first(db);
}

}  // namespace zenix::gateways
