#pragma once
#include "net/http.hpp"
#include "watch/watchman.hpp"

namespace zenix::watch {

/// Alerts, their kinds, and how they are delivered.
void add_routes(net::router& routes, watchman& keeper, pg::pool& db);

}  // namespace zenix::watch
