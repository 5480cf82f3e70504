#include "base/problem.hpp"
#include "gateways/fleet_for_tests.hpp"
#include "gateways/trunk.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace zenix::gateways {
namespace {

/// A master key in a file that goes with the test.
class trunk_test : public testing::Test {
  protected:
    trunk_test() {
        std::string folder = testing::TempDir() + "zenix-trunk-XXXXXX";
        folder_ = ::mkdtemp(folder.data());
        key_.emplace(secret::master_key::load(folder_ + "/key", true));
    }
    ~trunk_test() override { std::filesystem::remove_all(folder_); }

    [[nodiscard]] trunk_wish read(std::string_view text) const {
        return read_trunk(fields(json::parse(text)), *key_);
    }
    [[nodiscard]] std::string fault_of(std::string_view more) const {
        try {
            (void)read(
                R"({"name":"pri-1","kind":"sip","host":"192.0.2.1")" + std::string(more) + "}");
        } catch (const problem& p) {
            return p.field();
        }
        return "none";
    }
    std::string folder_;
    std::optional<secret::master_key> key_;
};

TEST_F(trunk_test, fills_in_what_is_left_out) {
    const auto w = read(R"({"name":"pri-1","kind":"sip","host":"sip.example.net"})");
    EXPECT_EQ(w.wanted.port, 5060);
    EXPECT_EQ(w.wanted.codecs, (std::vector<std::string>{"ulaw", "alaw"}));
    EXPECT_EQ(w.wanted.channels_max, 30);
    EXPECT_TRUE(w.wanted.enabled && w.keeps_password);
}

TEST_F(trunk_test, seals_the_password_and_never_shows_it) {
    const auto w =
        read(R"({"name":"pri","kind":"sip","host":"h","username":"u","password":"s3cret;x"})")
            .wanted;
    EXPECT_EQ(w.password_sealed.find("s3cret"), std::string::npos);
    EXPECT_EQ(trunk_password(w, *key_), "s3cret;x");
    EXPECT_EQ(json::serialize(to_json(w, {})).find("cret"), std::string::npos);
    const auto off = read(R"({"name":"pri","kind":"sip","host":"h","password":null})");
    EXPECT_FALSE(off.keeps_password);
    EXPECT_TRUE(off.wanted.password_sealed.empty());
}

TEST_F(trunk_test, refuses_what_would_mean_something_in_asterisks_configuration) {
    EXPECT_EQ(fault_of(""), "none");
    EXPECT_EQ(fault_of(R"(,"host":"a;transport=tcp")"), "host");
    EXPECT_EQ(fault_of(R"(,"host":"a;b")"), "host");
    EXPECT_EQ(fault_of(R"(,"host":"sip:a")"), "host");
    EXPECT_EQ(fault_of(R"(,"host":"a:5060")"), "host");
    EXPECT_EQ(fault_of(R"(,"host":"2001:db8::1")"), "none");
    EXPECT_EQ(fault_of(R"(,"host":"a\nb")"), "host");
    EXPECT_EQ(fault_of(R"(,"name":"-x")"), "name");
    EXPECT_EQ(fault_of(R"(,"name":"Pri 1")"), "name");
    EXPECT_EQ(fault_of(R"(,"username":"u@h")"), "username");
    EXPECT_EQ(fault_of(R"(,"password":"a\r\nb")"), "password");
    EXPECT_EQ(fault_of(R"(,"caller_id":"<x>")"), "caller_id");
    EXPECT_EQ(fault_of(R"(,"caller_id":"+911601234567")"), "none");
    EXPECT_EQ(fault_of(R"(,"codecs":[])"), "codecs");
    EXPECT_EQ(fault_of(R"(,"codecs":["ulaw","ulaw"])"), "codecs");
    EXPECT_EQ(fault_of(R"(,"codecs":["g729"])"), "codecs");
    EXPECT_EQ(fault_of(R"(,"port":0)"), "port");
    EXPECT_EQ(fault_of(R"(,"channels":3)"), "channels");
    EXPECT_EQ(fault_of(R"(,"gateway_ports":8)"), "gateway_ports");  // a SIP trunk has none
    EXPECT_EQ(fault_of(R"(,"kind":"gsm")"), "gateway_ports");       // and a gateway needs them
}

TEST_F(trunk_test, is_known_in_asterisk_by_its_number) {
    EXPECT_EQ(endpoint_name(7), "trunk-7");
    EXPECT_EQ(trunk_of_endpoint("trunk-7"), 7);
    for (const auto* other : {"trunk-", "trunk-7x", "trunk--7", "agent-7", "", "trunk-0"})
        EXPECT_FALSE(trunk_of_endpoint(other)) << other;
}

TEST_F(trunk_test, says_disabled_whatever_asterisk_last_said) {
    auto t = test::sip_trunk(1, "pri");
    const trunk_health up{trunk_state::reachable, 4.5, 2};
    EXPECT_EQ(to_json(t, up).at("state"), "reachable");
    EXPECT_EQ(to_json(t, up).at("round_trip_ms"), 4.5);
    t.enabled = false;
    EXPECT_EQ(to_json(t, up).at("state"), "disabled");
    EXPECT_TRUE(to_json(t, up).at("round_trip_ms").is_null());
}

}  // namespace
}  // namespace zenix::gateways
