#pragma once
#include "net/http.hpp"

namespace zenix::net {

class stream;

/// Writes `out` as the answer to `in`: security headers, `Range`, HEAD. False when the connection
/// broke on the way or must not be used again.
task<bool> send_answer(
    stream& on, const request& in, response& out, unsigned version, bool keep_alive);

}  // namespace zenix::net
