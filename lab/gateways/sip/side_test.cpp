// Datagrams through a box's SIP side; real sockets on loopback.
#include "base/loop_for_tests.hpp"
#include "lab/gateways/sip/side.hpp"

#include <boost/asio/ip/udp.hpp>
#include <gtest/gtest.h>

#include <array>

namespace zenix::lab {
namespace {

using udp = asio::ip::udp;

class side : public testing::Test {
  protected:
    side() : main_(loop_, at(0)), asterisk_(loop_, at(0)), side_(loop_.get_executor()) {
        main_.non_blocking(true);
        asterisk_.non_blocking(true);
        side_.open();
        side_.set_asterisk({"127.0.0.1", asterisk_.local_endpoint().port()});
        side_.set_target({"127.0.0.1", main_.local_endpoint().port()});
    }
    ~side() override {
        side_.close();
        loop_.restart();
        loop_.run_for(ms(10));
    }
    static udp::endpoint at(std::uint16_t port) { return {asio::ip::address_v4::loopback(), port}; }
    struct heard {
        std::string text;
        std::uint16_t from = 0;
    };
    /// Waits for a datagram; an empty one when none comes in `patience`.
    heard hear(udp::socket& s, ms patience = ms(5000)) {
        std::array<char, 2000> piece{};
        for (ms waited{0}; waited < patience; waited += ms(5)) {
            loop_.restart();
            loop_.run_for(ms(5));
            udp::endpoint who;
            boost::system::error_code none;
            const auto n = s.receive_from(asio::buffer(piece), who, 0, none);
            if (!none) return {{piece.data(), n}, who.port()};
        }
        return {};
    }
    static void say(udp::socket& s, std::string_view text, std::uint16_t to) {
        s.send_to(asio::buffer(text.data(), text.size()), at(to));
    }

    asio::io_context loop_;
    udp::socket main_, asterisk_;
    sip_side side_;
};

TEST_F(side, passes_calls_in_and_their_answers_back_from_its_own_port) {
    say(main_, "INVITE sip:03919876543210@box SIP/2.0", side_.port());
    const auto in = hear(asterisk_);
    EXPECT_EQ(in.text, "INVITE sip:03919876543210@box SIP/2.0");
    EXPECT_EQ(in.from, side_.inner()) << "by which the lab knows the box";
    say(asterisk_, "SIP/2.0 200 OK", side_.inner());
    const auto back = hear(main_);
    EXPECT_EQ(back.text, "SIP/2.0 200 OK");
    EXPECT_EQ(back.from, side_.port());
}

TEST_F(side, sends_its_own_calls_where_it_is_told) {
    say(asterisk_, "INVITE sip:+918000000001@main SIP/2.0", side_.inner());
    EXPECT_EQ(hear(main_).from, side_.port());
}

TEST_F(side, is_silent_when_dead_and_comes_back_where_it_was) {
    const auto port = side_.port(), inner = side_.inner();
    side_.set_faults({.dead = true});
    say(main_, "OPTIONS sip:box SIP/2.0", port);
    EXPECT_EQ(hear(asterisk_, ms(50)).text, "");
    side_.set_faults({.delay_ms = 20});
    say(main_, "OPTIONS sip:box SIP/2.0", port);
    EXPECT_EQ(hear(asterisk_).from, inner) << "late, but it comes";
    side_.set_faults({.drop_percent = 100});
    say(main_, "OPTIONS sip:box SIP/2.0", port);
    EXPECT_EQ(hear(asterisk_, ms(50)).text, "");
    side_.set_faults({});
    side_.close();
    EXPECT_FALSE(side_.is_open());
    side_.open();
    EXPECT_EQ(side_.port(), port);
    EXPECT_EQ(side_.inner(), inner);
    say(main_, "OPTIONS sip:box SIP/2.0", port);
    EXPECT_EQ(hear(asterisk_).text, "OPTIONS sip:box SIP/2.0");
}

}  // namespace
}  // namespace zenix::lab
