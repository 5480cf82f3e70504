#pragma once
#include <iosfwd>

#include "dialer/pacing/types.hpp"

namespace zenix::dialer::pacing {

/// Reads events from `in` until its end and answers on `out`, flushed line by line. Returns the process's
/// exit code: 0, or 1 when `out` is gone.
[[nodiscard]] int run_stdio(std::istream& in, std::ostream& out, const settings& s);

}  // namespace zenix::dialer::pacing
