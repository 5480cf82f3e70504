#include "asterisk/ami.hpp"

#include <gtest/gtest.h>

namespace zenix::asterisk {
namespace {

constexpr std::string_view dialogue =
    "Asterisk Call Manager/11.0.0\r\n"
    "Response: Success\r\nActionID: 1\r\nMessage: in\r\n\r\n"
    "Event: FullyBooted\r\n\r\n"
    "Response: Error\r\nActionID: 2\r\nMessage: No such: x\r\n\r\n";

TEST(ami, writes_an_action) {
    EXPECT_EQ(write_ami("Ping", "7", {{"A", "b"}}).value(),
        "Action: Ping\r\nActionID: 7\r\nA: b\r\n\r\n");
}

TEST(ami, refuses_a_value_that_would_smuggle_in_a_field) {
    EXPECT_FALSE(write_ami("X", "1", {{"Channel", "a\r\nAction: Command"}}));
    EXPECT_FALSE(write_ami("X", "1", {{"Channel", "a\n"}}));
    EXPECT_FALSE(write_ami("X\r", "1", {}));
}

TEST(ami, reads_messages_however_the_bytes_are_cut) {
    for (std::size_t cut = 1; cut < dialogue.size(); ++cut) {
        ami_reader r;
        std::vector<ami_message> out;
        ASSERT_TRUE(r.feed(dialogue.substr(0, cut), out));
        ASSERT_TRUE(r.feed(dialogue.substr(cut), out));
        ASSERT_EQ(out.size(), 3U) << cut;
        EXPECT_EQ(out[0]["response"], "Success");
        EXPECT_EQ(out[1]["event"], "FullyBooted");
        EXPECT_EQ(out[2]["actionid"], "2");
        EXPECT_EQ(out[2]["message"], "No such: x");
    }
}

TEST(ami, knows_a_contact_among_the_events) {
    const auto c = contact_in({{"event", "ContactStatus"}, {"endpointname", "gw2"}, {"aor", "gw2"},
        {"uri", "sip:gw2@127.0.0.1"}, {"contactstatus", "Reachable"}, {"roundtripusec", "734"}});
    ASSERT_TRUE(c);
    EXPECT_EQ(c->endpoint, "gw2");
    EXPECT_EQ(c->status, "Reachable");
    EXPECT_EQ(c->rtt_us, 734);
    EXPECT_EQ(contact_in({{"event", "ContactStatus"}, {"roundtripusec", "N/A"}})->rtt_us, 0);
    EXPECT_FALSE(contact_in({{"event", "FullyBooted"}}));
    EXPECT_FALSE(contact_in({}));
}

TEST(ami, gives_up_on_a_message_without_end) {
    ami_reader r;
    std::vector<ami_message> out;
    EXPECT_FALSE(r.feed(std::string(70000, 'a'), out));
}

}  // namespace
}  // namespace zenix::asterisk
