#pragma once
#include "gateways/trunk_push.hpp"
#include "net/http.hpp"

namespace zenix::gateways {

/// `/api/v1/trunks…`, `/api/v1/sims`, `/api/v1/gsm-authorisation`.
void add_routes(net::router& routes, route_book& book, trunk_push& push, pg::pool& db);

}  // namespace zenix::gateways
