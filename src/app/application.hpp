#pragma once
#include <functional>
#include <memory>
#include <string>

#include "app/config.hpp"
#include "base/task.hpp"
#include "net/server.hpp"

namespace zenix::app {

/// Where and how the web port serves, by the configuration.
[[nodiscard]] net::server_options web_options(const config& c);

/// What `serve` and `demo` have in common: the whole server, put together and taken apart in order.
class application {
  public:
    application(asio::io_context& io, config c);
    ~application();

    struct parts;
    using step = std::function<task<void>(parts&)>;

    /// Everything up to the first request; `before_serving` runs when all rooms stand and nobody asks
    /// yet (the demonstration's seed). Throws std::runtime_error that names the part and remedy.
    task<void> start(step before_serving = {});
    /// Lets requests end; leaves PostgreSQL and Asterisk running for whoever comes next.
    task<void> stop();
    /// Also ends the private PostgreSQL and Asterisk, calls and all (Ctrl-C).
    task<void> stop_private_servers();

    [[nodiscard]] std::string url() const;           ///< `http://127.0.0.1:8080`
    [[nodiscard]] std::string database_url() const;
    [[nodiscard]] std::uint16_t sip_port() const;    ///< where the lab or a trunk reaches us
    [[nodiscard]] std::uint16_t smpp_port() const;   ///< of our SMPP server; 0 while it is off

    [[nodiscard]] parts& inside();                   ///< for the demonstration

  private:
    std::unique_ptr<parts> parts_;
};

}  // namespace zenix::app
