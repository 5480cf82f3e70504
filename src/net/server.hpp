#pragma once
#include "base/task_group.hpp"
#include "net/http.hpp"
#include "net/ws_limits.hpp"

#include <memory>
#include <string>
#include <vector>

namespace zenix::net {

struct server_options {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;                       ///< 0 takes a free one
    std::string tls_certificate_file, tls_key_file;  ///< both or none
    /// Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    std::vector<std::string> trusted_proxies = {"127.0.0.1", "::1"};
    std::size_t connections_max = 4000;
    ms slow_request{10'000};  ///< for the head; a body gets a second more for each 64 KiB
    ms idle{60'000};          ///< between two requests
    ws_limits websocket{};
};

/// Throws what server::listen() would throw now for an address that is none or taken, or for TLS files
/// that cannot be used. For asking early, before what takes long is begun.
void require_address(const server_options& options);

/// HTTP/1.1 and WebSocket server over a router. Adds security headers (CSP, nosniff, frame-ancestors,
/// referrer), a request id, an access log line and metrics to each answer.
///
/// `routes` must be complete before listen() and outlive the server and the loop's last round.
class server {
  public:
    server(asio::any_io_executor ex, server_options options, const router& routes);
    ~server();

    /// Binds and accepts. Throws std::runtime_error naming the address and the remedy when it cannot.
    void listen();
    [[nodiscard]] std::uint16_t port() const;  ///< the bound one
    /// Stops accepting, lets requests end, closes WebSockets with 1001; at most `patience`.
    task<void> stop(ms patience);

  private:
    struct state;
    std::shared_ptr<state> state_;
    static task<> accept_loop(std::shared_ptr<state> self);
};

}  // namespace zenix::net
