#pragma once
#include "base/event_hub.hpp"
#include "gateways/route_book.hpp"

namespace zenix::gateways {

/// Topic `routing` of the event stream, for supervisors and above. Snapshot: `{trunks, sims,
/// gateways}` as the lists give them. Events: `trunk`, `sim` and `gateway` with the whole entry,
/// `trunk_removed` and `gateway_removed` with `{id}`, `sim_removed` with `{iccid}`.
class routing_topic {
  public:
    /// Offers the topic. Both must outlive it.
    routing_topic(event_hub& hub, route_book& book);
    /// Publishes what has changed since; each trunk and SIM once, however often it changed. Call it
    /// about once a second.
    void tick();

  private:
    event_hub& hub_;
    route_book& book_;
};

}  // namespace zenix::gateways
