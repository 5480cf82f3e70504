#pragma once
#include "base/task.hpp"
#include "base/time.hpp"
#include "watch/nut_codec.hpp"
#include "watch/ups.hpp"

namespace zenix::watch {

/// Asks a upsd (RFC 9271) for one UPS: status, charge, runtime. Reading needs no login. Whatever
/// goes wrong, within `patience`, stands in `why_not`.
task<ups_reading> ask_upsd(nut_address whom, ms patience = ms(5000));

}  // namespace zenix::watch
