#pragma once
#include "base/secret.hpp"
#include "base/task.hpp"
#include "pg/pool.hpp"

#include <string>

namespace zenix::gateways {

/// The demonstration's way out: trunk `lab-gsm` at the lab's address, 8 SIMs of three operators in
/// its ports with what their calls cost, and an authorisation that says it is the demonstration's and acts only in a database
/// that compliance::seed_demo has marked. Safe to repeat, as at each start: it follows the lab to
/// another port, and leaves alone what a person has decided about GSM since. Load the book after
/// it.
task<void> seed_demo(pg::pool& db, std::string lab_host, int lab_sip_port);

/// The demonstration's SIP trunk `lab-sip` at the lab's address, with a price and the number it
/// calls with. It is made switched off: SIP goes before GSM, and the demonstration shows GSM. Safe
/// to repeat: it follows the lab and leaves the switch as somebody has set it.
task<void> seed_demo_trunk(pg::pool& db, secret::master_key key, std::string lab_host,
    int lab_sip_port, std::string username, std::string password);

/// The box behind `lab-gsm`: asked for its ports, and told to send texts. Safe to repeat: it follows the
/// lab, and one that somebody took away stays away after the first time.
task<void> seed_demo_box(pg::pool& db, secret::master_key key, std::string driver, std::string url,
    std::string username, std::string password);

/// ICCID and number of the demonstration's SIM in a port (0 to 7), as the lab's box has them.
[[nodiscard]] std::string demo_iccid(int port);
[[nodiscard]] std::string demo_sim_number(int port);

}  // namespace zenix::gateways
