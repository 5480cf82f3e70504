#include "base/loop_for_tests.hpp"
#include "watch/smtp.hpp"
#include "watch/smtp_peer_for_tests.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zenix::watch {
namespace {

using test::smtp_peer;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

mail letter() {
    return {"zenix@example.org", {"ops@example.org", "desk@example.org"},
        "Subject: hello\r\n\r\nfirst\r\n.dots stay\r\n"};
}
smtp_server to(const smtp_peer& p, mail_security s) {
    smtp_server server;
    server.host = "127.0.0.1";
    server.port = p.port();
    server.security = s;
    server.patience = ms(10000);
    return server;
}
result<void> send(smtp_server server, mail what = letter()) {
    asio::io_context loop;
    smtp_sender sender;
    return run_on(loop, sender.send(std::move(server), std::move(what)));
}

TEST(smtp, hands_over_a_message_to_all_recipients) {
    const smtp_peer peer({});
    const auto sent = send(to(peer, mail_security::none));
    ASSERT_TRUE(sent.ok()) << sent.error().detail;
    EXPECT_THAT(peer.heard(), Contains("MAIL FROM:<zenix@example.org>"));
    EXPECT_THAT(peer.heard(), Contains("RCPT TO:<ops@example.org>"));
    EXPECT_THAT(peer.heard(), Contains("RCPT TO:<desk@example.org>"));
    ASSERT_EQ(peer.messages().size(), 1U);
    EXPECT_THAT(peer.messages()[0], HasSubstr("\r\n..dots stay\r\n"));
}

TEST(smtp, speaks_starttls_before_it_says_its_password) {
    smtp_peer::script s;
    s.starttls = true;
    s.auth = "PLAIN";
    const smtp_peer peer(s);
    auto server = to(peer, mail_security::starttls);
    server.ca_file = peer.ca_file();
    server.username = "user";
    server.password = "secret";
    const auto sent = send(server);
    ASSERT_TRUE(sent.ok()) << sent.error().detail;
    const auto heard = peer.heard();
    const auto tls = std::ranges::find(heard, "STARTTLS");
    ASSERT_NE(tls, heard.end());
    const std::vector<std::string> before(heard.begin(), tls);
    EXPECT_THAT(before, Not(Contains(HasSubstr("AUTH"))));
    // base64 of NUL user NUL secret.
    EXPECT_THAT(heard, Contains(HasSubstr("AHVzZXIAc2VjcmV0")));
    EXPECT_EQ(peer.messages().size(), 1U);
}

TEST(smtp, speaks_tls_from_the_first_byte_and_login) {
    smtp_peer::script s;
    s.tls_at_once = true;
    s.auth = "LOGIN";
    const smtp_peer peer(s);
    auto server = to(peer, mail_security::tls);
    server.ca_file = peer.ca_file();
    server.username = "user";
    server.password = "secret";
    const auto sent = send(server);
    ASSERT_TRUE(sent.ok()) << sent.error().detail;
    EXPECT_THAT(peer.heard(), Contains("c2VjcmV0"));
    EXPECT_EQ(peer.messages().size(), 1U);
}

TEST(smtp, says_nothing_to_a_server_without_the_tls_that_was_asked_for) {
    smtp_peer::script s;
    s.auth = "PLAIN";
    const smtp_peer peer(s);
    auto server = to(peer, mail_security::starttls);
    server.username = "user";
    server.password = "secret";
    const auto sent = send(server);
    ASSERT_FALSE(sent.ok());
    EXPECT_EQ(sent.error().code, "tls");
    EXPECT_THAT(peer.heard(), Not(Contains(HasSubstr("AUTH"))));
    EXPECT_THAT(peer.messages(), IsEmpty());
}

TEST(smtp, trusts_no_certificate_that_nobody_vouches_for) {
    smtp_peer::script s;
    s.tls_at_once = true;
    const smtp_peer peer(s);
    const auto sent = send(to(peer, mail_security::tls));
    ASSERT_FALSE(sent.ok());
    EXPECT_EQ(sent.error().code, "tls");
    EXPECT_THAT(peer.heard(), IsEmpty());
}

TEST(smtp, tells_later_from_never) {
    smtp_peer::script s;
    s.answers = {{"MAIL", "451 come back later"}};
    {
        const smtp_peer busy(s);
        const auto sent = send(to(busy, mail_security::none));
        ASSERT_FALSE(sent.ok());
        EXPECT_EQ(sent.error().status, 451);
        EXPECT_THAT(sent.error().detail, HasSubstr("come back later"));
    }
    s.answers = {{".", "554 this is spam"}};
    const smtp_peer strict(s);
    const auto sent = send(to(strict, mail_security::none));
    ASSERT_FALSE(sent.ok());
    EXPECT_EQ(sent.error().status, 554);
}

TEST(smtp, one_mistyped_recipient_does_not_silence_all_but_none_at_all_is_a_failure) {
    smtp_peer::script s;
    s.answers = {{"RCPT", "550 no such user"}};
    const smtp_peer peer(s);
    const auto sent = send(to(peer, mail_security::none));
    ASSERT_FALSE(sent.ok());
    EXPECT_EQ(sent.error().status, 550);
}

TEST(smtp, a_wrong_password_is_for_good) {
    smtp_peer::script s;
    s.auth = "PLAIN";
    s.answers = {{"AUTH", "535 wrong"}};
    const smtp_peer peer(s);
    auto server = to(peer, mail_security::none);
    server.username = "user";
    server.password = "wrong";
    const auto sent = send(server);
    ASSERT_FALSE(sent.ok());
    EXPECT_EQ(sent.error().status, 535);
}

TEST(smtp, waits_no_longer_than_told_for_a_silent_server) {
    smtp_peer::script s;
    s.deaf = true;
    const smtp_peer peer(s);
    auto server = to(peer, mail_security::none);
    server.patience = ms(300);
    const auto sent = send(server);
    ASSERT_FALSE(sent.ok());
    EXPECT_EQ(sent.error().code, "timeout");
}

TEST(smtp, nobody_there_is_a_failure) {
    int port = 0;
    {
        const smtp_peer gone({});
        port = gone.port();
    }
    smtp_server server;
    server.host = "127.0.0.1";
    server.port = port;
    server.security = mail_security::none;
    const auto sent = send(server);
    ASSERT_FALSE(sent.ok());
    EXPECT_EQ(sent.error().code, "refused");
}

}  // namespace
}  // namespace zenix::watch
