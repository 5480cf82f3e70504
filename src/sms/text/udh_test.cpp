#include "sms/text/dlt_hash.hpp"
#include "sms/text/udh.hpp"

#include <gtest/gtest.h>

using namespace zenix::sms::text;

TEST(udh, reads_both_widths_of_reference) {
    const auto a = read_udh(std::string_view("\x05\x00\x03\x2A\x03\x02rest", 10));
    ASSERT_TRUE(a && a->part);
    EXPECT_EQ(*a->part, (concatenation{0x2A, 3, 2, false}));
    EXPECT_EQ(a->size, 6U);
    const auto b = read_udh(std::string_view("\x06\x08\x04\x12\x34\x03\x02", 7));
    ASSERT_TRUE(b && b->part);
    EXPECT_EQ(*b->part, (concatenation{0x1234, 3, 2, true}));
}

TEST(udh, what_is_written_is_read_again) {
    user_data_header h;
    h.part = concatenation{300, 4, 4, true};
    h.single_shift = language::tamil;
    h.locking_shift = language::urdu;
    h.addressed = ports{2948, 9200};
    const auto octets = write_udh(h);
    h.size = octets.size();
    EXPECT_EQ(read_udh(octets), h);
    EXPECT_EQ(write_udh({}), "");
}

TEST(udh, lengths_that_lie_are_refused) {
    EXPECT_FALSE(read_udh(""));
    EXPECT_FALSE(read_udh("\x05"));
    EXPECT_FALSE(read_udh(std::string_view("\x05\x00\x09\x2A\x03\x02", 6)));
    EXPECT_FALSE(read_udh(std::string_view("\x01\x00", 2)));
    EXPECT_FALSE(read_udh("\xFFxxxx"));
}

TEST(udh, a_part_beyond_the_total_is_no_part) {
    const auto h = read_udh(std::string_view("\x05\x00\x03\x2A\x02\x03", 6));
    ASSERT_TRUE(h);
    EXPECT_FALSE(h->part);
    EXPECT_FALSE(read_udh(std::string_view("\x05\x00\x03\x2A\x00\x00", 6))->part);
}

TEST(udh, unknown_elements_and_languages_are_passed_over) {
    const auto h = read_udh(std::string_view("\x0A\x70\x02xx\x24\x01\x63\x25\x01\x06", 11));
    ASSERT_TRUE(h);
    EXPECT_EQ(h->single_shift, language::none);
    EXPECT_EQ(h->locking_shift, language::hindi);
}

TEST(dlt, the_chain_hash_is_that_of_the_test_vector) {
    EXPECT_EQ(
        dlt_chain_hash("1101172974420810001", std::vector<std::string>{"1101172974420830004"}),
        "c0c951afca257c5b87c3da535c09112080483f35b7e6faf35e2428b3b526b694");
}
