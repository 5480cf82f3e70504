#pragma once
#include "net/http.hpp"

namespace zenix::app {

/// The web page and the contract, both built into the binary. A path of the page that is no file is
/// the page itself, which routes in the browser.
void add_page(net::router& routes);

}  // namespace zenix::app
