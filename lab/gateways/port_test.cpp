#include "lab/gateways/port.hpp"

#include <gtest/gtest.h>

namespace zenix::lab {
namespace {

constexpr sys_ms t0{ms(1'700'000'000'000)};

gsm_port two_slots() {
    card a, b;
    a.iccid = "8991000001";
    b.iccid = "8991000002";
    return {3, {a, b}, 7};
}

TEST(gsm_port, registers_twenty_to_sixty_seconds_after_a_change_of_slot) {
    auto p = two_slots();
    EXPECT_EQ(p.state(t0), registration::registered);
    ASSERT_TRUE(p.choose_slot(1, t0, {}));
    EXPECT_EQ(p.state(t0), registration::power_off);
    EXPECT_EQ(p.sim()->iccid, "8991000002");
    EXPECT_EQ(p.state(t0 + ms(10'000)), registration::searching);
    EXPECT_EQ(p.state(t0 + ms(19'999)), registration::searching);
    EXPECT_EQ(p.state(t0 + ms(60'000)), registration::registered);
    EXPECT_FALSE(p.choose_slot(2, t0, {}));
}

TEST(gsm_port, goes_as_fast_as_its_box) {
    auto p = two_slots();
    p.reset(t0, {100});
    EXPECT_EQ(p.state(t0 + ms(199)), registration::searching);
    EXPECT_EQ(p.state(t0 + ms(600)), registration::registered);
}

TEST(gsm_port, asks_for_the_pin_and_after_three_wrong_ones_for_the_puk) {
    auto p = two_slots();
    p.sim()->pin = "1234";
    EXPECT_EQ(p.state(t0), registration::pin_required);
    EXPECT_TRUE(p.enter_pin("1234", t0, {}));
    EXPECT_EQ(p.state(t0), registration::searching);
    EXPECT_EQ(p.state(t0 + ms(15'000)), registration::registered);
    p.power(false, t0, {});
    EXPECT_EQ(p.state(t0), registration::power_off);
    p.power(true, t0, {});
    const auto later = t0 + ms(60'000);
    EXPECT_EQ(p.state(later), registration::pin_required) << "a card forgets with its power";
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(p.enter_pin("9999", later, {}));
    EXPECT_EQ(p.state(later), registration::puk_required);
    EXPECT_FALSE(p.enter_pin("1234", later, {}));
    EXPECT_TRUE(p.enter_pin("123456784321", later, {}));
    EXPECT_EQ(p.sim()->pin, "4321");
    EXPECT_EQ(p.state(later + ms(15'000)), registration::registered);
}

TEST(gsm_port, shows_its_faults) {
    auto p = two_slots();
    p.fault = port_fault::lost;
    EXPECT_EQ(p.state(t0), registration::lost);
    EXPECT_EQ(p.signal(t0), 0);
    p.fault = port_fault::no_sim;
    EXPECT_EQ(p.state(t0), registration::no_sim);
    EXPECT_EQ(p.sim(), nullptr);
    p.fault = port_fault::unregistered;
    EXPECT_EQ(p.state(t0), registration::unregistered);
    p.fault = port_fault::none;
    EXPECT_EQ(p.state(t0), registration::registered);
    p.blocked = true;
    EXPECT_FALSE(p.usable(t0));
}

TEST(gsm_port, has_a_signal_that_walks_within_its_scale) {
    auto p = two_slots();
    int least = 99, most = -1;
    for (int i = 0; i < 400; ++i) {
        const int s = p.signal(t0 + ms(15'000) * i);
        least = std::min(least, s);
        most = std::max(most, s);
    }
    EXPECT_GE(least, 0);
    EXPECT_LE(most, 31);
    EXPECT_GT(most, least);
    EXPECT_LE(most - least, 8);
    EXPECT_EQ(p.signal(t0), p.signal(t0)) << "the same moment has the same signal";
}

TEST(gsm_port, does_one_job_at_a_time) {
    auto p = two_slots();
    EXPECT_TRUE(p.seize(gsm_port::job::text, "a"));
    EXPECT_FALSE(p.seize(gsm_port::job::call, "b"));
    p.release();
    EXPECT_TRUE(p.seize(gsm_port::job::call, "b"));
    EXPECT_EQ(p.busy_for(), "b");
}

}  // namespace
}  // namespace zenix::lab
