#include "gateways/route_book.hpp"

#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/phone.hpp"
#include "base/zone.hpp"
#include "gateways/fleet_shown.hpp"
#include "gateways/fleet_table.hpp"

#include <fmt/format.h>

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
    : zone_(std::move(zone)), clock_(std::move(clock)), ledger_(std::make_shared<book_ledger>()) {}

std::chrono::year_month_day route_book::today() const { return to_local(clock_(), zone_).day; }

task<> route_book::load(pg::executor& db) {
    const auto day = today();
    auto trunks = co_await load_trunks(db);
    auto sims = co_await load_sims(db);
    auto gsm = co_await load_authorisation(db);
    const auto usage = co_await load_usage(db, day);
    ledger_->roll(day);
    ledger_->replace(std::move(trunks), std::move(sims), std::move(gsm), usage);
}

std::variant<route_choice, no_route> route_book::look(
    const std::string& e164, compliance::purpose p, route_class wanted) {
    const auto number = phone::normalise(e164);
    if (!number) return no_route{"this is no number that can be dialled."};
    ledger_->roll(today());
    const route_wish wish{number->e164, number->country, p, wanted};
    return choose(wish, ledger_->ways());
}

std::string route_book::obstacle(
    const std::string& e164, compliance::purpose p, route_class wanted) {
    const auto found = look(e164, p, wanted);
    const auto* none = std::get_if<no_route>(&found);
    return none != nullptr ? none->why : std::string();
}

reservation route_book::ticket(
    std::string key, std::size_t trunk, std::optional<std::size_t> sim, bool counts) {
    const auto& t = ledger_->ways().trunks[trunk].trunk;
    reservation::facts f;
    f.trunk_id = t.id;
    f.trunk = t.name;
    f.caller_id = t.caller_id.value_or("");
    f.tariff = t.tariff;
    if (t.kind == trunk_kind::gsm) f.gateway = t.name;
    if (sim) {
        const auto& s = ledger_->ways().sims[*sim].sim;
        f.iccid = s.iccid;
        f.port = s.port;
        if (s.phone_number) f.caller_id = *s.phone_number;
        if (s.tariff) f.tariff = s.tariff;
    }
    ledger_->take(key, trunk, sim, counts);
    return reservation(ledger_, std::move(key), std::move(f));
}

result<reservation> route_book::reserve(compliance::permit pass, route_class wanted) {
    if (!pass.good(clock_()) || pass.channel() != compliance::channel::call)
        return failure{
            "permit", "The gate's permit is spent or not for a call; ask the gate again."};
    auto found = look(pass.e164(), pass.purpose(), wanted);
    if (const auto* none = std::get_if<no_route>(&found)) return failure{"no_route", none->why};
    auto& choice = std::get<route_choice>(found);
    const auto& ways = ledger_->ways();
    const sim* s = choice.sim ? &ways.sims[*choice.sim].sim : nullptr;
    auto dial = dial_string(ways.trunks[choice.trunk].trunk, s, pass.e164());
    auto r = ticket(pass.decision_id(), choice.trunk, choice.sim, true);
    r.facts_.dial_string = std::move(dial);
    r.facts_.explanation = std::move(choice.explanation);
    return r;
}

std::optional<reservation> route_book::hold(
    std::int64_t trunk_id, const std::string& iccid, std::string key, bool counts) {
    ledger_->roll(today());
    const auto t = ledger_->trunk_index(trunk_id);
    const auto s = ledger_->sim_index(iccid);
    const bool taken = s && ledger_->ways().sims[*s].in_call;
    if (key.empty()) key = new_uuid();
    if (!t || taken || (!iccid.empty() && !s) || ledger_->holds(key)) {
        log::warn("gateways", "a call's way cannot be held",
            {{"trunk", trunk_id}, {"iccid", iccid}, {"known", t.has_value()}, {"taken", taken}});
        return std::nullopt;
    }
    return ticket(std::move(key), *t, s, counts);
}

std::optional<reservation> route_book::adopt(
    std::int64_t trunk_id, const std::string& iccid, std::string key) {
    return hold(trunk_id, iccid, std::move(key), true);
}

std::optional<reservation> route_book::occupy(std::int64_t trunk_id, const std::string& iccid) {
    return hold(trunk_id, iccid, {}, false);
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
    ledger_->set_health(trunk_id, state, round_trip_ms);
}

void route_book::set_state(std::int64_t trunk_id, trunk_state state) {
    const auto t = ledger_->trunk_index(trunk_id);
    if (!t) return;
    const auto was = ledger_->ways().trunks[*t].health.round_trip_ms;
    ledger_->set_health(trunk_id, state, state == trunk_state::reachable ? was : std::nullopt);
}

void route_book::set_boxes(std::vector<box_record> boxes) { ledger_->set_boxes(std::move(boxes)); }

void route_book::box_answered(std::int64_t box_id, drivers::box_report report, sys_ms at) {
    ledger_->box_answered(box_id, std::move(report), at);
}

void route_book::box_failed(std::int64_t box_id, failure why) {
    ledger_->box_failed(box_id, std::move(why));
}

json::array route_book::gateways_json() {
    ledger_->roll(today());
    json::array out;
    for (const auto& b : ledger_->ways().boxes) out.push_back(gateway_json(b, ledger_->ways()));
    return out;
}

json::array route_book::trunks_json() {
    json::array out;
    for (const auto& t : ledger_->ways().trunks) out.push_back(to_json(t.trunk, t.health));
    return out;
}

json::array route_book::sims_json() {
    ledger_->roll(today());
    json::array out;
    const auto& ways = ledger_->ways();
    for (const auto& s : ways.sims) out.push_back(sim_json(s, ways));
    return out;
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
