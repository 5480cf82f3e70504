#pragma once
#include <cstdint>
#include <string>

namespace zenix::lab {

/// Where others reach the SMS centre, and how they sign in.
struct lab_address {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    std::string system_id = "zenix", password = "lab";
};

}  // namespace zenix::lab
