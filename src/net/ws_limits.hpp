#pragma once
#include "base/time.hpp"

#include <cstddef>

namespace zenix::net {

/// What a WebSocket may hold before somebody has to give way.
struct ws_limits {
    std::size_t incoming_bytes = 1024 * 1024;  ///< one message; more closes with 1009
    std::size_t queued_messages = 1024;        ///< outgoing; more closes with 1013
    std::size_t queued_bytes = 8 * 1024 * 1024;
    ms idle{60'000};          ///< a ping after half of it, the end after all of it
    ms close_patience{5000};  ///< for the closing handshake, then the connection is cut
};

}  // namespace zenix::net
