#include "gateways/drivers/yeastar/packets.hpp"

#include <gtest/gtest.h>

namespace zenix::gateways::drivers::yeastar {
namespace {

constexpr std::string_view older =
    "Asterisk Call Manager/1.1\r\n"
    "Response: Success\r\nMessage: Authentication accepted\r\n\r\n"
    "Response: Follows\r\nPrivilege: SMSCommand\r\nGSM span 1: Power on\r\n\r\nStatus: Up\r\n"
    "--END COMMAND--\r\n\r\n"
    "Event: ReceivedSMS\r\nPrivilege: all,smscommand\r\nGsmSpan: 2\r\nContent: a+b%3A\r\n"
    "--END SMS EVENT--\r\n\r\n"
    "Response: Pong\r\n\r\n";
constexpr std::string_view newer =
    "Asterisk Call Manager/2.8\n"
    "Response: Success\nActionID: 1\nMessage: Authentication accepted\n\n"
    "Response: Follows\nPrivilege: SMSCommand\nActionID: 2\nOutput: GSM span 1: Power on\nOutput: "
    "\n"
    "Output: Status: Up\nOutput: --END COMMAND--\n\n"
    "Event: ReceivedSMS\nGsmSpan: 2\nContent: a+b%3A\n\n"
    "Response: Success\nActionID: 3\nPing: Pong\n\n";

std::vector<packet> read(std::string_view bytes) {
    packet_reader r;
    std::vector<packet> out;
    EXPECT_TRUE(r.feed(bytes, out));
    return out;
}
void expect_dialogue(const std::vector<packet>& got, const std::string& how) {
    ASSERT_EQ(got.size(), 5U) << how;
    EXPECT_EQ(got[0].what, packet::kind::greeting);
    EXPECT_EQ(got[1].get("response"), "Success");
    EXPECT_EQ(got[2].what, packet::kind::response);
    EXPECT_EQ(got[2].body, (std::vector<std::string>{"GSM span 1: Power on", "", "Status: Up"}))
        << how;
    EXPECT_EQ(got[3].what, packet::kind::event);
    EXPECT_EQ(got[3].get("gsmspan"), "2");
    EXPECT_EQ(got[3].get("content"), "a+b%3A");
    EXPECT_EQ(got[4].what, packet::kind::response);
}

TEST(yeastar_packets, reads_both_dialects_however_the_bytes_are_cut) {
    for (const auto text : {older, newer}) {
        expect_dialogue(read(text), "whole");
        for (std::size_t cut = 1; cut < text.size(); ++cut) {
            packet_reader r;
            std::vector<packet> out;
            ASSERT_TRUE(r.feed(text.substr(0, cut), out));
            ASSERT_TRUE(r.feed(text.substr(cut), out));
            expect_dialogue(out, "cut at " + std::to_string(cut));
        }
        packet_reader r;
        std::vector<packet> out;
        for (const char c : text) ASSERT_TRUE(r.feed({&c, 1}, out));
        expect_dialogue(out, "byte by byte");
    }
}

TEST(yeastar_packets, output_may_end_with_an_empty_line_alone) {
    const auto got = read("Response: Success\r\nMessage: Command output follows\r\nOutput: a\r\n"
                          "Output: b\r\n\r\nResponse: Follows\r\nPrivilege: X\r\nOutput: c\r\n\r\n"
                          "--END COMMAND--\r\n\r\nResponse: Pong\r\n\r\n");
    ASSERT_EQ(got.size(), 3U);
    EXPECT_EQ(got[0].text(), "a\nb\n");
    EXPECT_EQ(got[1].text(), "c\n");
    EXPECT_EQ(got[2].get("response"), "Pong");
}

TEST(yeastar_packets, the_end_mark_may_stand_behind_the_last_line) {
    const auto got = read("Response: Follows\r\nPrivilege: X\r\nlast--END COMMAND--\r\n\r\n");
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0].body, std::vector<std::string>{"last"});
}

TEST(yeastar_packets, a_stream_without_end_is_given_up) {
    packet_reader r;
    std::vector<packet> out;
    EXPECT_FALSE(r.feed(std::string(70'000, 'a'), out));
    packet_reader lines;
    std::string many = "Response: Follows\r\n";
    for (int i = 0; i < 20'000; ++i) many += std::string(60, 'x') + "\r\n";
    EXPECT_FALSE(lines.feed(many, out));
    EXPECT_TRUE(out.empty());
}

TEST(yeastar_packets, an_action_holds_no_line_of_others) {
    EXPECT_EQ(write_action("smscommand", "7", {{"command", "gsm\r\nAction: Logoff"}}),
        "Action: smscommand\r\nActionID: 7\r\ncommand: gsmAction: Logoff\r\n\r\n");
}

}  // namespace
}  // namespace zenix::gateways::drivers::yeastar
