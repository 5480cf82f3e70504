// The driver against a socket that speaks as such a box does.
#include "base/loop_for_tests.hpp"
#include "gateways/drivers/make.hpp"
#include "gateways/drivers/yeastar/link.hpp"
#include "net/raw_peer_for_tests.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace zenix::gateways::drivers {
namespace {

/// What the box does; the same for all its connections.
struct script {
    bool echoes = false, prefixes = false, knows_span_word = true, silent = false;
    std::string password = "secret", chunk_end;
    std::vector<std::string> heard;
    net::raw_peer::socket last;

    [[nodiscard]] std::vector<std::string> lines(const std::string& command) const {
        if (command == "gsm show spans")
            return {"GSM span 1: Power on, Provisioned, Up, Active,Standard",
                "GSM span 2: Power on, Provisioned, Undetected SIM Card, Active,Standard"};
        if (command.starts_with("gsm show span ") && !knows_span_word)
            return {"No such command 'gsm show span' (type 'help' for help)"};
        if (command.starts_with("gsm show "))
            return {"Network Name: Airtel", "Network Status: Registered (Home network)",
                "Signal Quality (0,31): 21", "State: READY"};
        if (command.starts_with("gsm send ussd")) return {"USSD Message: 00420061006C"};
        return {"done"};
    }
    [[nodiscard]] std::string answer(const std::string& command, const std::string& id) const {
        std::string out = "Response: Follows\r\nPrivilege: SMSCommand\r\n";
        if (echoes) out += "ActionID: " + id + "\r\n";
        for (const auto& l : lines(command)) out += (prefixes ? "Output: " : "") + l + "\r\n";
        return out + "--END COMMAND--\r\n\r\n";
    }
};

std::string value_of(const std::string& action, const std::string& name) {
    const auto at = action.find(name + ": ");
    if (at == std::string::npos) return {};
    const auto from = at + name.size() + 2;
    return action.substr(from, action.find("\r\n", from) - from);
}

/// Two bytes here, three there: nobody may rely on how they are cut.
task<> drip(net::raw_peer::socket s, std::string bytes) {
    for (std::size_t i = 0; i < bytes.size(); i += 37)
        co_await net::raw_peer::write(s, bytes.substr(i, 37));
}

task<> talk(std::shared_ptr<script> in, net::raw_peer::socket s) {
    in->last = s;
    std::string kept;
    co_await net::raw_peer::write(s, "Asterisk Call Manager/1.1\r\n");
    for (;;) {
        const auto action = co_await net::raw_peer::read_until(s, "\r\n\r\n", kept);
        if (action.empty()) co_return;
        const auto what = value_of(action, "Action"), id = value_of(action, "ActionID");
        const auto command = value_of(action, "command");
        in->heard.push_back(what == "smscommand" ? command : what);
        if (in->silent && what == "smscommand") continue;
        std::string out;
        if (what == "Login")
            out = value_of(action, "Secret") == in->password
                      ? "Response: Success\r\nMessage: Authentication accepted\r\n\r\n"
                      : "Response: Error\r\nMessage: Authentication failed\r\n\r\n";
        else if (what == "smscommand")
            out = in->answer(command, id);
        else
            out = "Response: Pong\r\n\r\n";
        co_await drip(s, out);
    }
}

class yeastar_driver : public testing::Test {
  protected:
    void start() {
        box_there_ = std::make_unique<net::raw_peer>(
            loop_, [in = in_](net::raw_peer::socket s, int) { return talk(in, std::move(s)); },
            port_);
        port_ = box_there_->port();
    }
    void drive(event_sink sink = {}) {
        settings s;
        s.driver = "yeastar";
        s.url = "tcp://127.0.0.1:" + std::to_string(port_);
        s.username = "api";
        s.password = "secret";
        s.patience = ms(300);
        box_ = make_box(loop_.get_executor(), s, std::move(sink));
    }
    void TearDown() override {
        if (box_) run_on(loop_, box_->close());
        box_.reset();
        box_there_.reset();
        loop_.restart();
        loop_.poll();
    }
    std::string read() {
        auto r = run_on(loop_, box_->read());
        return r.ok() ? "ok" : r.error().code;
    }

    asio::io_context loop_;
    std::uint16_t port_ = 0;
    std::shared_ptr<script> in_ = std::make_shared<script>();
    std::unique_ptr<net::raw_peer> box_there_;
    std::unique_ptr<box> box_;
};

TEST_F(yeastar_driver, reads_its_ports_in_either_dialect_on_one_connection) {
    for (const bool newer : {false, true}) {
        in_->echoes = in_->prefixes = newer;
        port_ = 0;
        start();
        drive();
        for (int i = 0; i < 3; ++i) {
            auto r = run_on(loop_, box_->read());
            ASSERT_TRUE(r.ok()) << r.error().detail;
            ASSERT_EQ(r.value().ports.size(), 2U);
            EXPECT_EQ(r.value().ports[0].state, port_state::registered);
            EXPECT_EQ(r.value().ports[0].signal_csq, 21);
            EXPECT_EQ(r.value().ports[1].state, port_state::no_sim);
        }
        EXPECT_EQ(box_there_->connections(), 1);
        run_on(loop_, box_->close());
    }
}

TEST_F(yeastar_driver, a_box_of_the_short_form_is_asked_the_long_one_once) {
    in_->knows_span_word = false;
    start();
    drive();
    EXPECT_EQ(read(), "ok");
    EXPECT_EQ(read(), "ok");
    EXPECT_EQ(std::ranges::count(in_->heard, "gsm show span 1"), 1);
    EXPECT_EQ(std::ranges::count(in_->heard, "gsm show span 2"), 0);
}

TEST_F(yeastar_driver, ussd_and_texts_and_what_it_cannot) {
    start();
    drive();
    EXPECT_EQ(run_on(loop_, box_->ussd(1, "*123#")).value().text, "Bal");
    EXPECT_EQ(in_->heard.back(), "gsm send ussd 2 \"*123#\" 25");
    EXPECT_EQ(run_on(loop_, box_->ussd(1, "rm -rf")).error().code, "rejected");
    const text_order order{.port = 0, .to = "+919812345678", .text = "hi", .reference = 3};
    EXPECT_TRUE(run_on(loop_, box_->send_text(order)).ok());
    EXPECT_EQ(run_on(loop_, box_->send_text(order)).error().code, "busy") << "ten seconds a port";
    EXPECT_EQ(run_on(loop_, box_->act(0, port_action::reset, 0)).error().code, "unsupported");
    EXPECT_EQ(run_on(loop_, box_->calls_since({})).error().code, "unsupported");
    EXPECT_FALSE(run_on(loop_, box_->provision({"192.0.2.1", 5060, 2})).back().remedy.empty());
}

TEST_F(yeastar_driver, a_wrong_password_is_told_as_such) {
    in_->password = "other";
    start();
    drive();
    EXPECT_EQ(read(), "login");
    const auto found = run_on(loop_, box_->probe());
    EXPECT_EQ(found.back().step, "login");
}

task<> kept(std::shared_ptr<std::vector<box_event>> in, box_event e) {
    in->push_back(std::move(e));
    co_return;
}

TEST_F(yeastar_driver, logs_in_again_when_the_box_comes_back) {
    start();
    drive();
    EXPECT_EQ(read(), "ok");
    box_there_.reset();
    boost::system::error_code ignored;
    in_->last->close(ignored);
    loop_.restart();
    loop_.run_for(ms(50));
    EXPECT_NE(read(), "ok");
    start();
    std::string last;
    for (int i = 0; i < 200 && last != "ok"; ++i) {
        loop_.restart();
        loop_.run_for(ms(20));
        last = read();
    }
    EXPECT_EQ(last, "ok");
    EXPECT_EQ(std::ranges::count(in_->heard, "Login"), 2);
}

TEST_F(yeastar_driver, a_box_that_stops_answering_is_let_go) {
    start();
    drive();
    EXPECT_EQ(read(), "ok");
    in_->silent = true;
    EXPECT_EQ(read(), "timeout");
    EXPECT_NE(read(), "ok") << "at once, without waiting again";
}

TEST_F(yeastar_driver, texts_that_come_are_told_in_order_and_whole) {
    const auto got = std::make_shared<std::vector<box_event>>();
    start();
    drive([got](box_event e) { return kept(got, std::move(e)); });
    EXPECT_EQ(read(), "ok");
    const auto part = [](int index, const char* text) {
        return "Event: ReceivedSMS\r\nID: 5\r\nGsmSpan: 1\r\nSender: +91\r\nIndex: " +
               std::to_string(index) + "\r\nTotal: 2\r\nContent: " + text +
               "\r\n--END SMS EVENT--\r\n\r\n";
    };
    run_on(loop_, drip(in_->last, part(2, "+world") + part(1, "hello") +
                                      "Event: UpdateSMSSend\r\nID: 3\r\nStatus: 1\r\n"
                                      "--END SMS EVENT--\r\n\r\nEvent: Gossip\r\n\r\n"));
    EXPECT_EQ(read(), "ok");
    ASSERT_EQ(got->size(), 3U);
    EXPECT_TRUE(std::get<session_changed>((*got)[0]).up);
    EXPECT_EQ(std::get<text_came>((*got)[1]).text, "hello world");
    EXPECT_EQ(std::get<text_report>((*got)[2]).reference, 3);
}

/// Takes nothing until it is let go.
task<> slow(std::shared_ptr<bool> go, std::shared_ptr<std::vector<box_event>> in, box_event e) {
    while (!*go) (void)co_await sleep_for(ms(5));
    in->push_back(std::move(e));
}

TEST_F(yeastar_driver, events_nobody_takes_are_counted_and_hold_up_nothing) {
    const auto got = std::make_shared<std::vector<box_event>>();
    const auto go = std::make_shared<bool>(false);
    start();
    drive([go, got](box_event e) { return slow(go, got, std::move(e)); });
    EXPECT_EQ(read(), "ok");
    std::string flood;
    for (int i = 0; i < 1500; ++i)
        flood += "Event: UpdateSMSSend\r\nID: " + std::to_string(i + 1) + "\r\nStatus: 1\r\n\r\n";
    run_on(loop_, drip(in_->last, flood));
    EXPECT_EQ(read(), "ok");
    *go = true;
    loop_.restart();
    loop_.run_for(ms(100));
    run_on(loop_, drip(in_->last, "Event: UpdateSMSSend\r\nID: 9999\r\nStatus: 1\r\n\r\n"));
    EXPECT_EQ(read(), "ok");
    loop_.restart();
    loop_.run_for(ms(50));
    ASSERT_GT(got->size(), 2U);
    EXPECT_LT(got->size(), 1100U);
    const auto* lost = std::get_if<events_lost>(&(*got)[got->size() - 2]);
    ASSERT_TRUE(lost);
    EXPECT_EQ(lost->count + got->size() - 3, 1500U)
        << "the login, the loss and the last are not of them";
}

TEST(yeastar_address, with_and_without_scheme_and_port) {
    using yeastar::parse_address;
    EXPECT_EQ(parse_address("tcp://192.0.2.8:5039")->port, 5039);
    EXPECT_EQ(parse_address("192.0.2.8")->host, "192.0.2.8");
    EXPECT_EQ(parse_address("tcp://box.lan/")->port, 5038);
    EXPECT_EQ(parse_address("[::1]:5040")->host, "::1");
    EXPECT_EQ(parse_address("[::1]:5040")->port, 5040);
    for (const auto* bad : {"", "http://x", "tcp://", "x:0", "x:99999", "[::1", "a b", "u@x"})
        EXPECT_FALSE(parse_address(bad)) << bad;
}

}  // namespace
}  // namespace zenix::gateways::drivers
