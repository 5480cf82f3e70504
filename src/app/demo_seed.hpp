#pragma once
#include <string>

#include "app/commands.hpp"
#include "app/parts.hpp"

namespace zenix::app {

/// Fills a fresh demonstration: logins, borrowers, rules, the lab's gateway. Safe to repeat at each
/// start. `lab` gets the address of the lab, started or adopted here.
task<void> seed_demo(application::parts& p, const demo_options& o, lab_address& lab);

/// `DIR/demo.json` (0600) and what a newcomer reads first.
void announce(const application& app, const demo_options& o, const lab_address& lab);

}  // namespace zenix::app
