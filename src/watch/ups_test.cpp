// UPSs over NUT: the words, the rule, and a upsd of our own on loopback.
#include "base/loop_for_tests.hpp"
#include "base/task_group.hpp"
#include "watch/alarm_book.hpp"
#include "watch/kinds.hpp"
#include "watch/nut.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace zenix::watch {
namespace {

using asio::ip::tcp;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(nut_words, are_split_as_the_protocol_quotes_them) {
    EXPECT_THAT(*nut_words(R"(VAR su ups.status "OL CHRG")"),
        ElementsAre("VAR", "su", "ups.status", "OL CHRG"));
    EXPECT_THAT(
        *nut_words(R"(  VAR   su x "a \"b\" \\c")"), ElementsAre("VAR", "su", "x", R"(a "b" \c)"));
    EXPECT_THAT(*nut_words(R"(VAR su x "")"), ElementsAre("VAR", "su", "x", ""));
    EXPECT_TRUE(nut_words("")->empty());
    for (const auto* bad : {"VAR \"x", "VAR x\\", "VAR \x01"}) EXPECT_FALSE(nut_words(bad)) << bad;
}

TEST(nut_words, answer_only_what_was_asked) {
    EXPECT_EQ(read_nut_var(R"(VAR su ups.status "OL")", "su", "ups.status")->value, "OL");
    EXPECT_EQ(read_nut_var("ERR DATA-STALE", "su", "ups.status")->error, "DATA-STALE");
    EXPECT_FALSE(read_nut_var(R"(VAR su battery.charge "9")", "su", "ups.status"));
    EXPECT_FALSE(read_nut_var("HTTP/1.1 400 Bad Request", "su", "ups.status"));
}

TEST(nut_address, is_name_at_host_and_port) {
    EXPECT_EQ(read_nut_address("su@10.0.0.5"), (nut_address{"su", "10.0.0.5", 3493}));
    EXPECT_EQ(read_nut_address("su@ups.local:3500"), (nut_address{"su", "ups.local", 3500}));
    for (const auto* bad : {"", "su", "@host", "su@", "su@h:0", "su@h:99999", "su@h:x", "s u@h",
             "su@h\nLOGOUT", "su@h:"})
        EXPECT_FALSE(read_nut_address(bad)) << bad;
}

ups_reading on(std::string status) {
    ups_reading u;
    u.address = "su@h:3493";
    EXPECT_TRUE(read_status(status, u)) << status;
    return u;
}

TEST(ups, on_battery_is_a_warning_and_critical_when_little_is_left) {
    EXPECT_TRUE(judge_ups({on("OL CHRG")}).empty());
    auto u = on("OB DISCHRG");
    EXPECT_EQ(judge_ups({u}).at(0).severity, severity::warning);
    u.charge_percent = 64;
    u.runtime_s = 1500;
    EXPECT_EQ(judge_ups({u}).at(0).text, "Mains power is away, 64 % left, good for 25 min.");
    u.runtime_s = 200;
    EXPECT_EQ(judge_ups({u}).at(0).severity, severity::critical);
    EXPECT_EQ(judge_ups({on("OB LB")}).at(0).severity, severity::critical);
    EXPECT_EQ(judge_ups({on("OL RB")}).at(0).kind, "ups_battery");
    ups_reading odd;
    EXPECT_FALSE(read_status("FINE THANKS", odd));
}

TEST(ups, each_kind_is_raised_once_and_resolves_by_itself) {
    int n = 0;
    alarm_book book([&n] { return "id-" + std::to_string(++n); });
    auto at = *parse_time("2026-11-22T12:00:00Z");
    const auto see = [&](std::vector<ups_reading> all, ms later) {
        at += later;
        auto steps = book.observe("power", judge_ups(all), at);
        auto ticked = book.tick(at);
        steps.insert(steps.end(), ticked.begin(), ticked.end());
        return steps;
    };
    ups_reading gone = on("OL");
    gone.why_not = "upsd does not answer at its address";
    for (const auto& bad : {on("OB"), on("OL RB"), gone}) {
        const auto kind = judge_ups({bad}).at(0).kind;
        EXPECT_EQ(kind_of(kind).source, "power") << kind;
        const auto hold = kind_of(kind).raise_after, clear = kind_of(kind).clear_after;
        auto steps = see({bad}, ms(1000));
        if (steps.empty()) steps = see({bad}, hold + ms(1));
        ASSERT_EQ(steps.size(), 1U) << kind;
        EXPECT_EQ(steps[0].what, step_kind::raised) << kind;
        EXPECT_TRUE(see({bad}, ms(5000)).empty()) << kind << " is told once";
        steps = see({on("OL")}, ms(1000));
        if (steps.empty()) steps = see({on("OL")}, clear + ms(1));
        ASSERT_EQ(steps.size(), 1U) << kind;
        EXPECT_EQ(steps[0].what, step_kind::resolved) << kind;
    }
}

/// A upsd that says of each variable what the test told it to.
class upsd : public testing::Test {
  protected:
    upsd() : tasks_(loop_.get_executor()), acceptor_(loop_, {asio::ip::address_v4::loopback(), 0}) {
        tasks_.spawn("upsd", serve(this));
    }
    ~upsd() override {
        tasks_.cancel();
        acceptor_.close();
        loop_.restart();
        loop_.run_for(ms(20));
    }
    static task<> serve(upsd* self) {
        for (;;) {
            boost::system::error_code ec;
            auto s = std::make_shared<tcp::socket>(self->loop_);
            co_await self->acceptor_.async_accept(
                *s, asio::redirect_error(asio::use_awaitable, ec));
            if (ec) co_return;
            self->tasks_.spawn("upsd client", answer(self, s));
        }
    }
    static task<> answer(upsd* self, std::shared_ptr<tcp::socket> s) {
        boost::system::error_code ec;
        std::string rest;
        while (!ec) {
            const auto n = co_await asio::async_read_until(*s, asio::dynamic_buffer(rest), '\n',
                asio::redirect_error(asio::use_awaitable, ec));
            if (ec || self->deaf) continue;
            const auto line = rest.substr(0, n - 1);
            rest.erase(0, n);
            self->heard.push_back(line);
            if (line == "LOGOUT") co_return;
            const auto variable = line.substr(line.rfind(' ') + 1);
            const auto found = self->says.find(variable);
            const auto text =
                found == self->says.end() ? "ERR VAR-NOT-SUPPORTED\n" : found->second + "\n";
            co_await asio::async_write(
                *s, asio::buffer(text), asio::redirect_error(asio::use_awaitable, ec));
        }
    }
    ups_reading read(ms patience = ms(5000)) {
        return run_on(
            loop_, ask_upsd({"su", "127.0.0.1", acceptor_.local_endpoint().port()}, patience));
    }

    asio::io_context loop_;
    task_group tasks_;
    tcp::acceptor acceptor_;
    std::map<std::string, std::string> says;
    std::vector<std::string> heard;
    bool deaf = false;
};

TEST_F(upsd, is_asked_for_status_and_battery) {
    says = {{"ups.status", R"(VAR su ups.status "OB DISCHRG")"},
        {"battery.charge", R"(VAR su battery.charge "71.5")"},
        {"battery.runtime", R"(VAR su battery.runtime "840")"}};
    const auto u = read();
    EXPECT_EQ(u.why_not, "");
    EXPECT_TRUE(u.on_battery);
    EXPECT_EQ(u.charge_percent, 72);
    EXPECT_EQ(u.runtime_s, 840);
    if (heard.size() == 4) heard.pop_back();  // the goodbye may not have come yet
    EXPECT_THAT(heard, ElementsAre("GET VAR su ups.status", "GET VAR su battery.charge",
                           "GET VAR su battery.runtime"));
}

TEST_F(upsd, need_not_know_the_battery) {
    says = {{"ups.status", R"(VAR su ups.status "OL")"},
        {"battery.charge", R"(VAR su battery.charge "full")"}};
    const auto u = read();
    EXPECT_EQ(u.why_not, "");
    EXPECT_FALSE(u.on_battery);
    EXPECT_FALSE(u.charge_percent);
}

TEST_F(upsd, that_cannot_say_gives_the_reason) {
    says = {{"ups.status", "ERR DATA-STALE"}};
    EXPECT_THAT(read().why_not, HasSubstr("fresh data"));
    says = {{"ups.status", "ERR UNKNOWN-UPS"}};
    EXPECT_THAT(read().why_not, HasSubstr("no UPS of this name"));
    says = {{"ups.status", "<html>"}};
    EXPECT_THAT(read().why_not, HasSubstr("protocol of NUT"));
    says = {{"ups.status", R"(VAR su ups.status "HELLO")"}};
    EXPECT_THAT(read().why_not, HasSubstr("HELLO"));
    says = {{"ups.status", std::string(100'000, 'x')}};
    EXPECT_THAT(read().why_not, HasSubstr("without an end"));
    deaf = true;
    EXPECT_THAT(read(ms(100)).why_not, HasSubstr("no answer within"));
    acceptor_.close();
    const auto gone = run_on(loop_, ask_upsd({"su", "127.0.0.1", 9}, ms(5000)));
    EXPECT_THAT(gone.why_not, HasSubstr("does not answer"));
}

}  // namespace
}  // namespace zenix::watch
