#pragma once
#include "gateways/route_book.hpp"
#include "net/http.hpp"
#include "pg/pool.hpp"

namespace zenix::gateways {

/// `PUT` and `DELETE /api/v1/trunks/{id}/tariff` and `/api/v1/sims/{iccid}/tariff`.
void add_tariff_routes(net::router& routes, route_book& book, pg::pool& db);

}  // namespace zenix::gateways
