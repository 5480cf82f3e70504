#include "net/encoding.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace zenix::net {
namespace {

TEST(percent_decode, reads_escapes_and_refuses_broken_ones) {
    EXPECT_EQ(percent_decode("a%20b+%41%e2%82%B9"), "a b+A₹");
    EXPECT_EQ(percent_decode(""), "");
    for (const char* bad :
        {"%", "%4", "a%4", "%zz", "%-1", "%00", "%ff", "%c3", "%ed%a0%80", "\xff"})
        EXPECT_FALSE(percent_decode(bad)) << bad;
}

TEST(percent_encode, is_undone_by_decoding) {
    EXPECT_EQ(percent_encode("a b/₹~"), "a%20b%2F%E2%82%B9~");
    EXPECT_EQ(percent_decode(percent_encode("+91 98765&x=1%")), "+91 98765&x=1%");
}

TEST(parse_query, decodes_names_and_values_and_the_last_wins) {
    const auto q = parse_query("a=1&b=x+y%3D&a=2&c&=d&&%C3%A9=%2B");
    ASSERT_TRUE(q);
    EXPECT_EQ(*q, (std::map<std::string, std::string>{
                      {"a", "2"}, {"b", "x y="}, {"c", ""}, {"", "d"}, {"é", "+"}}));
    EXPECT_FALSE(parse_query("a=%"));
    EXPECT_FALSE(parse_query("%00=1"));
    EXPECT_TRUE(parse_query("")->empty());
}

TEST(parse_target, takes_path_and_query_apart) {
    const auto t = parse_target("/api/v1/dnc/%2B9198?x=%2F#frag");
    ASSERT_TRUE(t);
    EXPECT_EQ(t->path, "/api/v1/dnc/+9198");
    EXPECT_EQ(t->query.at("x"), "/");
    EXPECT_EQ(parse_target("/")->path, "/");
    EXPECT_EQ(parse_target("/a/")->path, "/a/");
    EXPECT_EQ(parse_target("http://host:80/a?b=1")->path, "/a");
    EXPECT_EQ(parse_target("http://host")->path, "/");
}

TEST(parse_target, refuses_what_could_mean_another_path) {
    for (const char* bad : {"", "a", "*", "host:443", "/a%2Fb", "/../etc", "/a/..", "/a/./b",
             "/a/%2e%2E/b", "/%00", "/%ff", "/a?b=%"})
        EXPECT_FALSE(parse_target(bad)) << bad;
}

TEST(split, gives_every_part) {
    std::vector<std::string> parts;
    split("a,,b,", ',', [&](std::string_view p) { parts.emplace_back(p); });
    EXPECT_EQ(parts, (std::vector<std::string>{"a", "", "b", ""}));
}

TEST(text, is_compared_without_case_and_trimmed) {
    EXPECT_TRUE(equal_without_case("Content-Type", "content-type"));
    EXPECT_FALSE(equal_without_case("a", "ab"));
    EXPECT_EQ(trim(" \ta b\t "), "a b");
    EXPECT_EQ(trim("  "), "");
}

}  // namespace
}  // namespace zenix::net
