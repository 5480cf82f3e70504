#include "gateways/credit_pattern.hpp"

#include <gtest/gtest.h>

namespace zenix::gateways {
namespace {

std::optional<std::int64_t> minor(std::string_view pattern, std::string_view answer) {
    return read_credit(pattern, answer).amount_minor;
}

TEST(credit_pattern, finds_the_amount_between_its_words) {
    EXPECT_EQ(minor("Balance: Rs {amount}", "Dear customer, Balance: Rs 123.45. Valid till 1/1/27"), 12345);
    EXPECT_EQ(minor("balance * {amount}", "Your BALANCE is INR 7"), 700);
    EXPECT_EQ(minor("Bal {amount} valid", "Bal   Rs.10.5\nvalid"), 1050);
    EXPECT_EQ(minor("{amount} left", "You have 12 SMS; Rs 3.20 left"), std::nullopt)
        << "the first number is not followed by the words";
    EXPECT_EQ(minor("; {amount} left", "You have 12 SMS; Rs 3.20 left"), 320);
}

TEST(credit_pattern, reads_decimal_commas_and_thousands) {
    EXPECT_EQ(minor("{amount}", "1.234,56"), 123456);
    EXPECT_EQ(minor("{amount}", "1,234.56"), 123456);
    EXPECT_EQ(minor("{amount}", "12,5"), 1250);
    EXPECT_EQ(minor("{amount}", "1,23,456"), 12345600) << "lakhs";
    EXPECT_EQ(minor("{amount}", "3.1415"), 314) << "more digits than money has";
    EXPECT_EQ(minor("{amount}", "250."), 25000) << "the end of a sentence";
}

TEST(credit_pattern, reads_debt) {
    EXPECT_EQ(minor("balance {amount}", "Balance -4,50 EUR"), -450);
    EXPECT_EQ(minor("balance {amount}", "balance minus Rs 2"), -200);
    EXPECT_EQ(minor("balance {amount}", "balance Rs -2"), -200);
}

TEST(credit_pattern, reads_ucs2_hex_and_digits_of_indian_scripts) {
    EXPECT_EQ(minor("Bal {amount}", "00420061006C0020003100320033002E0034"), 12340);
    EXPECT_EQ(minor("{amount}", "\xE0\xA5\xA7\xE0\xA5\xA8.\xE0\xA5\xA9\xE0\xA5\xA6"), 1230);
}

TEST(credit_pattern, says_what_does_not_fit) {
    const auto other = read_credit("Balance {amount}", "Try again later");
    EXPECT_FALSE(other.amount_minor);
    EXPECT_FALSE(other.why.empty());
    EXPECT_EQ(other.decoded, "Try again later");
    EXPECT_FALSE(read_credit("Balance", "Balance 5").why.empty());
    EXPECT_FALSE(fault_of_pattern("{amount} {amount}").empty());
    EXPECT_FALSE(minor("{amount}", "9999999999999999999999"));
    EXPECT_FALSE(minor("{amount}", ""));
}

}  // namespace
}  // namespace zenix::gateways
