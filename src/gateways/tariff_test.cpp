#include "base/problem.hpp"
#include "gateways/tariff.hpp"

#include <gtest/gtest.h>

namespace zenix::gateways {
namespace {

tariff by(std::int64_t first_s, std::int64_t next_s, std::int64_t price_minor = 1) {
    return {"INR", 0, price_minor, first_s, next_s};
}

TEST(tariff, a_call_never_answered_costs_nothing) {
    const tariff t{"INR", 50, 100, 60, 60};
    EXPECT_EQ(price(t, 0), 0);
    EXPECT_EQ(price(t, -5), 0);
}

TEST(tariff, a_pulse_that_has_begun_is_charged_whole) {
    const auto minute = by(60, 60, 30);
    EXPECT_EQ(price(minute, 1), 30);
    EXPECT_EQ(price(minute, 60'000), 30);
    EXPECT_EQ(price(minute, 60'001), 60);
    EXPECT_EQ(price(minute, 120'000), 60);
    EXPECT_EQ(price(minute, 120'001), 90);
}

TEST(tariff, by_the_second_rounds_up_to_the_second) {
    const auto second = by(1, 1);
    EXPECT_EQ(price(second, 1), 1);
    EXPECT_EQ(price(second, 1'000), 1);
    EXPECT_EQ(price(second, 1'001), 2);
    EXPECT_EQ(price(second, 61'500), 62);
}

TEST(tariff, the_first_pulse_may_be_longer_than_the_next) {
    const auto t = by(30, 6, 10);
    EXPECT_EQ(price(t, 30'000), 10);
    EXPECT_EQ(price(t, 30'001), 20);
    EXPECT_EQ(price(t, 36'000), 20);
    EXPECT_EQ(price(t, 36'001), 30);
}

TEST(tariff, connecting_is_charged_once) {
    const tariff t{"INR", 25, 100, 60, 60};
    EXPECT_EQ(price(t, 1), 125);
    EXPECT_EQ(price(t, 180'000), 325);
}

TEST(tariff, a_day_long_call_is_counted_exactly) {
    EXPECT_EQ(price(by(1, 1, 1'000'000), 24LL * 3600 * 1000), 86'400'000'000);
}

tariff read(std::string_view text) { return read_tariff(fields(json::parse(text))); }

std::string fault_of(std::string_view text) {
    try {
        (void)read(text);
    } catch (const problem& p) {
        return p.field();
    }
    return "none";
}

TEST(tariff, is_read_as_it_is_written) {
    const tariff t{"USD", 2, 7, 30, 6};
    EXPECT_EQ(read_tariff(fields(to_json(t))), t);
    EXPECT_EQ(read(R"({"currency":"INR","price_minor":30})"), (tariff{"INR", 0, 30, 60, 60}));
}

TEST(tariff, refuses_what_cannot_be_a_price) {
    EXPECT_EQ(fault_of(R"({"price_minor":1})"), "currency");
    EXPECT_EQ(fault_of(R"({"currency":"inr","price_minor":1})"), "currency");
    EXPECT_EQ(fault_of(R"({"currency":"INR"})"), "price_minor");
    EXPECT_EQ(fault_of(R"({"currency":"INR","price_minor":-1})"), "price_minor");
    EXPECT_EQ(fault_of(R"({"currency":"INR","price_minor":1,"next_pulse_s":0})"), "next_pulse_s");
    EXPECT_EQ(fault_of(R"({"currency":"INR","price_minor":1,"per":"minute"})"), "per");
}

}  // namespace
}  // namespace zenix::gateways
