// The box on the wire: real TCP, real faults.
#include "base/loop_for_tests.hpp"
#include "base/task_group.hpp"
#include "lab/gateways/yeastar/gateway.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>

#include <array>

namespace zenix::lab {
namespace {

using asio::ip::tcp;
using testing::HasSubstr;
using error_code = boost::system::error_code;

/// A client that keeps all it reads.
struct client {
    explicit client(asio::io_context& io) : socket(io) {}
    tcp::socket socket;
    std::string got;
    bool ended = false;
};

// Reads until `mark` is there or the far end has closed.
task<> read_until(client* c, std::string mark) {
    std::array<char, 1024> piece{};
    error_code ec;
    while (!ec && c->got.find(mark) == std::string::npos) {
        const auto n = co_await c->socket.async_read_some(
            asio::buffer(piece), asio::redirect_error(asio::use_awaitable, ec));
        c->got.append(piece.data(), n);
    }
    c->ended = static_cast<bool>(ec);
}

task<> say(client* c, std::string text) {
    co_await asio::async_write(c->socket, asio::buffer(text), asio::use_awaitable);
}

class tg_wire : public testing::Test {
  protected:
    tg_wire() : box(loop.get_executor(), settings()) { box.open(); }
    ~tg_wire() override {
        box.close();
        loop.restart();
        loop.poll();
    }
    static box_settings settings() {
        box_settings s;
        s.maker = "yeastar";
        s.shape.ports = 2;
        return s;
    }
    void set(const char* what) {
        fields in(parse_json(what));
        box.set_maker(in);
        in.done();
    }
    void join(client& c) {
        c.socket.connect({asio::ip::address_v4::loopback(), box.port()});
        run_on(loop, read_until(&c, "\r\n"));
    }
    void log_in(client& c) {
        join(c);
        run_on(loop, say(&c, "Action: Login\r\nUsername: admin\r\nSecret: admin\r\n\r\n"));
        run_on(loop, read_until(&c, "accepted\r\n\r\n"));
    }
    void ask(client& c, const std::string& command) {
        run_on(loop, say(&c, "Action: smscommand\r\ncommand: " + command + "\r\n\r\n"));
        run_on(loop, read_until(&c, "--END COMMAND--\r\n\r\n"));
    }
    asio::io_context loop;
    tg_gateway box;
};

TEST_F(tg_wire, greets_and_answers) {
    client c(loop);
    log_in(c);
    EXPECT_TRUE(c.got.starts_with("Asterisk Call Manager/1.1\r\n"));
    ask(c, "gsm show spans");
    EXPECT_THAT(c.got, HasSubstr("GSM span 2: Power on, Provisioned"));
}

TEST_F(tg_wire, tells_events_to_those_who_are_there_and_keeps_them_only_when_told) {
    ASSERT_GT(box.box().receive(0, "+919876543210", "early", now()), 0);
    box.step(now());
    client c(loop);
    log_in(c);
    ASSERT_GT(box.box().receive(0, "+919876543210", "hello", now()), 0);
    box.step(now());
    run_on(loop, read_until(&c, "--END SMS EVENT--"));
    EXPECT_THAT(c.got, HasSubstr("Content: hello"));
    EXPECT_THAT(c.got, testing::Not(HasSubstr("early")));
    error_code ec;
    c.socket.close(ec);
    loop.restart();
    loop.poll();
    set(R"({"keep_for_absent":true})");
    ASSERT_GT(box.box().receive(0, "+919876543210", "kept", now()), 0);
    box.step(now());
    client d(loop);
    log_in(d);
    run_on(loop, read_until(&d, "--END SMS EVENT--"));
    EXPECT_THAT(d.got, HasSubstr("Content: kept"));
}

TEST_F(tg_wire, drops_in_the_middle_of_a_packet) {
    client c(loop);
    log_in(c);
    box.set_wire_faults({.reset_after = 70});
    ask(c, "gsm show spans");
    EXPECT_TRUE(c.ended);
    EXPECT_THAT(c.got, testing::Not(HasSubstr("--END COMMAND--")));
    box.set_wire_faults({});
    client d(loop);
    log_in(d);
    ask(d, "gsm show spans");
    EXPECT_FALSE(d.ended);
}

TEST_F(tg_wire, cuts_its_packets_at_any_byte) {
    set(R"({"split_bytes":3,"dialect":"prefixed"})");
    client c(loop);
    log_in(c);
    ask(c, "gsm show spans");
    EXPECT_THAT(c.got, HasSubstr("Output: GSM span 1: Power on"));
}

TEST_F(tg_wire, refuses_logins_clients_and_everybody) {
    set(R"({"refuse_login":true})");
    client a(loop);
    join(a);
    run_on(loop, say(&a, "Action: Login\r\nUsername: admin\r\nSecret: admin\r\n\r\n"));
    run_on(loop, read_until(&a, "never"));
    EXPECT_TRUE(a.ended);
    EXPECT_THAT(a.got, HasSubstr("Authentication failed"));
    set(R"({"refuse_login":false,"not_on_allow_list":true})");
    client b(loop);
    join(b);
    EXPECT_TRUE(b.ended);
    EXPECT_EQ(b.got, "");
    box.set_wire_faults({.dead = true});
    client c(loop);
    EXPECT_THROW(c.socket.connect({asio::ip::address_v4::loopback(), box.port()}), std::exception);
}

}  // namespace
}  // namespace zenix::lab
