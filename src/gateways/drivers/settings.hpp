#pragma once
#include "base/time.hpp"

#include <cstdint>
#include <set>
#include <string>

namespace zenix::gateways::drivers {

/// How one box is reached, as an administrator entered it.
struct settings {
    std::int64_t box_id = 0;
    std::string driver;  ///< `dinstar`, `yeastar`, `generic`
    std::string url;     ///< `https://192.0.2.7`, `tcp://192.0.2.8:5038`
    std::string username, password;
    std::string zone = "UTC";  ///< in which the box writes its times
    int ports = 0;             ///< as bought; 0: ask the box
    ms patience{5000};         ///< for one answer
    bool accept_any_certificate = false;  ///< boxes come with self-signed ones
    std::set<int> blocked = {};  ///< ports we have taken out of service on it, in sessions before
};

}  // namespace zenix::gateways::drivers
