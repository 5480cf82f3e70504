#pragma once
#include "base/result.hpp"
#include "net/client.hpp"
#include "net/stream.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace zenix::net {

/// `[::1]:8088`, and no port where it is the scheme's own.
[[nodiscard]] std::string host_header(const url& u);

/// Connects, with TLS where the scheme says so. `any_certificate` takes whoever answers at their
/// word: for a box in the same rack that signs for itself. Failures: `resolve`, `refused`,
/// `protocol` (TLS).
task<result<std::unique_ptr<stream>>> dial(url to, bool any_certificate = false);

/// One request, as it goes over the wire.
struct question {
    std::string method;
    url to;
    std::string body;
    header_list headers;
    bool keep_alive = false;
    std::size_t answer_bytes = 0;  ///< more than these of body is `too_large`, and is not read
};

struct exchanged {
    response answer;
    bool reusable = false;  ///< the connection may carry a next request
};

/// One request and its answer over `on`. Failures: `timeout`, `protocol`, `too_large`, `closed`, and
/// `stale` when the connection broke before the first byte of an answer.
task<result<exchanged>> converse(stream& on, question ask);

}  // namespace zenix::net
