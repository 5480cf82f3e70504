#pragma once
#include "base/task.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include <memory>
#include <utility>

namespace zenix::net {

namespace beast = boost::beast;
using tcp = asio::ip::tcp;

/// A TCP connection with or without TLS behind one type, so that HTTP and WebSocket are compiled
/// once. Time-outs are the lower layer's: `tcp().expires_after(…)`. It stays where it was made.
class stream {
  public:
    using executor_type = beast::tcp_stream::executor_type;
    using next_layer_type = beast::tcp_stream;
    using tls_type = asio::ssl::stream<beast::tcp_stream&>;

    explicit stream(tcp::socket s) : tcp_(std::move(s)) {}
    explicit stream(asio::any_io_executor ex) : tcp_(std::move(ex)) {}
    stream(const stream&) = delete;
    stream& operator=(const stream&) = delete;

    /// From now on everything goes through TLS; shake hands on `tls()` next.
    void use_tls(asio::ssl::context& context) { tls_ = std::make_unique<tls_type>(tcp_, context); }

    [[nodiscard]] executor_type get_executor() { return tcp_.get_executor(); }
    [[nodiscard]] beast::tcp_stream& next_layer() { return tcp_; }
    [[nodiscard]] const beast::tcp_stream& next_layer() const { return tcp_; }
    [[nodiscard]] tls_type* tls() { return tls_.get(); }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        if (tls_) return tls_->async_read_some(buffers, std::forward<Token>(token));
        return tcp_.async_read_some(buffers, std::forward<Token>(token));
    }
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        if (tls_) return tls_->async_write_some(buffers, std::forward<Token>(token));
        return tcp_.async_write_some(buffers, std::forward<Token>(token));
    }

    /// Shuts the socket both ways at once; pending operations end.
    void cut() {
        boost::system::error_code ignored;
        tcp_.socket().shutdown(tcp::socket::shutdown_both, ignored);
        tcp_.cancel();
    }

  private:
    beast::tcp_stream tcp_;
    std::unique_ptr<tls_type> tls_;
};

// What Beast's WebSocket calls when both ends have said goodbye. The close frames went both ways, so
// TLS's own goodbye would add nothing.
inline void teardown(beast::role_type role, stream& s, boost::system::error_code& ec) {
    beast::websocket::teardown(role, s.next_layer().socket(), ec);
}
template <class Handler>
void async_teardown(beast::role_type role, stream& s, Handler&& handler) {
    beast::websocket::async_teardown(role, s.next_layer().socket(), std::forward<Handler>(handler));
}

}  // namespace zenix::net
