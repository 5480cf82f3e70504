#pragma once
#include "gateways/credit_round.hpp"
#include "gateways/keeper.hpp"
#include "net/http.hpp"
#include "pg/pool.hpp"

namespace zenix::gateways {

/// `/api/v1/sims/{iccid}…`, and a box's ports: `/api/v1/gateways/{id}/{words,ports/…}`. All must
/// outlive the router.
void add_sim_routes(
    net::router& routes, route_book& book, keeper& boxes, credit_round& credit, pg::pool& db);

}  // namespace zenix::gateways
