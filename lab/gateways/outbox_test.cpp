#include "lab/gateways/box.hpp"

#include <gtest/gtest.h>

namespace zenix::lab {
namespace {

using status = outgoing_text::status;
constexpr sys_ms t0{ms(1'700'000'000'000)};

outgoing_text to(std::string number, std::string text = "Hello") {
    outgoing_text t;
    t.number = std::move(number);
    t.text = std::move(text);
    return t;
}

TEST(outbox, sends_and_delivers_within_the_times_of_the_field) {
    auto box = gsm_box::standard();
    const auto credit = box.at(0)->sim()->credit_paise;
    const auto id = box.outbox.add(to("+919876543210"), t0);
    box.step(t0);
    EXPECT_EQ(box.outbox.find(id)->state, status::sending);
    EXPECT_EQ(box.outbox.find(id)->port, 0);
    EXPECT_EQ(box.seize(0, "call", t0), 34) << "a text holds its port";
    box.step(t0 + ms(1'999));
    EXPECT_EQ(box.outbox.find(id)->state, status::sending);
    box.step(t0 + ms(6'000));
    EXPECT_EQ(box.outbox.find(id)->state, status::sent);
    EXPECT_EQ(box.at(0)->sim()->credit_paise, credit - 100);
    box.step(t0 + ms(26'000));
    EXPECT_EQ(box.outbox.find(id)->state, status::delivered);
    EXPECT_EQ(box.outbox.find(id)->status_code, 0);
    const auto told = box.take_events();
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0].what, box_event::kind::text_sent);
    EXPECT_EQ(told[1].what, box_event::kind::text_receipt);
}

TEST(outbox, spreads_texts_over_usable_ports_and_keeps_to_those_named) {
    auto box = gsm_box::standard();
    box.at(0)->blocked = true;
    const auto a = box.outbox.add(to("+911"), t0), b = box.outbox.add(to("+912"), t0);
    auto third = to("+913");
    third.allowed = {0};
    const auto c = box.outbox.add(third, t0);
    box.step(t0);
    EXPECT_EQ(box.outbox.find(a)->port, 1);
    EXPECT_EQ(box.outbox.find(b)->port, 2);
    EXPECT_EQ(box.outbox.find(c)->state, status::queued);
    box.at(0)->blocked = false;
    box.step(t0);
    EXPECT_EQ(box.outbox.find(c)->port, 0);
}

TEST(outbox, fails_loses_receipts_and_reports_codes_on_demand) {
    auto box = gsm_box::standard();
    box.outbox.faults.fail_percent = 100;
    const auto a = box.outbox.add(to("+911"), t0);
    box.step(t0);
    box.step(t0 + ms(6'000));
    EXPECT_EQ(box.outbox.find(a)->state, status::failed);
    box.outbox.faults = {};
    box.outbox.faults.lost_report_percent = 100;
    const auto b = box.outbox.add(to("+912"), t0);
    box.step(t0 + ms(6'000));
    box.step(t0 + ms(12'000));
    box.step(t0 + ms(90'000));
    EXPECT_EQ(box.outbox.find(b)->state, status::sent);
    box.outbox.faults = {};
    box.outbox.faults.report_code = 70;
    const auto c = box.outbox.add(to("+913"), t0 + ms(90'000));
    box.step(t0 + ms(90'000));
    box.step(t0 + ms(96'000));
    box.step(t0 + ms(116'000));
    EXPECT_EQ(box.outbox.find(c)->status_code, 70);
    EXPECT_EQ(box.outbox.find(c)->state, status::sent) << "not delivered";
}

TEST(outbox, stops_what_still_waits_of_a_task) {
    gsm_box box({.ports = 1});
    auto a = to("+911"), b = to("+912");
    a.task = b.task = box.outbox.next_task();
    box.outbox.add(a, t0);
    box.outbox.add(b, t0);
    box.step(t0);
    EXPECT_EQ(box.outbox.waiting(), 2);
    EXPECT_TRUE(box.outbox.stop(a.task));
    EXPECT_EQ(box.outbox.waiting(), 1) << "what is on the air goes out";
    EXPECT_FALSE(box.outbox.stop(99));
}

TEST(outbox, counts_segments_by_alphabet) {
    EXPECT_EQ(segments_of(""), 1);
    EXPECT_EQ(segments_of(std::string(160, 'a')), 1);
    EXPECT_EQ(segments_of(std::string(161, 'a')), 2);
    EXPECT_EQ(segments_of(std::string(81, '[')), 2) << "a bracket takes two septets";
    std::string hindi;
    for (int i = 0; i < 70; ++i) hindi += "\u0915";
    EXPECT_EQ(segments_of(hindi), 1);
    EXPECT_EQ(segments_of(hindi + "a"), 2);
}

TEST(inbox, takes_no_more_when_it_is_full_of_unread_texts) {
    auto box = gsm_box::standard();
    box.inbox.limit = 2;
    EXPECT_EQ(box.receive(0, "+911", "a", t0), 1);
    EXPECT_EQ(box.receive(0, "+911", "b", t0), 2);
    EXPECT_EQ(box.receive(0, "+911", "c", t0), 0);
    EXPECT_EQ(box.inbox.refused, 1);
    box.inbox.all().front().read = true;
    EXPECT_EQ(box.receive(0, "+911", "d", t0), 3);
    EXPECT_EQ(box.inbox.unread(), 2);
}

}  // namespace
}  // namespace zenix::lab
