#include "gateways/routing_topic.hpp"

namespace zenix::gateways {
namespace {

constexpr auto topic = "routing";

/// The entry of `list` whose `key` is `wanted`; nullptr when it has gone.
const json::value* entry(const json::array& list, std::string_view key, const json::value& wanted) {
    for (const auto& item : list)
        if (item.as_object().at(key) == wanted) return &item;
    return nullptr;
}

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
    if (!changed.trunks.empty()) {
        const auto trunks = book_.trunks_json();
        for (const auto id : changed.trunks) {
            if (const auto* t = entry(trunks, "id", id))
                hub_.publish(topic, "trunk", *t);
            else
                hub_.publish(topic, "trunk_removed", json::object{{"id", id}});
        }
    }
    if (!changed.sims.empty()) {
        const auto sims = book_.sims_json();
        for (const auto& iccid : changed.sims) {
            if (const auto* s = entry(sims, "iccid", json::value(iccid)))
                hub_.publish(topic, "sim", *s);
            else
                hub_.publish(topic, "sim_removed", json::object{{"iccid", iccid}});
        }
    }
    if (!changed.boxes.empty()) {
        const auto boxes = book_.gateways_json();
        for (const auto id : changed.boxes) {
            if (const auto* b = entry(boxes, "id", id))
                hub_.publish(topic, "gateway", *b);
            else
                hub_.publish(topic, "gateway_removed", json::object{{"id", id}});
        }
    }
}

}  // namespace zenix::gateways
