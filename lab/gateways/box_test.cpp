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

constexpr sys_ms t0{ms(1'700'000'000'000)};

TEST(gsm_box, carries_one_call_a_port) {
    auto box = gsm_box::standard();
    EXPECT_EQ(box.seize(2, "a", t0), 0);
    EXPECT_EQ(box.seize(2, "b", t0), 34);
    EXPECT_EQ(box.call_on(2), "a");
    EXPECT_EQ(box.seize(3, "b", t0), 0);
    box.release("a");
    EXPECT_EQ(box.seize(2, "c", t0), 0);
    EXPECT_EQ(box.seize(8, "d", t0), 34);
}

TEST(gsm_box, knows_an_idle_sim_until_there_is_none) {
    auto box = gsm_box::standard();
    for (int n = 0; n < 8; ++n) {
        ASSERT_NE(box.idle(t0), nullptr);
        EXPECT_EQ(box.seize(box.idle(t0)->index(), std::to_string(n), t0), 0);
    }
    EXPECT_EQ(box.idle(t0), nullptr);
}

TEST(gsm_box, has_eight_different_sims) {
    auto box = gsm_box::standard();
    std::set<std::string> numbers, cards, subscribers, modules;
    for (const auto& p : box.ports()) {
        const auto& s = *p.sim();
        numbers.insert(s.number);
        cards.insert(s.iccid);
        subscribers.insert(s.imsi);
        modules.insert(p.imei());
        EXPECT_EQ(s.number.size(), 13U);
        EXPECT_EQ(s.imsi.size(), 15U);
        EXPECT_EQ(p.imei().size(), 15U);
        EXPECT_EQ(box.by_number(s.number), &p);
    }
    EXPECT_EQ(numbers.size(), 8U);
    EXPECT_EQ(cards.size(), 8U);
    EXPECT_EQ(subscribers.size(), 8U);
    EXPECT_EQ(modules.size(), 8U);
}

TEST(gsm_box, refuses_calls_with_the_cause_of_what_is_wrong) {
    auto box = gsm_box::standard();
    box.at(0)->blocked = true;
    EXPECT_EQ(box.seize(0, "a", t0), 34);
    box.at(1)->fault = port_fault::no_sim;
    EXPECT_EQ(box.seize(1, "a", t0), 38);
    box.at(2)->sim()->congestion_cause = 42;
    EXPECT_EQ(box.seize(2, "a", t0), 42);
    box.at(3)->sim()->credit_paise = 0;
    EXPECT_EQ(box.seize(3, "a", t0), 21);
    box.at(3)->sim()->no_credit_cause = 50;
    EXPECT_EQ(box.seize(3, "a", t0), 50);
    box.at(0)->blocked = false;
    EXPECT_EQ(box.seize(0, "a", t0), 0);
}

TEST(gsm_box, bills_a_call_by_the_operators_pulse_and_keeps_its_record) {
    auto box = gsm_box::standard();  // port 0 is Airtel: 60 paise a started minute
    box.at(0)->sim()->credit_paise = 1000;
    call_record r;
    r.port = 0;
    r.began = t0;
    r.answered = t0 + ms(5000);
    r.ended = *r.answered + ms(60'001);
    box.settle(r);
    EXPECT_EQ(box.at(0)->sim()->credit_paise, 880);
    r.answered.reset();
    box.settle(r);
    r.answered = t0;
    r.to_gsm = false;
    box.settle(r);
    EXPECT_EQ(box.at(0)->sim()->credit_paise, 880) << "unanswered and incoming calls are free";
    ASSERT_EQ(box.records().size(), 3U);
    EXPECT_EQ(box.records()[0].cost_paise, 120);
    EXPECT_EQ(box.records()[2].number, 3);
}

TEST(gsm_box, answers_a_ussd_code_after_a_while_and_one_at_a_time) {
    auto box = gsm_box::standard();
    box.at(0)->sim()->credit_paise = 12'345;
    EXPECT_EQ(box.send_ussd(0, "*121#", t0), gsm_box::ussd_result::sent);
    EXPECT_EQ(box.send_ussd(0, "*121#", t0), gsm_box::ussd_result::busy);
    EXPECT_EQ(box.seize(0, "call", t0), 34) << "a dialogue holds the port";
    EXPECT_EQ(box.ussd_reply(0, t0), "");
    EXPECT_EQ(box.ussd_reply(0, t0 + ms(5000)), "Your balance: Rs.123.45\nExpiry 31 Dec 2026.");
    EXPECT_EQ(box.seize(0, "call", t0 + ms(5000)), 0);
    EXPECT_EQ(box.send_ussd(0, "*121#", t0 + ms(5000)), gsm_box::ussd_result::busy);
    box.at(1)->power(false, t0, {});
    EXPECT_EQ(box.send_ussd(1, "*121#", t0), gsm_box::ussd_result::unregistered);
}

TEST(gsm_box, tells_when_a_port_goes_and_comes) {
    auto box = gsm_box::standard();
    box.step(t0);
    EXPECT_TRUE(box.take_events().empty());
    box.at(4)->reset(t0, box.pace);
    box.step(t0);
    const auto down = box.take_events();
    ASSERT_EQ(down.size(), 1U);
    EXPECT_EQ(down[0].what, box_event::kind::unregistered);
    EXPECT_EQ(down[0].port, 4);
    box.step(t0 + ms(60'000));
    const auto up = box.take_events();
    ASSERT_EQ(up.size(), 1U);
    EXPECT_EQ(up[0].what, box_event::kind::registered);
}

}  // namespace
}  // namespace zenix::lab
