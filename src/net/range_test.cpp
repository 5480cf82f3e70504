#include "net/range.hpp"

#include <gtest/gtest.h>

namespace zenix::net {
namespace {

std::string read(std::string_view header, std::uint64_t size = 1000) {
    const range_answer a = read_range(header, size);
    if (a.kind == range_kind::whole) return "whole";
    if (a.kind == range_kind::unsatisfiable) return "unsatisfiable";
    return std::to_string(a.range.begin) + "-" + std::to_string(a.range.end);
}

TEST(range, rfc9110_14_1_2_first_to_last) {
    EXPECT_EQ(read("bytes=0-499"), "0-500");
    EXPECT_EQ(read("bytes=500-999"), "500-1000");
    EXPECT_EQ(read("bytes=500-99999"), "500-1000");
    EXPECT_EQ(read("bytes=999-"), "999-1000");
    EXPECT_EQ(read("bytes=0-0"), "0-1");
    EXPECT_EQ(read(" Bytes = 5 - 6 "), "5-7");
    EXPECT_EQ(read("bytes=0-99999999999999999999999"), "0-1000");
}

TEST(range, rfc9110_14_1_2_suffix) {
    EXPECT_EQ(read("bytes=-1"), "999-1000");
    EXPECT_EQ(read("bytes=-500"), "500-1000");
    EXPECT_EQ(read("bytes=-5000"), "0-1000");
}

TEST(range, beyond_the_end_is_unsatisfiable) {
    EXPECT_EQ(read("bytes=1000-"), "unsatisfiable");
    EXPECT_EQ(read("bytes=1000-2000"), "unsatisfiable");
    EXPECT_EQ(read("bytes=99999999999999999999999-"), "unsatisfiable");
    EXPECT_EQ(read("bytes=-0"), "unsatisfiable");
    EXPECT_EQ(read("bytes=0-", 0), "unsatisfiable");
    EXPECT_EQ(read("bytes=-5", 0), "unsatisfiable");
}

TEST(range, what_is_no_single_byte_range_is_ignored) {
    for (const char* header : {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5",
             "bytes=6-5", "bytes=0-1,5-6", "lines=0-5", "bytes=1-x", "bytes=--5", "bytes=-5-"})
        EXPECT_EQ(read(header), "whole") << header;
}

}  // namespace
}  // namespace zenix::net
