#include "gateways/drivers/yeastar/dialogue.hpp"

#include <gtest/gtest.h>

namespace zenix::gateways::drivers::yeastar {
namespace {

class yeastar_dialogue : public testing::Test {
  protected:
    void SetUp() override { begin(); }
    void begin() {
        talk_.emplace(dialogue_options{"api", "secret", ms(1000), ms(20'000), 3}, now_);
    }
    dialogue::step say(std::string_view bytes) { return talk_->bytes(bytes, now_); }
    dialogue::step after(ms d) {
        now_ += d;
        return talk_->tick(now_);
    }
    void log_in(std::string_view id = {}) {
        (void)say("Asterisk Call Manager/1.1\r\n");
        const auto s = say("Response: Success\r\n" +
                           (id.empty() ? "" : "ActionID: " + std::string(id) + "\r\n") +
                           "Message: Authentication accepted\r\n\r\n");
        ASSERT_TRUE(s.logged_in);
    }
    dialogue::step ask(std::uint64_t id) {
        return talk_->command(id, "gsm show spans", ms(2000), now_);
    }
    static std::string answer(const std::string& line, const std::string& id = {}) {
        return "Response: Follows\r\nPrivilege: SMSCommand\r\n" +
               (id.empty() ? "" : "ActionID: " + id + "\r\n") + line +
               "\r\n--END COMMAND--\r\n\r\n";
    }
    static std::string code(const dialogue::settled& s) {
        return s.outcome.ok() ? s.outcome.value().text() : s.outcome.error().code;
    }

    dialogue::instant now_{};
    std::optional<dialogue> talk_;
};

TEST_F(yeastar_dialogue, greets_logs_in_and_asks_one_after_the_other) {
    EXPECT_EQ(say("Asterisk Call Manager/1.1\r\n").send,
        "Action: Login\r\nActionID: 1\r\nUsername: api\r\nSecret: secret\r\n\r\n");
    EXPECT_TRUE(ask(10).send.empty()) << "not before the login";
    auto s = say("Response: Success\r\nMessage: ok\r\n\r\n");
    EXPECT_TRUE(s.logged_in);
    EXPECT_NE(s.send.find("command: gsm show spans"), std::string::npos);
    EXPECT_TRUE(ask(11).send.empty()) << "not before the first is answered";
    s = say(answer("one"));
    ASSERT_EQ(s.done.size(), 1U);
    EXPECT_EQ(s.done[0].id, 10U);
    EXPECT_EQ(code(s.done[0]), "one\n");
    EXPECT_FALSE(s.send.empty());
    s = say("Response: Error\r\nMessage: no way\r\n\r\n");
    EXPECT_EQ(code(s.done.at(0)), "rejected");
}

TEST_F(yeastar_dialogue, a_wrong_password_ends_it) {
    (void)say("Asterisk Call Manager/1.1\r\n");
    (void)ask(1);
    const auto s = say("Response: Error\r\nMessage: Authentication failed\r\n\r\n");
    ASSERT_TRUE(s.over);
    EXPECT_EQ(s.over->code, "login");
    EXPECT_EQ(code(s.done.at(0)), "login");
    EXPECT_EQ(code(ask(2).done.at(0)), "closed");
}

TEST_F(yeastar_dialogue, what_greets_otherwise_is_no_box) {
    EXPECT_EQ(say("SSH-2.0-dropbear: x\r\n\r\n").over->code, "protocol");
    begin();
    EXPECT_EQ(say(std::string(70'000, 'x')).over->code, "too_large");
    begin();
    EXPECT_EQ(after(ms(1000)).over->code, "timeout") << "it never greets";
}

TEST_F(yeastar_dialogue, without_echo_a_late_answer_would_be_taken_for_the_next_so_it_hangs_up) {
    log_in();
    (void)ask(1);
    (void)ask(2);
    const auto s = after(ms(2000));
    EXPECT_TRUE(s.over);
    ASSERT_EQ(s.done.size(), 2U);
    EXPECT_EQ(code(s.done[1]), "timeout");
}

TEST_F(yeastar_dialogue, with_echo_the_late_answer_is_known_and_the_session_lives) {
    log_in("1");
    (void)ask(1);
    auto s = after(ms(2000));
    EXPECT_FALSE(s.over);
    EXPECT_EQ(code(s.done.at(0)), "timeout");
    EXPECT_NE(ask(2).send.find("ActionID: 3"), std::string::npos);
    EXPECT_TRUE(say(answer("late", "2")).done.empty());
    EXPECT_EQ(code(say(answer("right", "3")).done.at(0)), "right\n");
    (void)ask(3);
    EXPECT_FALSE(after(ms(2000)).over);
    (void)ask(4);
    EXPECT_TRUE(after(ms(2000)).over) << "twice in a row: it is gone";
}

TEST_F(yeastar_dialogue, pings_when_nothing_is_said_and_hangs_up_when_that_is_not_answered) {
    log_in();
    EXPECT_TRUE(after(ms(19'999)).send.empty());
    EXPECT_NE(after(ms(1)).send.find("Action: Ping"), std::string::npos);
    EXPECT_TRUE(say("Response: Pong\r\n\r\n").done.empty());
    EXPECT_NE(after(ms(20'000)).send.find("Action: Ping"), std::string::npos);
    EXPECT_EQ(after(ms(1000)).over->code, "timeout");
}

TEST_F(yeastar_dialogue, events_come_through_at_any_time) {
    log_in();
    (void)ask(1);
    const auto s =
        say("Event: ReceivedSMS\r\nGsmSpan: 1\r\n--END SMS EVENT--\r\n\r\n" + answer("x"));
    EXPECT_EQ(s.events.size(), 1U);
    EXPECT_EQ(s.done.size(), 1U);
}

TEST_F(yeastar_dialogue, no_more_wait_than_there_is_room_for) {
    log_in();
    for (std::uint64_t i = 1; i <= 4; ++i) EXPECT_TRUE(ask(i).done.empty());
    EXPECT_EQ(code(ask(5).done.at(0)), "busy");
    EXPECT_EQ(talk_->end({"closed", "gone"}).done.size(), 4U);
}

}  // namespace
}  // namespace zenix::gateways::drivers::yeastar
