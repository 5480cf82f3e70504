#pragma once
#include "lab/network.hpp"
#include "net/http.hpp"

namespace zenix::lab {

/// `/lab/v1`: how tests and people script the lab (README.md lists the routes). Loopback only, no
/// password.
void add_routes(net::router& routes, network& net);

}  // namespace zenix::lab
