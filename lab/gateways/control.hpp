#pragma once
#include "lab/gateways/rack.hpp"
#include "net/http.hpp"

namespace zenix::lab {

/// `/lab/v1/gateways`: makes boxes and breaks them (README.md lists the routes).
void add_gateway_routes(net::router& routes, rack& boxes);

}  // namespace zenix::lab
