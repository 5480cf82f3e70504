#include "net/server_for_tests.hpp"

#include <algorithm>

namespace zenix::net {
namespace {

using socket_ptr = std::shared_ptr<websocket>;

task<void> echo(request&, socket_ptr ws) {
    while (true) {
        auto message = co_await ws->read();
        if (!message) break;
        ws->send("echo " + *message);
    }
}
task<void> says_goodbye(request&, socket_ptr ws) {
    ws->send("last words");
    ws->close(4001, "enough");
    co_return;
}
task<void> throws(request&, socket_ptr) {
    throw std::runtime_error("a bug of a test");
    co_return;
}
/// Sends until the peer is found too slow.
task<void> floods(request&, socket_ptr ws) {
    const std::string big(64 * 1024, 'x');
    while (true) {
        const bool taken = ws->send(big);
        if (!taken) break;
        co_await sleep_for(ms(0));
    }
}
task<void> refuses(request& r) {
    if (r.query.contains("no")) throw problem(410, "stale_cursor", "Come back without it.");
    co_return;
}
/// A cookie is a person, a bearer token a system.
task<void> by_cookie_or_token(request& r) {
    principal p;
    p.via_token = !r.header("authorization").empty();
    if (!p.via_token && !r.cookie("s")) throw problem(401, "not_signed_in", "Sign in.");
    r.who = p;
    co_return;
}

class websocket_test : public server_fixture {
  protected:
    void SetUp() override {
        route_options anywhere;
        anywhere.any_origin = true;
        routes_.set_authenticator(by_cookie_or_token);
        routes_.add_websocket("/echo", access::everyone(), refuses, echo, "chat");
        routes_.add_websocket("/bye", access::everyone(), {}, says_goodbye);
        routes_.add_websocket("/bug", access::everyone(), {}, throws);
        routes_.add_websocket("/flood", access::everyone(), {}, floods);
        routes_.add_websocket("/mine", access::any(), {}, echo);
        routes_.add_websocket("/sip", access::any(), {}, echo, {}, anywhere);
        serve();
    }
    socket_ptr connect(const std::string& path, header_list headers = {}) {
        auto r =
            run_on(loop_, connect_websocket(url(path, "ws"), std::move(headers), "", ms(5000)));
        EXPECT_TRUE(r.ok()) << r.error().code << " " << r.error().detail;
        return r.ok() ? r.value() : nullptr;
    }
    int refused_with(const std::string& path, header_list headers = {}) {
        auto r =
            run_on(loop_, connect_websocket(url(path, "ws"), std::move(headers), "", ms(5000)));
        return r.ok() ? 101 : r.error().status;
    }
    std::optional<std::string> next(const socket_ptr& ws) { return run_on(loop_, ws->read()); }
    tcp::socket raw_upgrade(const std::string& path, const std::string& headers = {}) {
        tcp::socket s = open();
        run_on(loop_, write(s, "GET " + path +
                                   " HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\n"
                                   "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
                                   headers + "\r\n"));
        head_ = run_on(loop_, read_head(s));
        return s;
    }
    /// Payload of the last frame and its opcode, of frames a server sends (not masked).
    static std::pair<int, std::string> last_frame(const std::string& bytes) {
        std::pair<int, std::string> out{-1, ""};
        const auto byte = [&](std::size_t i) {
            return static_cast<std::size_t>(static_cast<unsigned char>(bytes.at(i)));
        };
        for (std::size_t at = 0; at + 2 <= bytes.size();) {
            const int opcode = static_cast<int>(byte(at) & 15);
            std::size_t size = byte(at + 1), head = 2;
            if (size >= 126) {
                const std::size_t n = size == 126 ? 2 : 8;
                size = 0;
                for (std::size_t i = 0; i < n; ++i) size = size << 8 | byte(at + 2 + i);
                head += n;
            }
            if (at + head + size > bytes.size()) break;
            out = {opcode, bytes.substr(at + head, size)};
            at += head + size;
        }
        return out;
    }
    static int close_code(const std::string& payload) {
        return payload.size() < 2 ? 0
                                  : static_cast<unsigned char>(payload[0]) * 256 +
                                        static_cast<unsigned char>(payload[1]);
    }
    std::string head_;
};

TEST_F(websocket_test, carries_messages_both_ways_in_order) {
    const auto ws = connect("/echo");
    ASSERT_TRUE(ws);
    for (int i = 0; i < 200; ++i) EXPECT_TRUE(ws->send(std::to_string(i)));
    for (int i = 0; i < 200; ++i) EXPECT_EQ(next(ws), "echo " + std::to_string(i));
    ws->send(std::string(300'000, 'y'));
    EXPECT_EQ(next(ws)->size(), 300'005u);
    EXPECT_TRUE(ws->open());
    EXPECT_EQ(ws->close_code(), 0);
}

TEST_F(websocket_test, names_the_subprotocol_and_handshakes_as_rfc6455_says) {
    raw_upgrade("/echo");
    EXPECT_EQ(head_.find("Sec-WebSocket-Protocol"), std::string::npos) << "nobody offered one";
    raw_upgrade("/echo", "Sec-WebSocket-Protocol: other, chat\r\n");
    EXPECT_EQ(status_of(head_), "101");
    EXPECT_NE(head_.find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), std::string::npos)
        << head_;
    EXPECT_NE(head_.find("Sec-WebSocket-Protocol: chat"), std::string::npos);
}

TEST_F(websocket_test, what_was_sent_before_close_arrives_and_then_the_code) {
    const auto ws = connect("/bye");
    EXPECT_EQ(next(ws), "last words");
    EXPECT_EQ(next(ws), std::nullopt);
    EXPECT_FALSE(ws->open());
    EXPECT_EQ(ws->close_code(), 4001);
    EXPECT_FALSE(ws->send("late"));
}

TEST_F(websocket_test, is_refused_as_plain_http_before_the_handshake) {
    EXPECT_EQ(refused_with("/echo?no=1"), 410);
    EXPECT_EQ(refused_with("/mine"), 401);
    EXPECT_EQ(refused_with("/nothing"), 404);
    tcp::socket s = raw_upgrade("/echo?no=1");
    EXPECT_NE(head_.find("application/problem+json"), std::string::npos);
    EXPECT_EQ(status_of(ask("GET /echo")), "426");
}

TEST_F(websocket_test, a_cookie_works_from_our_own_page_only) {
    const std::string host = "http://127.0.0.1:" + std::to_string(server_->port());
    EXPECT_EQ(refused_with("/mine", {{"Cookie", "s=1"}, {"Origin", "https://evil.example"}}), 403);
    EXPECT_EQ(refused_with("/mine", {{"Cookie", "s=1"}, {"Origin", host}}), 101);
    EXPECT_EQ(refused_with("/mine", {{"Cookie", "s=1"}}), 101);
    EXPECT_EQ(
        refused_with("/mine", {{"Authorization", "Bearer t"}, {"Origin", "https://evil.example"}}),
        101);
    EXPECT_EQ(refused_with("/sip", {{"Cookie", "s=1"}, {"Origin", "https://evil.example"}}), 101);
}

TEST_F(websocket_test, a_handler_that_throws_closes_with_1011) {
    const auto ws = connect("/bug");
    EXPECT_EQ(next(ws), std::nullopt);
    EXPECT_EQ(ws->close_code(), 1011);
}

TEST_F(websocket_test, a_message_over_1_mib_closes_with_1009) {
    const auto ws = connect("/echo");
    ws->send(std::string(1024 * 1024 + 1, 'x'));
    EXPECT_EQ(next(ws), std::nullopt);
    EXPECT_EQ(ws->close_code(), 1009);
}

TEST_F(websocket_test, a_reader_that_is_too_slow_is_closed_with_1013) {
    server_options o;
    o.websocket.close_patience = ms(1500);
    serve(o);
    tcp::socket s = raw_upgrade("/flood");
    run_on(
        loop_, sleep_for(ms(500)));  // we read nothing; the queue fills behind the kernel's buffers
    const auto [opcode, payload] = last_frame(run_on(loop_, read(s)));
    EXPECT_EQ(opcode, 8);
    EXPECT_EQ(close_code(payload), 1013);
}

TEST_F(websocket_test, a_peer_that_vanishes_ends_the_reading) {
    auto ws = connect("/echo");
    ws->send("x");
    next(ws);
    server_.reset();
    EXPECT_EQ(next(ws), std::nullopt);
    EXPECT_NE(ws->close_code(), 0);
}

TEST_F(websocket_test, a_silent_peer_is_pinged_and_then_given_up) {
    server_options o;
    o.websocket.idle = ms(200);
    serve(o);
    tcp::socket s = raw_upgrade("/echo");
    const std::string heard = run_on(loop_, read(s));
    ASSERT_GE(heard.size(), 2u);
    EXPECT_EQ(static_cast<unsigned char>(heard[0]) & 15, 9) << "a ping comes first";
}

TEST_F(websocket_test, stop_closes_with_1001) {
    const auto ws = connect("/echo");
    const auto idle = connect("/mine", {{"Cookie", "s=1"}});
    asio::co_spawn(loop_, server_->stop(ms(5000)), asio::detached);
    EXPECT_EQ(next(ws), std::nullopt);
    EXPECT_EQ(ws->close_code(), 1001);
    EXPECT_EQ(next(idle), std::nullopt);
    EXPECT_EQ(idle->close_code(), 1001);
    EXPECT_EQ(server_->port(), 0);
}

TEST_F(websocket_test, dropping_the_last_handle_says_goodbye) {
    auto ws = connect("/echo");
    ws->send("x");
    next(ws);
    ws.reset();
    const auto begun = std::chrono::steady_clock::now();
    run_on(loop_, server_->stop(ms(60'000)));
    EXPECT_LT(std::chrono::steady_clock::now() - begun, ms(30'000));
}

}  // namespace
}  // namespace zenix::net
