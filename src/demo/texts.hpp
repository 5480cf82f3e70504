#pragma once
#include "sms/office.hpp"

#include <cstdint>
#include <string>

namespace zenix::demo {

/// Where the lab's SMS centre listens; port 0: there is none.
struct centre_address {
    std::string host, system_id, password;
    std::uint16_t port = 0;
};

/// Templates in the borrowers' languages with made-up registrations, rules that are switched off, an
/// account at the lab's SMS centre, routes to it and to the SIMs. What is there already stays as it is; only the
/// centre's address follows the lab.
task<void> seed_texts(sms::office& o, centre_address centre);

}  // namespace zenix::demo
