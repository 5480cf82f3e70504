#pragma once
#include "net/http.hpp"
#include "pg/pool.hpp"

namespace zenix::audit {

/// GET /api/v1/audit. `db` must outlive the router.
void add_routes(net::router& routes, pg::executor& db);

}  // namespace zenix::audit
