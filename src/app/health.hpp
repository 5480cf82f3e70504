#pragma once
#include <functional>
#include <string>
#include <vector>

#include "net/http.hpp"

namespace zenix::app {

/// One part that zenix needs, asked when somebody wants to know.
struct part {
    std::string name;
    std::function<std::pair<bool, std::string>()> check;  ///< fine?, and a word on it
};

/// `/healthz`, `/readyz` and `/metrics`.
void add_health(net::router& routes, std::vector<part> parts);

}  // namespace zenix::app
