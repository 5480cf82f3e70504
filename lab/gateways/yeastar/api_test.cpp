#include "lab/gateways/http/port.hpp"
#include "lab/gateways/yeastar/api.hpp"

#include <gmock/gmock.h>

namespace zenix::lab {
namespace {

using testing::HasSubstr;
using testing::Not;
constexpr sys_ms t0{ms(1'700'000'000'000)};

class tg : public testing::Test {
  protected:
    tg_api::reply send(const std::string& text) {
        tg_reader reader;
        reader.feed(text);
        return api.answer(who, reader.next().value(), time);
    }
    void log_in() {
        EXPECT_THAT(send("Action: Login\r\nUsername: admin\r\nSecret: admin\r\n\r\n").bytes,
            HasSubstr("Response: Success\r\nMessage: Authentication accepted\r\n\r\n"));
    }
    std::string command(const std::string& what) {
        return send("Action: smscommand\r\nActionID: 9\r\ncommand: " + what + "\r\n\r\n").bytes;
    }
    std::vector<std::string> told() {
        box.step(time);
        std::vector<std::string> out;
        for (const auto& e : box.take_events())
            for (auto& p : api.events_of(e)) out.push_back(std::move(p));
        return out;
    }
    gsm_box box{{.ports = 2}};
    tg_api api{box};
    tg_login who;
    sys_ms time = t0;
};

TEST_F(tg, lets_in_who_knows_the_secret) {
    const auto no = send("Action: Login\r\nUsername: admin\r\nSecret: x\r\n\r\n");
    EXPECT_THAT(no.bytes, HasSubstr("Response: Error"));
    EXPECT_TRUE(no.goodbye);
    EXPECT_THAT(command("gsm show spans"), HasSubstr("Permission denied"));
    log_in();
    EXPECT_THAT(send("Action: Logoff\r\n\r\n").bytes, HasSubstr("Response: Goodbye"));
    api.dialect.refuse_login = true;
    EXPECT_TRUE(send("Action: Login\r\nUsername: admin\r\nSecret: admin\r\n\r\n").goodbye);
}

TEST_F(tg, shows_its_spans) {
    log_in();
    EXPECT_EQ(command("gsm show spans"),
        "Response: Follows\r\nPrivilege: SMSCommand\r\n"
        "GSM span 1: Power on, Provisioned, Up, Active,Standard\r\n"
        "GSM span 2: Power on, Provisioned, Up, Active,Standard\r\n"
        "--END COMMAND--\r\n\r\n");
    box.at(1)->fault = port_fault::no_sim;
    EXPECT_THAT(command("gsm show spans"),
        HasSubstr("GSM span 2: Power on, Undetected SIM Card, Down, Active,Standard"));
    const auto one = command("gsm show 1");
    EXPECT_THAT(one, HasSubstr("Network Name: Airtel\r\n"));
    EXPECT_THAT(one, HasSubstr("SIM SMS Center Number: +919810051914\r\n"));
    EXPECT_THAT(one, HasSubstr("State: READY\r\n"));
    api.dialect.short_show = false;
    EXPECT_THAT(command("gsm show 1"), HasSubstr("No such command"));
    EXPECT_EQ(command("gsm show span 1"), one);
}

TEST_F(tg, prefixes_and_echoes_in_the_newer_dialect) {
    log_in();
    api.dialect.output_prefix = api.dialect.echo_action_id = true;
    EXPECT_THAT(command("gsm show spans"),
        HasSubstr("Privilege: SMSCommand\r\nActionID: 9\r\nOutput: GSM span 1: Power on"));
}

TEST_F(tg, sends_one_text_at_a_time_a_span_and_tells_later) {
    log_in();
    (void)command("gsm send sms 1 +919876543210 \"Pay%20500%2B50+now\" 77");
    (void)command("gsm send sms 1 +919876543211 \"b\" 78");
    EXPECT_EQ(box.outbox.all()[0].text, "Pay 500+50 now");
    EXPECT_TRUE(told().empty());
    time += ms(6'000);
    const auto first = told();
    ASSERT_EQ(first.size(), 1U);
    EXPECT_THAT(first[0], HasSubstr("Event: UpdateSMSSend\r\n"));
    EXPECT_THAT(first[0], HasSubstr("ID: 77\r\n"));
    EXPECT_THAT(first[0], HasSubstr("Status: 1\r\n--END SMS EVENT--\r\n\r\n"));
    EXPECT_EQ(box.outbox.all()[1].state, outgoing_text::status::queued) << "the span rests";
    time += ms(4'000);
    EXPECT_TRUE(told().empty());
    time += ms(6'000);
    EXPECT_EQ(told().size(), 1U);
    box.at(1)->fault = port_fault::no_sim;
    (void)command("gsm send sms 2 +919876543211 \"c\" 79");
    const auto failed = told();
    ASSERT_EQ(failed.size(), 1U);
    EXPECT_THAT(failed[0], HasSubstr("ID: 79\r\n"));
    EXPECT_THAT(failed[0], HasSubstr("Status: 0\r\n"));
    api.dialect.lost_update_percent = 100;
    (void)command("gsm send sms 2 +919876543211 \"d\" 80");
    EXPECT_TRUE(told().empty());
}

TEST_F(tg, cuts_long_texts_into_parts_in_every_order) {
    const std::string text(400, 'x');
    ASSERT_GT(box.receive(1, "+919876543210", text, time), 0);
    auto parts = told();
    ASSERT_EQ(parts.size(), 3U);
    EXPECT_THAT(parts[0], HasSubstr("GsmSpan: 2\r\nSender: +919876543210\r\n"));
    EXPECT_THAT(parts[0], HasSubstr("Recvtime: 2023-11-15 03:43:20\r\nIndex: 1\r\nTotal: 3\r\n"));
    api.dialect.index_base = 0;
    api.dialect.parts = "reversed";
    ASSERT_GT(box.receive(1, "+919876543210", text, time), 0);
    parts = told();
    EXPECT_THAT(parts[0], HasSubstr("Index: 2\r\nTotal: 3\r\n"));
    api.dialect.parts = "missing";
    ASSERT_GT(box.receive(1, "+919876543210", text, time), 0);
    EXPECT_EQ(told().size(), 2U);
}

TEST_F(tg, writes_content_that_cannot_be_taken_for_a_packets_end) {
    ASSERT_GT(box.receive(0, "+919876543210", "a+b%\r\n--END SMS EVENT--\r\n\r\nc", time), 0);
    const auto parts = told();
    ASSERT_EQ(parts.size(), 1U);
    EXPECT_EQ(parts[0].find("--END SMS EVENT--\r\n"), parts[0].rfind("--END SMS EVENT--"));
    EXPECT_EQ(percent_decoded("a%2Bb%25+c", true), "a+b% c");
}

TEST_F(tg, asks_credit_by_ussd) {
    log_in();
    box.at(0)->sim()->credit_paise = 12'300;
    const auto asked =
        send("Action: smscommand\r\nActionID: 5\r\ncommand: gsm send ussd 1 \"*121#\" 10\r\n\r\n");
    EXPECT_EQ(asked.ussd_port, 0);
    EXPECT_EQ(asked.bytes, "");
    time += ms(5'000);
    box.step(time);
    EXPECT_THAT(api.ussd_reply(0, "5"), HasSubstr("USSD Message: Your balance: Rs.123.00\r\n"));
    api.dialect.ussd_hex = true;
    EXPECT_THAT(api.ussd_reply(0, "5"), HasSubstr("USSD Message: 0059006F00750072"));
    box.at(0)->power(false, time, {});
    EXPECT_THAT(command("gsm send ussd 1 \"*121#\""), HasSubstr("failed"));
}

TEST(tg_reader, reads_packets_however_they_are_cut) {
    const std::string two = "Action: Login\r\nUsername: a\r\n\r\n\r\nAction: Ping\n\n";
    tg_reader reader;
    std::vector<tg_packet> got;
    for (const char c : two) {
        reader.feed({&c, 1});
        while (auto p = reader.next()) got.push_back(*p);
    }
    ASSERT_EQ(got.size(), 2U);
    EXPECT_EQ(got[0]["username"], "a");
    EXPECT_EQ(got[1]["action"], "Ping");
}

TEST(tg_words, keep_what_is_quoted_together) {
    EXPECT_THAT(tg_words(R"(gsm send sms 2 +91 "a \"b\" c" 7)"),
        testing::ElementsAre("gsm", "send", "sms", "2", "+91", "a \"b\" c", "7"));
    EXPECT_THAT(tg_words("  a  \"\" "), testing::ElementsAre("a", ""));
}

}  // namespace
}  // namespace zenix::lab
