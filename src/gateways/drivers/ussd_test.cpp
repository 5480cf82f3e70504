#include "gateways/drivers/ussd.hpp"

#include <gtest/gtest.h>

namespace zenix::gateways::drivers {
namespace {

TEST(ussd, plain_text_stays) {
    EXPECT_EQ(decode_ussd("  Bal: Rs. 42,50 \r\n"), "Bal: Rs. 42,50");
    EXPECT_EQ(decode_ussd(""), "");
    EXPECT_EQ(decode_ussd("\xff"), "?");
}

TEST(ussd, hex_of_ucs2_is_read) {
    EXPECT_EQ(decode_ussd("00420061006C003A002000520073002000310032"), "Bal: Rs 12");
    EXPECT_EQ(decode_ussd("092C09480430"), "092C09480430") << "two scripts at once";
    EXPECT_EQ(decode_ussd("092c0948093200200031"), "बैल 1");
    EXPECT_EQ(decode_ussd("0031D83DDE00"), "1😀");
}

TEST(ussd, a_number_is_no_hex) {
    EXPECT_EQ(decode_ussd("919812345678"), "919812345678");
    EXPECT_EQ(decode_ussd("12345678"), "12345678");
    EXPECT_EQ(decode_ussd("0031D83D"), "0031D83D") << "half a pair";
    EXPECT_EQ(decode_ussd("0031DE00"), "0031DE00");
    EXPECT_EQ(decode_ussd("20252026"), "20252026") << "no letter";
    EXPECT_EQ(decode_ussd("00000000"), "00000000");
    EXPECT_EQ(decode_ussd("004"), "004");
}

}  // namespace
}  // namespace zenix::gateways::drivers
