#pragma once
#include "lab/smsc/centre.hpp"
#include "net/http.hpp"

namespace zenix::lab::smsc {

/// `/lab/v1/smsc`: how tests and people script the SMS centre (lab/README.md lists the routes).
void add_smsc_routes(net::router& routes, centre& c);

}  // namespace zenix::lab::smsc
