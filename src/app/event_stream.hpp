#pragma once
#include "base/event_hub.hpp"
#include "net/http.hpp"

namespace zenix::app {

/// `GET /api/v1/events`: the hub's events over a WebSocket, in order, none twice and none lost. The
/// first message is the snapshot of the topics; it is taken in the same turn of the loop in which
/// the client is attached, so nothing can fall between.
void add_event_stream(net::router& routes, event_hub& hub);

}  // namespace zenix::app
