#pragma once
#include "base/loop_for_tests.hpp"
#include "net/client.hpp"
#include "net/server.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace zenix::net {

/// A server on a free port and raw sockets to it, all on one loop.
class server_fixture : public testing::Test {
  protected:
    using tcp = asio::ip::tcp;

    void serve(server_options o = {}) {
        o.port = 0;
        server_ = std::make_unique<server>(loop_.get_executor(), std::move(o), routes_);
        server_->listen();
    }
    void TearDown() override {
        if (server_) run_on(loop_, server_->stop(ms(200)));
        server_.reset();
        loop_.restart();
        loop_.poll();
    }

    tcp::socket open() {
        tcp::socket s(loop_);
        s.connect({asio::ip::make_address("127.0.0.1"), server_->port()});
        return s;
    }
    static task<> write(tcp::socket& s, std::string bytes) {
        boost::system::error_code ec;
        co_await asio::async_write(
            s, asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, ec));
    }
    /// Until the server closes, or `limit` bytes.
    static task<std::string> read(tcp::socket& s, std::size_t limit = 64u << 20) {
        std::string out;
        boost::system::error_code ec;
        co_await asio::async_read(
            s, asio::dynamic_buffer(out, limit), asio::redirect_error(asio::use_awaitable, ec));
        co_return out;
    }
    static task<std::string> read_head(tcp::socket& s) {
        std::string out;
        while (!out.ends_with("\r\n\r\n")) {
            const std::string next = co_await read(s, 1);
            if (next.empty()) break;
            out += next;
        }
        co_return out;
    }
    /// Sends bytes on a connection of their own and gives all that comes back until it closes.
    std::string raw(std::string bytes) {
        tcp::socket s = open();
        run_on(loop_, write(s, std::move(bytes)));
        return run_on(loop_, read(s));
    }
    /// `raw` for a request that asks for the connection to be closed after it.
    std::string ask(
        const std::string& line, const std::string& headers = {}, const std::string& body = {}) {
        return raw(
            line + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + headers + "\r\n" + body);
    }
    std::string url(const std::string& path, const std::string& scheme = "http") const {
        return scheme + "://127.0.0.1:" + std::to_string(server_->port()) + path;
    }
    static std::string body_of(const std::string& answer) {
        const auto at = answer.find("\r\n\r\n");
        return at == std::string::npos ? "" : answer.substr(at + 4);
    }
    static std::string status_of(const std::string& answer) {
        return answer.starts_with("HTTP/1.1 ") ? answer.substr(9, 3) : "none";
    }

    asio::io_context loop_;
    router routes_;
    std::unique_ptr<server> server_;
};

}  // namespace zenix::net
