#include "base/problem.hpp"
#include "lab/smsc/borrower.hpp"
#include "lab/smsc/faults.hpp"
#include "lab/smsc/wire.hpp"

#include <gtest/gtest.h>

using namespace zenix;
using namespace zenix::lab::smsc;

TEST(lab_smsc, a_text_comes_back_from_the_wire) {
    text_message m;
    m.from = "ZENIX";
    m.to = "919876543210";
    m.body = write_body("€ [x] @ Ü", m.coding);
    m.more = {{0x1400, "1101"}, {0x7FFF, std::string("\0\1", 2)}};
    const auto back = read_text({submit_sm, 0, 1, write_text(m)});
    ASSERT_TRUE(back);
    EXPECT_EQ(back->to, m.to);
    EXPECT_EQ(back->more, m.more);
    EXPECT_EQ(read_body(*back, "gsm", false).text, "€ [x] @ Ü");
    m.body = write_body("नमस्ते 🙏", m.coding);
    EXPECT_EQ(m.coding, 8);
    EXPECT_EQ(read_body(m, "gsm", false).text, "नमस्ते 🙏");
}

TEST(lab_smsc, headers_and_sar_tell_the_part) {
    text_message m;
    m.esm_class = 0x40;
    m.body = std::string("\5\0\3\x2A\3\2hello", 11);
    auto r = read_body(m, "gsm", false);
    EXPECT_EQ(r.part, 2);
    EXPECT_EQ(r.parts, 3);
    EXPECT_EQ(r.reference, 0x2A);
    EXPECT_EQ(r.text, "hello");
    m = {};
    m.body = "hello";
    m.more = {{0x020C, std::string("\1\2", 2)}, {0x020E, "\3"}, {0x020F, "\1"}};
    r = read_body(m, "gsm", false);
    EXPECT_EQ(r.parts, 3);
    EXPECT_EQ(r.reference, 258);
}

TEST(lab_smsc, frames_are_cut_and_absurd_ones_refused) {
    auto held = write_frame(enquire_link, 0, 7, {}) + write_frame(unbind, 0, 8, {}).substr(0, 10);
    bool bad = false;
    EXPECT_EQ(take_frame(held, bad)->sequence, 7U);
    EXPECT_FALSE(take_frame(held, bad));
    EXPECT_FALSE(bad);
    std::string absurd("\0\0\0\0", 4);
    EXPECT_FALSE(take_frame(absurd, bad));
    EXPECT_TRUE(bad);
}

TEST(lab_smsc, borrowers_differ_by_their_last_digits) {
    EXPECT_EQ(manner_of("919876543291").state, "EXPIRED");
    EXPECT_EQ(manner_of("919876543294").state, "UNDELIV");
    EXPECT_EQ(manner_of("919876543213").reply, "STOP");
    EXPECT_EQ(manner_of("919876543210").state, "DELIVRD");
}

TEST(lab_smsc, faults_are_read_whole_and_wrong_words_refused) {
    const auto f =
        read_faults(fields(parse_json(R"({"ids":"hex","window":5,"receipt_twice":true})")));
    EXPECT_EQ(f.ids, "hex");
    EXPECT_EQ(f.window, 5);
    EXPECT_TRUE(f.receipt_twice);
    EXPECT_EQ(to_json(f).at("window"), 5);
    EXPECT_THROW((void)read_faults(fields(parse_json(R"({"ids":"octal"})"))), problem);
    EXPECT_THROW((void)read_faults(fields(parse_json(R"({"nonsense":1})"))), problem);
}
