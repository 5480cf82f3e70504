#include "crm/money.hpp"

#include <gtest/gtest.h>

#include <string>

namespace zenix::crm {
namespace {

TEST(money, a_major_amount_becomes_minor_units) {
    EXPECT_EQ(from_major("1234.50", 2), 123450);
    EXPECT_EQ(from_major("1234.5", 2), 123450);
    EXPECT_EQ(from_major("1234", 2), 123400);
    EXPECT_EQ(from_major("0.05", 2), 5);
    EXPECT_EQ(from_major("007", 2), 700);
    EXPECT_EQ(from_major("1234", 0), 1234);
    EXPECT_EQ(from_major("1.234", 3), 1234);
}

TEST(money, what_could_be_read_in_two_ways_is_not_read) {
    for (const char* text : {"", ".", "1.", ".50", "1,234.50", "1.234,50", "12,50", "1.234", "-5",
             "+5", "1e3", "₹5", "1 000", "1.2.3", "0x1"})
        EXPECT_EQ(from_major(text, 2), std::nullopt) << text;
    EXPECT_EQ(from_major("1.5", 0), std::nullopt);
}

TEST(money, what_does_not_fit_is_not_read) {
    EXPECT_EQ(from_major("92233720368547758.07", 2), 9'223'372'036'854'775'807);
    EXPECT_EQ(from_major("92233720368547758.08", 2), std::nullopt);
    EXPECT_EQ(from_major(std::string(300, '9'), 2), std::nullopt);
}

TEST(money, decimals_are_the_currencys) {
    EXPECT_EQ(minor_digits("INR"), 2);
    EXPECT_EQ(minor_digits("JPY"), 0);
    EXPECT_EQ(minor_digits("KWD"), 3);
}

TEST(money, is_shown_in_the_currencys_own_units) {
    EXPECT_EQ(in_major(36220705, "INR"), "INR 362207.05");
    EXPECT_EQ(in_major(5, "INR"), "INR 0.05");
    EXPECT_EQ(in_major(1200, "JPY"), "JPY 1200");
    EXPECT_EQ(in_major(1234, "KWD"), "KWD 1.234");
}

}  // namespace
}  // namespace zenix::crm
