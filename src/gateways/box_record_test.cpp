#include "base/problem.hpp"
#include "gateways/box_record.hpp"
#include "gateways/key_for_tests.hpp"
#include "gateways/poll_rhythm.hpp"

#include <gtest/gtest.h>

namespace zenix::gateways {
namespace {

box_wish read(std::string_view more) {
    const auto text =
        R"({"trunk_id":1,"driver":"dinstar","url":"http://192.0.2.7")" + std::string(more) + "}";
    return read_box(fields(json::parse(text)), test::a_key(), {"dinstar", "yeastar"});
}

std::string fault_of(std::string_view more) {
    try {
        (void)read(more);
    } catch (const problem& p) {
        return p.field();
    }
    return "none";
}

TEST(box_record, fills_in_what_is_left_out) {
    const auto b = read("").wanted;
    EXPECT_EQ(b.zone, "UTC");
    EXPECT_EQ(b.poll_interval_ms, 30'000);
    EXPECT_FALSE(b.accept_any_certificate);
    EXPECT_EQ(host_of(b), "192.0.2.7");
}

TEST(box_record, refuses_addresses_and_drivers_that_lead_nowhere) {
    EXPECT_EQ(fault_of(R"(,"driver":"goip")"), "driver");
    for (const auto* url : {"192.0.2.7", "ftp://h", "http://", "http://h/path", "http://u:p@h",
             "http://h:0", "http://h:99999", "http://h:80x", "tcp://192.0.2.8", "http://a b",
             "http://[2001:db8::1", "http://h?x=1"})
        EXPECT_EQ(fault_of(std::string(R"(,"url":")") + url + '"'), "url") << url;
    for (const auto* url :
        {"https://h:8443", "http://h/", "tcp://192.0.2.8:5038", "https://[2001:db8::1]:443"})
        EXPECT_EQ(fault_of(std::string(R"(,"url":")") + url + '"'), "none") << url;
    EXPECT_EQ(fault_of(R"(,"zone":"Mars/Olympus")"), "zone");
    EXPECT_EQ(fault_of(R"(,"poll_interval_ms":10)"), "poll_interval_ms");
    EXPECT_EQ(fault_of(R"(,"push_from":["box.example"])"), "push_from");
    EXPECT_EQ(fault_of(R"(,"password":"a\nb")"), "password");
    EXPECT_EQ(fault_of(R"(,"pasword":"a")"), "pasword");
}

TEST(box_record, seals_the_password_and_opens_it_for_the_driver) {
    const auto key = test::a_key();
    const auto b = read_box(fields(json::parse(R"({"trunk_id":1,"driver":"dinstar",
        "url":"http://h","username":"admin","password":"s3cret"})")),
        key, {"dinstar"})
                       .wanted;
    EXPECT_EQ(b.password_sealed.find("s3cret"), std::string::npos);
    const auto s = settings_of(b, 8, key);
    EXPECT_EQ(s.password, "s3cret");
    EXPECT_EQ(s.ports, 8);
}

TEST(box_record, believes_a_push_only_from_a_known_address_with_the_secret) {
    box_record b;
    b.url = "http://192.0.2.7:8080";
    EXPECT_FALSE(may_push(b, "192.0.2.7", ""));  // it has been given none
    b.push_secret_hash = secret::sha256_hex("psst");
    EXPECT_TRUE(may_push(b, "192.0.2.7", "psst"));
    EXPECT_TRUE(may_push(b, "::ffff:192.0.2.7", "psst"));
    EXPECT_FALSE(may_push(b, "192.0.2.7", "pssst"));
    EXPECT_FALSE(may_push(b, "192.0.2.9", "psst"));
    EXPECT_FALSE(may_push(b, "nonsense", "psst"));
    b.push_from = {"192.0.2.9"};
    EXPECT_TRUE(may_push(b, "192.0.2.9", "psst"));
    b.url = "https://box.example";
    EXPECT_FALSE(may_push(b, "192.0.2.7", "psst"));
}

TEST(poll_rhythm, asks_again_at_once_then_backs_off_to_a_minute_spread_by_a_tenth) {
    const auto at = [](int missed, double dice = 0.5) {
        return next_poll(ms(10'000), missed, 2, dice).count();
    };
    EXPECT_EQ(at(0), 10'000);
    EXPECT_EQ(at(1), 1'000);
    EXPECT_EQ(at(2), 1'000);
    EXPECT_EQ(at(3), 20'000);
    EXPECT_EQ(at(4), 40'000);
    EXPECT_EQ(at(5), 60'000);
    EXPECT_EQ(at(5000), 60'000);
    EXPECT_EQ(at(0, 0), 9'000);
    EXPECT_EQ(at(0, 1), 11'000);
    EXPECT_EQ(next_poll(ms(600'000), 9, 2, 0.5).count(), 600'000);
    EXPECT_EQ(next_poll(ms(500), 1, 2, 0.5).count(), 500);
}

}  // namespace
}  // namespace zenix::gateways
