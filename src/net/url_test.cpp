#include "net/client.hpp"

#include <gtest/gtest.h>

namespace zenix::net {
namespace {

std::string taken(std::string_view text) {
    const auto u = parse_url(text);
    if (!u) return "none";
    return u->scheme + " " + u->host + " " + std::to_string(u->port) + " " + u->target;
}

TEST(url, is_taken_apart) {
    EXPECT_EQ(taken("http://127.0.0.1:8088/ari/events?app=zenix"),
        "http 127.0.0.1 8088 /ari/events?app=zenix");
    EXPECT_EQ(taken("https://zenix.example"), "https zenix.example 443 /");
    EXPECT_EQ(taken("ws://[::1]:8088/ws#x"), "ws ::1 8088 /ws");
    EXPECT_EQ(taken("wss://h?x=1"), "wss h 443 /?x=1");
}

TEST(url, refuses_what_is_none) {
    for (const char* bad : {"", "http", "ftp://h/", "http://", "http:///x", "http://h:0/",
             "http://h:65536/", "http://h:8o/", "http://h:/", "http://user:pw@h/", "http://[::1/",
             "http://[::1]x/", "http://h/a b", "http://h/\r\nX: y", "HTTP://h"})
        EXPECT_EQ(taken(bad), "none") << bad;
}

}  // namespace
}  // namespace zenix::net
