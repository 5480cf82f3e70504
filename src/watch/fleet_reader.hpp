#pragma once
#include "gateways/fleet.hpp"
#include "watch/fleet_readings.hpp"

namespace zenix::watch {

/// What the gateways room knows now, as the rules want it.
[[nodiscard]] fleet_readings read_fleet(const gateways::fleet& ways, sys_ms now);

}  // namespace zenix::watch
