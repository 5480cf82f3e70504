#pragma once
#include "identity/service.hpp"
#include "net/http.hpp"

namespace zenix::identity {

/// `/api/v1/session`, `/users`, `/tokens`. `who` must outlive the router.
void add_routes(net::router& routes, service& who);

}  // namespace zenix::identity
