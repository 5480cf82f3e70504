#include "calls/listening.hpp"

#include <gtest/gtest.h>

namespace zenix::calls {
namespace {

const sys_ms start{ms(1'000'000'000)};

TEST(listening_book, writes_one_line_for_the_ranges_of_one_listening) {
    listening_book book;
    EXPECT_TRUE(book.is_new("session-1", "listen call-1", start));
    book.wrote("session-1", "listen call-1", start);
    EXPECT_FALSE(book.is_new("session-1", "listen call-1", start + ms(1)));
    EXPECT_FALSE(
        book.is_new("session-1", "listen call-1", start + listening_book::one_listening - ms(1)));
    EXPECT_TRUE(book.is_new("session-1", "listen call-1", start + listening_book::one_listening));
}

TEST(listening_book, another_listener_another_call_and_a_download_are_new) {
    listening_book book;
    book.wrote("session-1", "listen call-1", start);
    EXPECT_TRUE(book.is_new("session-2", "listen call-1", start));
    EXPECT_TRUE(book.is_new("session-1", "listen call-2", start));
    EXPECT_TRUE(book.is_new("session-1", "download call-1", start));
}

TEST(listening_book, a_clock_set_back_hides_nothing) {
    listening_book book;
    book.wrote("session-1", "listen call-1", start);
    EXPECT_TRUE(book.is_new("session-1", "listen call-1", start - ms(1)));
}

}  // namespace
}  // namespace zenix::calls
