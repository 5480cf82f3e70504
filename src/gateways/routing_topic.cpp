#include "gateways/routing_topic.hpp"

#include "gateways/fleet_shown.hpp"

#include <algorithm>

namespace zenix::gateways {
namespace {

constexpr auto topic = "routing";

}  // namespace

routing_topic::routing_topic(event_hub& hub, route_book& book) : hub_(hub), book_(book) {
    hub_.offer(topic, access::of({role::supervisor, role::admin, role::auditor}),
        [&book](const principal&) -> json::value {
            json::object now;
            now["trunks"] = book.trunks_json();
            now["sims"] = book.sims_json();
            now["gateways"] = book.gateways_json();
            return now;
        });
}

void routing_topic::tick() {
    const auto changed = book_.take_changes();
    if (changed.trunks.empty() && changed.sims.empty() && changed.boxes.empty()) return;
    const auto& ways = book_.ways_now();
    // Only what changed is written out: a fleet may have a thousand SIMs.
    for (const auto id : changed.trunks) {
        const auto at = std::find_if(ways.trunks.begin(), ways.trunks.end(),
            [id](const trunk_line& t) { return t.trunk.id == id; });
        if (at != ways.trunks.end())
            hub_.publish(topic, "trunk", trunk_json(*at, ways));
        else
            hub_.publish(topic, "trunk_removed", json::object{{"id", id}});
    }
    for (const auto& iccid : changed.sims) {
        const auto at = std::lower_bound(ways.sims.begin(), ways.sims.end(), iccid,
            [](const sim_line& s, const std::string& wanted) { return s.sim.iccid < wanted; });
        if (at != ways.sims.end() && at->sim.iccid == iccid)
            hub_.publish(topic, "sim", sim_json(*at, ways, book_.zone()));
        else
            hub_.publish(topic, "sim_removed", json::object{{"iccid", iccid}});
    }
    for (const auto id : changed.boxes) {
        const auto at = std::find_if(ways.boxes.begin(), ways.boxes.end(),
            [id](const box_line& b) { return b.box.id == id; });
        if (at != ways.boxes.end())
            hub_.publish(topic, "gateway", gateway_json(*at, ways, book_.zone()));
        else
            hub_.publish(topic, "gateway_removed", json::object{{"id", id}});
    }
}

}  // namespace zenix::gateways
