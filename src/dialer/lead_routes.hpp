#pragma once
#include "dialer/routes.hpp"

#include <memory>

namespace zenix::dialer {

/// `/api/v1/campaigns/{id}/leads`.
void add_lead_routes(net::router& routes, std::shared_ptr<const route_parts> p);

/// An id in a cursor. Throws problem 400 `malformed_cursor`.
[[nodiscard]] std::int64_t read_id_cursor(const std::string& text);

}  // namespace zenix::dialer
