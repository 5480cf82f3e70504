#pragma once
#include <string>

#include "pg/pool.hpp"

namespace zenix::gateways {

/// The demonstration's way out: the lab's GSM gateway with 8 SIMs, and an authorisation that says it
/// is the demonstration's. Safe to repeat; follows the lab to another port.
task<void> seed_demo(pg::pool& db, std::string lab_host, int lab_sip_port);

/// ICCID and number of the demonstration's SIM in a port (0 to 7), as the lab has them.
[[nodiscard]] std::string demo_iccid(int port);
[[nodiscard]] std::string demo_sim_number(int port);

}  // namespace zenix::gateways
