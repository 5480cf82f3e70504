#pragma once
#include "base/result.hpp"
#include "base/task.hpp"
#include "base/time.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace zenix::sms::smpp {

using tcp = asio::ip::tcp;

struct tls_choice {
    bool on = false;
    std::string ca = {};   ///< PEM of the authorities that may vouch; empty: those of the system
    std::string pin = {};  ///< SHA-256 of the peer's own certificate, in hex: that one and no other, whoever vouches
};

/// A TCP connection with or without TLS. It stays where it was made.
class wire {
  public:
    explicit wire(tcp::socket s) : socket_(std::move(s)) {}
    wire(const wire&) = delete;
    wire& operator=(const wire&) = delete;

    /// Failure codes: `closed`, `tls`.
    task<result<void>> secure_as_client(const tls_choice& how, const std::string& host);
    task<result<void>> secure_as_server(asio::ssl::context& context);
    /// Zero: the peer is gone.
    task<std::size_t> read(std::span<char> into);
    task<bool> write(std::string_view all);
    void cut();
    [[nodiscard]] std::string peer() const;

  private:
    using tls_stream = asio::ssl::stream<tcp::socket&>;
    tcp::socket socket_;
    std::unique_ptr<asio::ssl::context> own_context_;
    std::unique_ptr<tls_stream> tls_;
};

/// Failure codes: `resolve`, `refused`, `timeout`.
task<result<std::shared_ptr<wire>>> connect(
    std::string host, std::uint16_t port, tls_choice tls, ms deadline);

}  // namespace zenix::sms::smpp
