#include "base/loop_for_tests.hpp"
#include "net/http_peer.hpp"
#include "net/raw_peer_for_tests.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace zenix::net {
namespace {

using talker = raw_peer::talker;

std::string answer(const std::string& body, const std::string& more = {}) {
    return fmt::format(
        "HTTP/1.1 200 Data follows\r\nContent-Length: {}\r\n{}\r\n{}", body.size(), more, body);
}

/// Answers every request with the connection's number, `most` times, then closes.
task<> number(raw_peer::socket s, int nth, int most) {
    std::string kept;
    for (int i = 0; i < most; ++i) {
        const auto asked = co_await raw_peer::read_until(s, "\r\n\r\n", kept);
        if (asked.empty()) co_return;
        co_await raw_peer::write(s, answer(std::to_string(nth)));
    }
}
talker numbers(int most) {
    return [most](raw_peer::socket s, int nth) { return number(std::move(s), nth, most); };
}

/// Says the bytes when asked and then the same filling until the reader goes.
task<> pour(raw_peer::socket s, std::string head, std::shared_ptr<std::size_t> poured) {
    std::string kept;
    co_await raw_peer::read_until(s, "\r\n\r\n", kept);
    co_await raw_peer::write(s, std::move(head));
    const std::string filling = "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
    boost::system::error_code ec;
    while (!ec && *poured < (200U << 20U))
        *poured += co_await asio::async_write(
            *s, asio::buffer(filling), asio::redirect_error(asio::use_awaitable, ec));
}

class http_peer_test : public testing::Test {
  protected:
    void start(talker t) {
        there_ = std::make_unique<raw_peer>(loop_, std::move(t));
        peer_ = std::make_unique<http_peer>(fmt::format("http://127.0.0.1:{}/", there_->port()));
    }
    void TearDown() override {
        peer_.reset();
        there_.reset();
        loop_.restart();
        loop_.poll();
    }
    std::string ask(std::string method = "GET", ms deadline = ms(5000)) {
        auto r = run_on(loop_, peer_->ask(std::move(method), "/x", "", {}, deadline));
        return r.ok() ? r.value().body : r.error().code;
    }

    asio::io_context loop_;
    std::unique_ptr<raw_peer> there_;
    std::unique_ptr<http_peer> peer_;
};

TEST_F(http_peer_test, uses_one_connection_for_many_requests) {
    start(numbers(100));
    for (int i = 0; i < 5; ++i) EXPECT_EQ(ask(), "1");
    EXPECT_EQ(there_->connections(), 1);
}

TEST_F(http_peer_test, a_connection_the_server_closed_meanwhile_is_replaced) {
    start(numbers(1));
    EXPECT_EQ(ask(), "1");
    loop_.restart();
    loop_.run_for(ms(50));  // the end arrives
    EXPECT_EQ(ask("POST"), "2") << "the end was seen before anything was sent";
}

/// The first connection answers once and drops the second request unread.
task<> drop_second(raw_peer::socket s, int nth, std::shared_ptr<int> asked) {
    std::string kept;
    for (;;) {
        const auto got = co_await raw_peer::read_until(s, "\r\n\r\n", kept);
        if (got.empty()) co_return;
        if (++*asked == 2) co_return;
        co_await raw_peer::write(s, answer(std::to_string(nth)));
    }
}

TEST_F(http_peer_test, only_what_changes_nothing_is_sent_twice) {
    for (const std::string method : {"GET", "POST"}) {
        const auto asked = std::make_shared<int>(0);
        start(
            [asked](raw_peer::socket s, int nth) { return drop_second(std::move(s), nth, asked); });
        EXPECT_EQ(ask(method), "1");
        EXPECT_EQ(ask(method), method == "GET" ? "2" : "closed");
    }
}

TEST_F(http_peer_test, an_answer_over_a_megabyte_is_refused_and_not_read) {
    const auto poured = std::make_shared<std::size_t>(0);
    start([poured](raw_peer::socket s, int) {
        return pour(std::move(s), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", poured);
    });
    EXPECT_EQ(ask(), "too_large");
    EXPECT_LT(*poured, 16U << 20U);  // what the kernel buffers, not the 200 MB
    start([poured](raw_peer::socket s, int) {
        return pour(std::move(s), "HTTP/1.1 200 OK\r\nContent-Length: 52428800\r\n\r\n", poured);
    });
    EXPECT_EQ(ask(), "too_large");
}

/// Never answers the first connection.
task<> stall_first(raw_peer::socket s, int nth) {
    if (nth > 1)
        co_await number(std::move(s), nth, 9);
    else
        co_await sleep_for(ms(600'000));
}
task<std::string> two(http_peer& p) {
    const auto ex = co_await asio::this_coro::executor;
    task_group g(ex);
    const auto slow = [](http_peer& of) -> task<> {
        (void)co_await of.ask("GET", "/slow", "", {}, ms(60'000));
    };
    g.spawn("slow", slow(p));
    co_await sleep_for(ms(20));
    auto quick = co_await p.ask("GET", "/quick", "", {}, ms(5000));
    g.cancel();
    co_await g.join(ms(1000));
    co_return quick.ok() ? quick.value().body : quick.error().code;
}

TEST_F(http_peer_test, a_request_that_stalls_holds_up_no_other) {
    start(stall_first);
    EXPECT_EQ(run_on(loop_, two(*peer_)), "2");
    start(stall_first);
    EXPECT_EQ(ask("GET", ms(50)), "timeout");
    EXPECT_EQ(ask(), "2");
}

TEST_F(http_peer_test, an_address_that_is_none_is_said_so) {
    http_peer p("tcp://127.0.0.1");
    EXPECT_EQ(run_on(loop_, p.ask("GET", "/", "", {}, ms(100))).error().code, "protocol");
}

}  // namespace
}  // namespace zenix::net
