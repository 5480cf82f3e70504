#pragma once
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/http.hpp"

namespace zenix::net {

/// `http://host:port/path` or `ws://…` taken apart (also https, wss).
struct url {
    std::string scheme, host, target;
    std::uint16_t port = 0;
};
[[nodiscard]] std::optional<url> parse_url(std::string_view text);

using header_list = std::vector<std::pair<std::string, std::string>>;

/// One request on a connection of its own. Failure codes: `resolve`, `refused`, `timeout`, `closed`,
/// `protocol`, `too_large` (64 MiB). Any HTTP status is a value. Plain HTTP and HTTPS.
task<result<response>> fetch(std::string method, std::string address, std::string body,
                             header_list headers, ms deadline);

/// Opens a WebSocket. Failure codes as above, and `status` when the handshake is refused.
task<result<std::shared_ptr<websocket>>> connect_websocket(std::string address, header_list headers,
                                                           std::string subprotocol, ms deadline);

}  // namespace zenix::net
