#include "calls/way.hpp"

#include "base/zone.hpp"
#include "calls/causes.hpp"
#include "gateways/settlement.hpp"

namespace zenix::calls {

outbound_leg leg_by(gateways::reservation road) {
    outbound_leg out;
    out.dial_string = road.dial_string();
    out.caller_id = road.caller_id();
    out.route = {road.trunk_id(), road.trunk(), road.gateway(), road.iccid(), road.explanation(),
        road.port(), road.tariff(), road.key(), road.reserved_at()};
    out.road = std::move(road);
    return out;
}

gateways::call_end end_of(const leg& l, sys_ms now) {
    return {l.answered_at.has_value(), l.up_ms(now), outcome_for_way(l)};
}

void recall_ways(gateways::route_book& roads, const call& c) {
    for (const auto& l : c.legs) {
        if (!l.route || l.route->reservation.empty() || l.route->sim.empty() || !l.ended_at) continue;
        const bool now_on_it = c.route && c.route->reservation == l.route->reservation;
        if (!c.over() && now_on_it) continue;
        auto road =
            roads.adopt(l.route->trunk_id, l.route->sim, l.route->reservation, l.endpoint);
        if (road) road->settle(end_of(l, *l.ended_at));
    }
}

task<> count_ways(pg::executor& tx, call c, std::string zone) {
    for (const auto& l : c.legs) {
        if (!l.route || l.route->reservation.empty() || l.route->sim.empty()) continue;
        const auto& way = *l.route;
        gateways::settlement s;
        s.reservation = way.reservation;
        s.iccid = way.sim;
        s.day = to_local(way.reserved_at, zone).day;
        s.reserved_at = way.reserved_at;
        s.answered = l.answered_at.has_value();
        if (s.answered) {
            const auto talk_ms = l.up_ms(c.ended_at.value_or(l.started_at));
            s.seconds = (talk_ms + 999) / 1000;
            s.billed_s =
                gateways::billed_seconds(way.tariff.value_or(gateways::tariff{}), talk_ms);
        }
        s.recipient = l.endpoint;
        s.trunk_id = way.trunk_id;
        s.port = way.port;
        co_await gateways::write_settlement(tx, std::move(s));
    }
}

}  // namespace zenix::calls
