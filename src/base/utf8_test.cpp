#include "base/utf8.hpp"

#include <gtest/gtest.h>

namespace zenix {
namespace {

TEST(utf8, takes_every_length_and_refuses_what_rfc3629_does) {
    for (const char* good : {"", "plain", "é", "₹", "नमस्ते", "😀", "\xf4\x8f\xbf\xbf"})
        EXPECT_TRUE(is_utf8(good)) << good;
    for (const char* bad : {"\xff", "\x80", "\xc0\xaf", "\xc3", "\xe0\x80\x80", "\xed\xa0\x80",
             "\xe2\x82", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "a\xc3(", "\xf5\x80\x80\x80"})
        EXPECT_FALSE(is_utf8(bad));
}

TEST(utf8, replaces_stray_bytes_only) {
    EXPECT_EQ(to_utf8("a\xff₹\xe2\x82"), "a?₹??");
    EXPECT_EQ(to_utf8("नमस्ते"), "नमस्ते");
}

}  // namespace
}  // namespace zenix
