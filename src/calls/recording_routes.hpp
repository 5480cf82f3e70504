#pragma once
#include "calls/routes.hpp"

namespace zenix::calls {

/// `/api/v1/calls/{id}/recording` and its waveform; each listen and download writes an audit line.
void add_recording_routes(net::router& routes, route_parts parts);

}  // namespace zenix::calls
