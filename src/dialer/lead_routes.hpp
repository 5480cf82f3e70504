#pragma once
#include "dialer/routes.hpp"

#include <memory>

namespace zenix::dialer {

/// `/api/v1/campaigns/{id}/leads`.
void add_lead_routes(net::router& routes, std::shared_ptr<const route_parts> p);

}  // namespace zenix::dialer
