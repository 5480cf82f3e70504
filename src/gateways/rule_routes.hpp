#pragma once
#include "gateways/route_book.hpp"
#include "net/http.hpp"
#include "pg/pool.hpp"

namespace zenix::gateways {

/// `/api/v1/{route-groups,sim-plans,operators,caller-series}…`, the test of an operator's pattern,
/// and `/api/v1/route-choices`. All must outlive the router.
void add_rule_routes(net::router& routes, route_book& book, pg::pool& db);

}  // namespace zenix::gateways
