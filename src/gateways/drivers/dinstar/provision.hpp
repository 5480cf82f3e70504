#pragma once
#include "gateways/drivers/dinstar/link.hpp"

namespace zenix::gateways::drivers::dinstar {

/// Brings the plan about with get_config and set_config. What is right already is not written; what
/// was written is read again. The first step that fails is the last.
task<std::vector<finding>> provision(link& of, voice_plan plan);

}  // namespace zenix::gateways::drivers::dinstar
