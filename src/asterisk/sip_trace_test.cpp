#include "asterisk/sip_trace.hpp"

#include <gtest/gtest.h>

namespace zenix::asterisk {
namespace {

constexpr auto switched_off = "SIP/2.0 480 Temporarily Unavailable\r\n"
                              "Call-ID: abc\r\n"
                              "CSeq: 1831 INVITE\r\n"
                              "Reason: Q.850;cause=20;text=\"Subscriber absent\"\r\n"
                              "Content-Length:  0\r\n\r\n";

std::string u16(std::size_t n) { return {static_cast<char>(n >> 8), static_cast<char>(n & 255)}; }
std::string chunk(std::size_t type, std::string_view body) {
    return u16(0) + u16(type) + u16(body.size() + 6) + std::string(body);
}
std::string packet(std::string_view sip, std::string_view call_id) {
    const auto chunks = chunk(1, "\x02") + chunk(0x0f, sip) + chunk(0x11, call_id);
    return "HEP3" + u16(chunks.size() + 6) + chunks;
}

TEST(sip_trace, reads_a_packet) {
    const auto m = read_hep(packet(switched_off, "abc"));
    ASSERT_TRUE(m);
    EXPECT_EQ(m->call_id, "abc");
    EXPECT_EQ(m->sip, switched_off);
}

TEST(sip_trace, refuses_a_packet_cut_at_any_byte) {
    const auto whole = packet(switched_off, "abc");
    for (std::size_t n = 0; n < whole.size(); ++n) EXPECT_FALSE(read_hep(whole.substr(0, n))) << n;
}

TEST(sip_trace, refuses_a_chunk_that_claims_too_much) {
    auto p = packet(switched_off, "abc");
    p[10] = '\x7f';  // length of the first chunk
    EXPECT_FALSE(read_hep(p));
    p[10] = 0;
    p[11] = 2;  // shorter than its own head
    EXPECT_FALSE(read_hep(p));
}

TEST(sip_trace, refuses_a_last_chunk_one_byte_longer_than_the_packet) {
    auto p = packet(switched_off, "abc");
    ++p[p.size() - 4];  // low byte of the length of chunk "abc"
    EXPECT_FALSE(read_hep(p));
}

TEST(sip_trace, finds_the_networks_cause_behind_the_sip_status) {
    const auto r = read_release(switched_off);
    ASSERT_TRUE(r);
    EXPECT_EQ(r->sip_status, 480);
    EXPECT_EQ(r->q850, 20);
    EXPECT_EQ(r->text, "Subscriber absent");
}

TEST(sip_trace, has_no_cause_where_the_gateway_gave_none) {
    const auto r = read_release("SIP/2.0 503 Service Unavailable\r\nCSeq: 1 INVITE\r\n\r\n");
    ASSERT_TRUE(r);
    EXPECT_EQ(r->sip_status, 503);
    EXPECT_EQ(r->q850, 0);
    const auto sip_only = read_release(
        "SIP/2.0 486 Busy\r\nCSeq: 1 INVITE\r\nReason: SIP;cause=200;text=\"elsewhere\"\r\n\r\n");
    EXPECT_EQ(sip_only->q850, 0);
}

TEST(sip_trace, ignores_what_does_not_end_a_call) {
    const auto with = [](std::string_view status, std::string_view method) {
        return read_release("SIP/2.0 " + std::string(status) + " X\r\nCSeq: 1 " +
                            std::string(method) + "\r\nReason: Q.850;cause=20\r\n\r\n");
    };
    EXPECT_FALSE(with("180", "INVITE"));
    EXPECT_FALSE(with("200", "INVITE"));
    EXPECT_FALSE(with("401", "INVITE"));  // asks for a password
    EXPECT_FALSE(with("487", "INVITE"));  // our own CANCEL
    EXPECT_FALSE(with("404", "OPTIONS"));
    EXPECT_TRUE(with("404", "INVITE"));
    EXPECT_FALSE(read_release("BYE sip:x SIP/2.0\r\nReason: Q.850;cause=20\r\n\r\n"));
}

TEST(sip_trace, does_not_read_headers_out_of_the_body) {
    const auto r =
        read_release("SIP/2.0 480 X\r\nCSeq: 1 INVITE\r\n\r\nReason: Q.850;cause=20\r\n");
    ASSERT_TRUE(r);
    EXPECT_EQ(r->q850, 0);
}

}  // namespace
}  // namespace zenix::asterisk
