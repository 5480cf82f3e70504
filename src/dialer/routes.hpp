#pragma once
#include "base/offload.hpp"
#include "compliance/gate_service.hpp"
#include "dialer/engine/engine.hpp"
#include "net/http.hpp"

namespace zenix::dialer {

struct route_parts {
    engine& campaigns;
    pg::pool& db;
    worker_pool& workers;
    compliance::gate_service& gate;
    gateways::route_book& roads;
    const identity::directory& people;
    std::string home_country;
};

/// `/api/v1/campaigns` and `/api/v1/my-campaign`.
void add_routes(net::router& routes, route_parts p);

}  // namespace zenix::dialer
