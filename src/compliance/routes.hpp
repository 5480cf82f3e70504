#pragma once
#include "compliance/gate_service.hpp"
#include "net/http.hpp"
#include "pg/pool.hpp"

namespace zenix::compliance {

/// `/api/v1/gate/…`, `/api/v1/rules…`, `/api/v1/dnc…`. `gate` and `db` must outlive the router.
void add_routes(net::router& routes, gate_service& gate, pg::pool& db);

}  // namespace zenix::compliance
