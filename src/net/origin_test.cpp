#include "net/origin.hpp"

#include <gtest/gtest.h>

namespace zenix::net {
namespace {

TEST(origin, is_the_host_with_or_without_the_default_port) {
    EXPECT_TRUE(origin_is_host("https://zenix.example", "zenix.example"));
    EXPECT_TRUE(origin_is_host("https://Zenix.example", "zenix.EXAMPLE:443"));
    EXPECT_TRUE(origin_is_host("http://127.0.0.1:8080", "127.0.0.1:8080"));
    EXPECT_TRUE(origin_is_host("http://[::1]:8080", "[::1]:8080"));
    EXPECT_TRUE(origin_is_host("http://zenix.example:80", "zenix.example"));
}

TEST(origin, of_another_page_is_not_the_host) {
    EXPECT_FALSE(origin_is_host("https://evil.example", "zenix.example"));
    EXPECT_FALSE(origin_is_host("https://zenix.example.evil.example", "zenix.example"));
    EXPECT_FALSE(origin_is_host("https://zenix.example:8443", "zenix.example"));
    EXPECT_FALSE(origin_is_host("https://zenix.example", "zenix.example:80"));
    EXPECT_FALSE(origin_is_host("null", "zenix.example"));
    EXPECT_FALSE(origin_is_host("https://", ""));
    EXPECT_FALSE(origin_is_host("file://zenix.example", "zenix.example"));
}

const std::vector<std::string> proxies = {"127.0.0.1", "10.0.0.1"};

TEST(behind_proxies, believes_only_proxies_it_trusts) {
    EXPECT_EQ(
        behind_proxies("127.0.0.1", false, "203.0.113.7", "https", proxies).ip, "203.0.113.7");
    EXPECT_TRUE(behind_proxies("127.0.0.1", false, "203.0.113.7", "https", proxies).secure);
    EXPECT_EQ(
        behind_proxies("198.51.100.9", false, "203.0.113.7", "https", proxies).ip, "198.51.100.9");
    EXPECT_FALSE(behind_proxies("198.51.100.9", false, "203.0.113.7", "https", proxies).secure);
    EXPECT_TRUE(behind_proxies("198.51.100.9", true, "", "", proxies).secure);
}

TEST(behind_proxies, a_client_cannot_write_its_own_address) {
    EXPECT_EQ(behind_proxies("127.0.0.1", false, "1.1.1.1, 203.0.113.7, 10.0.0.1", "", proxies).ip,
        "203.0.113.7");
    EXPECT_EQ(behind_proxies("127.0.0.1", false, "", "", proxies).ip, "127.0.0.1");
    EXPECT_EQ(behind_proxies("127.0.0.1", false, " , ", "", proxies).ip, "127.0.0.1");
}

}  // namespace
}  // namespace zenix::net
