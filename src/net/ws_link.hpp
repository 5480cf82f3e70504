#pragma once
#include "base/result.hpp"
#include "net/client.hpp"
#include "net/http.hpp"
#include "net/ws_limits.hpp"

#include <functional>
#include <memory>
#include <string>

namespace zenix::net {

class stream;

/// Closing from outside, for a server that stops. True as long as there is something to close.
using ws_closer = std::function<bool(std::uint16_t code, std::string_view reason)>;

struct ws_open {
    std::shared_ptr<websocket> socket;  ///< dropping the last one closes with 1000
    ws_closer close;
    std::function<task<>()> ended;  ///< waits until the connection is gone
};

/// The server's end of the handshake: answers `upgrade`, which was read from this stream.
task<result<ws_open>> accept_websocket(
    std::unique_ptr<stream> on, const request& upgrade, std::string subprotocol, ws_limits limits);

/// The client's end, on a stream already connected (and secured).
task<result<ws_open>> open_websocket(std::unique_ptr<stream> on, std::string host,
    std::string target, header_list headers, std::string subprotocol, ws_limits limits);

}  // namespace zenix::net
