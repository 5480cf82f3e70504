#pragma once
#include "gateways/route_book.hpp"
#include "gateways/trunk_push.hpp"
#include "net/http.hpp"
#include "pg/pool.hpp"

namespace zenix::gateways {

/// `/api/v1/trunks…`, `/api/v1/sims`, `/api/v1/gsm-authorisation`. All three must outlive the
/// router.
void add_routes(net::router& routes, route_book& book, trunk_push& push, pg::pool& db);

}  // namespace zenix::gateways
