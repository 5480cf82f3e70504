#include "lab/behaviour.hpp"

#include <gtest/gtest.h>

namespace zenix::lab {
namespace {

std::string number(int last_two) {
    return "9198765432" + std::string(last_two < 10 ? "0" : "") + std::to_string(last_two);
}

TEST(behaviour, follows_the_last_two_digits) {
    const auto range = [](int from, int to, behaviour b, int cause) {
        for (int n = from; n <= to; ++n) {
            EXPECT_EQ(behaviour_of(number(n)), b) << n;
            EXPECT_EQ(plan_for(number(n), {}).cause, cause) << n;
        }
    };
    range(0, 79, behaviour::answer, 16);
    range(80, 84, behaviour::busy, 17);
    range(85, 89, behaviour::no_answer, 19);
    range(90, 93, behaviour::switched_off, 20);
    range(94, 95, behaviour::unallocated, 1);
    range(96, 97, behaviour::congestion, 34);
    range(98, 98, behaviour::voicemail, 19);
    range(99, 99, behaviour::reject, 21);
}

TEST(behaviour, has_no_such_number_where_there_are_no_digits) {
    for (const auto* text : {"", "7", "sales", "98x", "9x"})
        EXPECT_EQ(behaviour_of(text), behaviour::unallocated) << text;
}

TEST(behaviour, answers_after_one_to_four_seconds_of_ringing) {
    int least = 9999, most = 0;
    for (int n = 0; n < 80; ++n) {
        const auto p = plan_for(number(n), {});
        EXPECT_GE(p.ring_after_ms, 0);
        EXPECT_LT(p.ring_after_ms, p.decide_after_ms);
        least = std::min(least, p.decide_after_ms);
        most = std::max(most, p.decide_after_ms);
    }
    EXPECT_GE(least, 1000);
    EXPECT_LE(most, 4000);
    EXPECT_GT(most - least, 1500);  // they differ
}

TEST(behaviour, is_the_same_for_a_number_each_time) {
    EXPECT_EQ(
        plan_for("919876543210", {}).decide_after_ms, plan_for("919876543210", {}).decide_after_ms);
    EXPECT_EQ(plan_for("919876543210", {}).decide_after_ms, 3560);  // on every machine
}

TEST(behaviour, does_as_it_is_told) {
    const auto p = plan_for(number(80), {behaviour::answer, 50, 3000, 1000.0});
    EXPECT_EQ(p.behaviour, behaviour::answer);
    EXPECT_EQ(p.decide_after_ms, 50);
    EXPECT_LE(p.ring_after_ms, 50);
    EXPECT_EQ(p.talk_for_ms, 3000);
    EXPECT_EQ(p.tone_hz, 1000.0);
    EXPECT_EQ(p.cause, 16);
}

TEST(behaviour, reads_its_own_names) {
    for (int n = 0; n < 100; ++n) {
        const auto b = behaviour_of(number(n));
        EXPECT_EQ(parse_behaviour(to_string(b)), b);
    }
    EXPECT_FALSE(parse_behaviour("asleep"));
}

}  // namespace
}  // namespace zenix::lab
