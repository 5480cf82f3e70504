#pragma once
#include "base/task.hpp"

#include <boost/asio/detached.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/redirect_error.hpp>

#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace zenix::gateways::test {

/// Something on a UDP port of loopback that answers every SIP request with 200, as a gateway
/// answers OPTIONS (RFC 3261 §11.2).
class sip_peer {
  public:
    explicit sip_peer(const asio::any_io_executor& ex)
        : socket_(std::make_shared<asio::ip::udp::socket>(
              ex, asio::ip::udp::endpoint(asio::ip::address_v4::loopback(), 0))) {
        asio::co_spawn(ex, answer_all(socket_), asio::detached);
    }
    ~sip_peer() { socket_->close(); }
    sip_peer(const sip_peer&) = delete;
    [[nodiscard]] int port() const { return socket_->local_endpoint().port(); }

  private:
    static std::string ok_to(std::string_view request) {
        std::string out = "SIP/2.0 200 OK\r\n";
        for (std::size_t at = 0; at < request.size();) {
            const auto end = request.find("\r\n", at);
            if (end == std::string_view::npos || end == at) break;
            const auto line = request.substr(at, end - at);
            at = end + 2;
            for (const auto* name : {"Via:", "From:", "To:", "Call-ID:", "CSeq:"})
                if (line.starts_with(name)) {
                    out += line;
                    if (line.starts_with("To:")) out += ";tag=peer";
                    out += "\r\n";
                }
        }
        return out + "Content-Length: 0\r\n\r\n";
    }

    static task<> answer_all(std::shared_ptr<asio::ip::udp::socket> socket) {
        std::array<char, 8192> buffer{};
        boost::system::error_code fault;
        while (!fault) {
            asio::ip::udp::endpoint from;
            const auto n = co_await socket->async_receive_from(
                asio::buffer(buffer), from, asio::redirect_error(asio::use_awaitable, fault));
            if (fault) co_return;
            const auto reply = ok_to(std::string_view(buffer.data(), n));
            co_await socket->async_send_to(
                asio::buffer(reply), from, asio::redirect_error(asio::use_awaitable, fault));
        }
    }

    std::shared_ptr<asio::ip::udp::socket> socket_;
};

}  // namespace zenix::gateways::test
