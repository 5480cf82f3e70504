#pragma once
#include "gateways/keeper.hpp"
#include "net/http.hpp"
#include "pg/pool.hpp"

#include <functional>
#include <string>

namespace zenix::gateways {

/// Where boxes shall send calls that come in: our SIP address as they see it.
using sip_address = std::function<std::pair<std::string, int>()>;

/// `/api/v1/gateways…`: boxes, their ports, probe, provisioning, and the boxes' own push. All must
/// outlive the router.
void add_gateway_routes(net::router& routes, keeper& boxes, pg::pool& db, sip_address ours);

}  // namespace zenix::gateways
