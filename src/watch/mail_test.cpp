#include "watch/mail.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zenix::watch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const auto noon = *parse_time("2026-11-22T12:00:00Z");

mail_settings settings() {
    mail_settings s;
    s.from = "zenix@example.org";
    s.to = {"ops@example.org", "desk@example.org"};
    s.escalate_to = {"boss@example.org", "ops@example.org"};
    return s;
}
notice about(std::string subject, step_kind what = step_kind::raised) {
    notice n;
    n.id = "0192-notice";
    n.what = what;
    n.alert.id = "0192-alert";
    n.alert.kind = "trunk_unreachable";
    n.alert.subject = std::move(subject);
    n.alert.text = "It does not answer.";
    n.alert.since = noon;
    return n;
}
std::string head_of(const std::string& message) {
    return message.substr(0, message.find("\r\n\r\n"));
}

TEST(mail_address, takes_what_goes_into_a_command_unharmed) {
    for (const auto* good : {"a@b", "ops+alerts@example.org", "o'neil@sub.example.co.in"})
        EXPECT_TRUE(is_mail_address(good)) << good;
    for (const auto* bad : {"", "@", "a@", "@b", "a b@c", "a@b c", "a@b\r\nRCPT TO:<x@y>", "<a@b>",
             "a@b>", "a..b@c", ".a@c", "a@-b", "a@b.", "\"a\"@b", "a@b@c", "-v@b", "ä@b"})
        EXPECT_FALSE(is_mail_address(bad)) << bad;
}

TEST(header_text, keeps_plain_words_and_encodes_others) {
    EXPECT_EQ(header_text("plain words"), "plain words");
    EXPECT_EQ(header_text("Gateway für Pune"), "=?UTF-8?B?R2F0ZXdheSBmw7xyIFB1bmU=?=");
}

TEST(header_text, lets_nothing_begin_another_header) {
    EXPECT_EQ(header_text("a\r\nBcc: x@y"), "a  Bcc: x@y");
    EXPECT_THAT(header_text("=?UTF-8?B?QQ==?="), Not(testing::StartsWith("=?UTF-8?B?QQ")))
        << "what looks encoded is encoded";
}

TEST(header_text, folds_long_text_at_whole_characters) {
    std::string hindi;
    for (int n = 0; n < 60; ++n) hindi += "न";
    const auto folded = header_text(hindi);
    std::size_t from = 0;
    while (from < folded.size()) {
        const auto end = std::min(folded.find("\r\n ", from), folded.size());
        EXPECT_LE(end - from, 75U);
        // 45 bytes are 15 whole characters of three; base64 of whole triples has no padding.
        EXPECT_EQ(folded.substr(from, end - from).find('='), 0U);
        from = end + 3;
    }
}

TEST(compose, says_what_it_is_and_what_to_do) {
    const std::vector<notice> one{about("trunk gsm-1")};
    const auto m = compose(settings(), one, "https://z/alerts", "Asia/Kolkata", noon);
    EXPECT_THAT(m.to, ElementsAre("ops@example.org", "desk@example.org"));
    const auto head = head_of(m.message);
    EXPECT_THAT(head, HasSubstr("Subject: [ZENIX] warning: Trunk unreachable: trunk gsm-1\r\n"));
    EXPECT_THAT(head, HasSubstr("Date: Sun, 22 Nov 2026 12:00:00 +0000\r\n"));
    EXPECT_THAT(head, HasSubstr("Message-ID: <0192-notice@example.org>"));
    EXPECT_THAT(head, HasSubstr("References: <0192-alert@example.org>"));
    EXPECT_THAT(head, HasSubstr("Auto-Submitted: auto-generated"));
}

TEST(compose, tells_a_burst_in_one_message_and_escalations_to_more_people) {
    const std::vector<notice> many{about("trunk a"), about("trunk b", step_kind::escalated)};
    const auto m = compose(settings(), many, "p", "UTC", noon);
    EXPECT_THAT(m.to, ElementsAre("ops@example.org", "desk@example.org", "boss@example.org"));
    EXPECT_THAT(head_of(m.message), HasSubstr("Subject: [ZENIX] 2 alerts, first: "));
}

TEST(compose, a_subject_from_outside_cannot_add_headers) {
    const std::vector<notice> one{about("x\r\nBcc: thief@example.org\r\n\r\nbody")};
    const auto head = head_of(compose(settings(), one, "p", "UTC", noon).message);
    EXPECT_THAT(head, Not(HasSubstr("\nBcc:")));
    EXPECT_THAT(head, HasSubstr("MIME-Version: 1.0"));
}

TEST(compose, keeps_lines_short) {
    auto n = about("x");
    n.alert.text = std::string(5000, 'y');
    const std::vector<notice> one{n};
    const auto text = compose(settings(), one, "p", "UTC", noon).message;
    for (std::size_t from = 0; from < text.size();) {
        const auto end = text.find("\r\n", from);
        ASSERT_NE(end, std::string::npos);
        EXPECT_LE(end - from, 998U);
        from = end + 2;
    }
}

}  // namespace
}  // namespace zenix::watch
