#pragma once
#include "audit/audit_log.hpp"
#include "calls/desk.hpp"
#include "calls/outcome.hpp"
#include "net/http.hpp"

namespace zenix::calls {

struct route_parts {
    conductor& calls;
    desk& desk_;
    outcome_writer& outcomes;
    call_log& log;
    recorder* rec;
    agents::floor& floor;
    event_hub& hub;
    pg::pool& db;
};

/// `/api/v1/calls…`, and the topic `me` (my agent, my call, the outcome I owe).
void add_routes(net::router& routes, route_parts parts);

}  // namespace zenix::calls
