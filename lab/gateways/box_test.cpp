#include "lab/gateways/box.hpp"

#include <gtest/gtest.h>

#include <set>

namespace zenix::lab {
namespace {

TEST(gsm_box, reads_port_and_number) {
    const auto d = gsm_box::read_user("03919876543210");
    ASSERT_TRUE(d);
    EXPECT_EQ(d->port, 3);
    EXPECT_EQ(d->number, "+919876543210");
}

TEST(gsm_box, refuses_what_is_no_port_and_number) {
    for (const auto* user :
        {"", "03", "0391", "03+919876543210", "ab919876543210", "sales", "031234567890123456"})
        EXPECT_FALSE(gsm_box::read_user(user)) << user;
}

TEST(gsm_box, carries_one_call_a_port) {
    auto box = gsm_box::standard();
    EXPECT_TRUE(box.seize(2, "a"));
    EXPECT_FALSE(box.seize(2, "b"));
    EXPECT_EQ(box.call_on(2), "a");
    EXPECT_TRUE(box.seize(3, "b"));
    box.release("a");
    EXPECT_TRUE(box.seize(2, "c"));
    EXPECT_FALSE(box.seize(8, "d"));
}

TEST(gsm_box, knows_an_idle_sim_until_there_is_none) {
    auto box = gsm_box::standard();
    for (int n = 0; n < 8; ++n) {
        ASSERT_NE(box.idle(), nullptr);
        EXPECT_TRUE(box.seize(box.idle()->port, std::to_string(n)));
    }
    EXPECT_EQ(box.idle(), nullptr);
}

TEST(gsm_box, has_eight_different_sims) {
    const auto box = gsm_box::standard();
    std::set<std::string> numbers, cards, subscribers;
    for (const auto& s : box.sims()) {
        numbers.insert(s.number);
        cards.insert(s.iccid);
        subscribers.insert(s.imsi);
        EXPECT_EQ(s.number.size(), 13U);
        EXPECT_EQ(box.by_number(s.number), &s);
    }
    EXPECT_EQ(numbers.size(), 8U);
    EXPECT_EQ(cards.size(), 8U);
    EXPECT_EQ(subscribers.size(), 8U);
}

}  // namespace
}  // namespace zenix::lab
