#pragma once
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "net/http.hpp"
#include "net/range.hpp"
#include "net/stream.hpp"

namespace zenix::net {

/// Writes `out` as the answer to `in`: security headers, `Range`, HEAD. False when the connection
/// broke on the way or must not be used again.
task<bool> send_answer(stream& on, const request& in, response& out, unsigned version, bool keep_alive);

}  // namespace zenix::net
