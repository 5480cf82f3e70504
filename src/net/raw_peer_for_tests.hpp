#pragma once
#include "base/task_group.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace zenix::net {

/// For tests: a peer whose bytes are written by hand. Runs `talk` on every connection it gets.
class raw_peer {
  public:
    using socket = std::shared_ptr<asio::ip::tcp::socket>;
    using talker = std::function<task<>(socket, int)>;  ///< which connection it is, from 1

    raw_peer(asio::io_context& loop, talker talk, std::uint16_t port = 0)
        : ear_(std::make_shared<ear>(loop, std::move(talk), port)), tasks_(loop.get_executor()) {
        tasks_.spawn("accept", accept(ear_));
    }
    ~raw_peer() {
        boost::system::error_code ignored;
        ear_->acceptor.close(ignored);
    }
    raw_peer(const raw_peer&) = delete;
    raw_peer& operator=(const raw_peer&) = delete;
    [[nodiscard]] std::uint16_t port() const { return ear_->acceptor.local_endpoint().port(); }
    [[nodiscard]] int connections() const { return ear_->connections; }

    static task<> write(socket s, std::string bytes) {
        boost::system::error_code ec;
        co_await asio::async_write(
            *s, asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, ec));
    }
    /// Up to and with `mark`; empty when the connection has ended.
    static task<std::string> read_until(socket s, std::string mark, std::string& kept) {
        boost::system::error_code ec;
        const auto n = co_await asio::async_read_until(
            *s, asio::dynamic_buffer(kept), mark, asio::redirect_error(asio::use_awaitable, ec));
        if (ec) co_return std::string();
        std::string out = kept.substr(0, n);
        kept.erase(0, n);
        co_return out;
    }

  private:
    /// Lives as long as the accepting coroutine, which is cancelled a turn after we are gone.
    struct ear {
        ear(asio::io_context& loop, talker t, std::uint16_t port)
            : talk(std::move(t)), acceptor(loop, {asio::ip::make_address("127.0.0.1"), port}),
              talks(loop.get_executor()) {}
        talker talk;
        asio::ip::tcp::acceptor acceptor;
        task_group talks;
        int connections = 0;
    };
    static task<> accept(std::shared_ptr<ear> e) {
        for (;;) {
            auto s = std::make_shared<asio::ip::tcp::socket>(e->acceptor.get_executor());
            boost::system::error_code ec;
            co_await e->acceptor.async_accept(*s, asio::redirect_error(asio::use_awaitable, ec));
            if (ec) co_return;
            e->talks.spawn("talk", e->talk(s, ++e->connections));
        }
    }
    std::shared_ptr<ear> ear_;
    task_group tasks_;
};

}  // namespace zenix::net
