#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace zenix::lab {

/// The lab as a process: `zenix lab`.
struct options {
    std::string folder;                       ///< its Asterisk, lab.json, lab.pid, logs
    std::string control_host = "127.0.0.1";   ///< of the HTTP control
    std::uint16_t control_port = 0;           ///< 0: the one of the last run, else a free one
    std::string main_sip_host = "127.0.0.1";  ///< the Asterisk our gateway belongs to
    std::uint16_t main_sip_port = 5060;
    std::string asterisk;  ///< folder or program; empty: as zenix finds it
};

}  // namespace zenix::lab
