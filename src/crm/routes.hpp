#pragma once
#include "base/offload.hpp"
#include "net/http.hpp"
#include "pg/pool.hpp"

#include <string>

namespace zenix::crm {

/// `/api/v1/customers…`, `/api/v1/imports`, `/api/v1/dispositions`, `/api/v1/callbacks`. All must
/// outlive the router. `home_country` is that of numbers typed without `+`.
void add_routes(
    net::router& routes, pg::pool& db, worker_pool& workers, std::string home_country = "IN");

}  // namespace zenix::crm
