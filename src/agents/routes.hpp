#pragma once
#include <string>
#include <vector>

#include "agents/floor.hpp"
#include "agents/phones.hpp"
#include "net/http.hpp"

namespace zenix::agents {

/// `/api/v1/agents…`, `/api/v1/softphone` and the SIP relay `/sip`. `origin` is the address people
/// reach us at (`https://calls.example.org`) where a proxy hides it; empty takes the request's host.
void add_routes(net::router& routes, floor& f, phones& p, std::string origin,
                std::vector<std::string> ice_servers);

}  // namespace zenix::agents
