#include "agents/sip_glance.hpp"

#include <gtest/gtest.h>

namespace zenix::agents {
namespace {

constexpr auto accepted =
    "SIP/2.0 200 OK\r\nVia: SIP/2.0/WS x;branch=z9hG4bK1\r\nCSeq: 2 REGISTER\r\n"
    "Contact: <sip:abc@x.invalid;transport=ws>;expires=119\r\nContent-Length: 0\r\n\r\n";

TEST(sip_glance, an_accepted_register_with_a_contact_is_online) {
    EXPECT_EQ(registration_in(accepted), true);
}

TEST(sip_glance, a_register_that_leaves_no_contact_is_offline) {
    EXPECT_EQ(registration_in("SIP/2.0 200 OK\r\nCSeq: 3 REGISTER\r\nExpires: 0\r\n\r\n"), false);
    EXPECT_EQ(registration_in("SIP/2.0 200 OK\r\nCSeq: 3 REGISTER\r\n"
                              "Contact: <sip:a@b>;expires=0\r\n\r\n"),
              false);
}

TEST(sip_glance, other_messages_say_nothing) {
    EXPECT_EQ(registration_in("SIP/2.0 401 Unauthorized\r\nCSeq: 1 REGISTER\r\n\r\n"), std::nullopt);
    EXPECT_EQ(registration_in("SIP/2.0 200 OK\r\nCSeq: 2 INVITE\r\nContact: <sip:a>\r\n\r\n"),
              std::nullopt);
    EXPECT_EQ(registration_in("INVITE sip:a SIP/2.0\r\nCSeq: 2 INVITE\r\n\r\n"), std::nullopt);
    EXPECT_EQ(registration_in(""), std::nullopt);
}

TEST(sip_glance, a_body_cannot_pose_as_headers) {
    EXPECT_EQ(registration_in("SIP/2.0 200 OK\r\nCSeq: 2 BYE\r\n\r\nCSeq: 2 REGISTER\r\nContact: x\r\n"),
              std::nullopt);
}

TEST(sip_glance, a_request_is_marked_before_what_its_sender_wrote) {
    EXPECT_EQ(with_header("REGISTER sip:x SIP/2.0\r\nX-Line: forged\r\n\r\n", "X-Line", "mine"),
              "REGISTER sip:x SIP/2.0\r\nX-Line: mine\r\nX-Line: forged\r\n\r\n");
}

TEST(sip_glance, what_is_no_request_stays_as_it_is) {
    for (const std::string said : {"SIP/2.0 200 OK\r\nCSeq: 2 INVITE\r\n\r\n", "\r\n\r\n", "", "hello",
                                   "REGISTER sip:x SIP/2.0", "\r\nREGISTER sip:x SIP/2.0\r\n\r\n"})
        EXPECT_EQ(with_header(said, "X-Line", "mine"), said);
}

}  // namespace
}  // namespace zenix::agents
