#include "dialer/engine/attempts.hpp"

#include "dialer/engine/attempt_outcome.hpp"

#include <gtest/gtest.h>

namespace zenix::dialer {
namespace {

const sys_ms noon{ms(1'700'000'000'000)};

calls::call dialled() {
    calls::call c;
    c.id = "c1";
    c.campaign_id = c.lead_id = 1;
    c.borrower_first = true;
    c.dialed_at = noon;
    return c;
}
void answer(calls::call& c) {
    c.answered_at = noon;
    c.status = calls::call_status::answered;
}
void connect(calls::call& c, std::int64_t user) {
    calls::leg l;
    l.id = "t";
    l.role = calls::leg_role::telecaller;
    l.user_id = user;
    l.state = calls::leg_state::up;
    l.answered_at = noon;
    c.legs.push_back(l);
}
void end(calls::call& c) {
    c.ended_at = noon;
    c.state = calls::call_state::ended;
}

struct desk {
    pacing::pacer pacer;
    attempts tries{pacer};
    desk() { (void)pacer.agent_is(0, 7, pacing::agent_state::idle); }
    pacing::explanation look(double t) { return pacer.decide(t).why; }
};

TEST(attempts, a_call_told_many_times_is_one_attempt_and_one_answer) {
    desk d;
    auto c = dialled();
    d.tries.prepare(1, c.id, false);
    EXPECT_EQ(d.tries.preparing(), 1);
    for (int i = 0; i < 3; ++i) d.tries.see(2, c);
    EXPECT_EQ(d.tries.preparing(), 0);
    EXPECT_EQ(d.look(2).in_flight, 1);
    c.ringing_at = noon;
    answer(c);
    for (int i = 0; i < 3; ++i) d.tries.see(3, c);
    EXPECT_EQ(d.look(3).waiting, 1);
    EXPECT_EQ(d.pacer.ledger().day(3, 1).answered, 1);
    connect(c, 7);
    for (int i = 0; i < 3; ++i) d.tries.see(4, c);
    EXPECT_EQ(d.look(4).talking, 1);
    end(c);
    for (int i = 0; i < 3; ++i) d.tries.see(5, c);
    EXPECT_EQ(d.look(5).lines, 0);
    EXPECT_EQ(d.tries.size(), 0U);
}

TEST(attempts, an_abandoned_call_is_charged_once) {
    desk d;
    auto c = dialled();
    d.tries.see(1, c);
    answer(c);
    d.tries.see(2, c);
    c.abandoned = true;
    for (int i = 0; i < 3; ++i) d.tries.see(4, c);
    end(c);
    d.tries.see(9, c);
    d.tries.see(9, c);
    const auto day = d.pacer.ledger().day(9, 0.01);
    EXPECT_EQ(day.answered, 1);
    EXPECT_EQ(day.abandoned, 1);
    EXPECT_EQ(d.look(9).lines, 0);
}

TEST(attempts, one_who_hangs_up_before_a_telecaller_is_there_is_not_abandoned) {
    desk d;
    auto c = dialled();
    d.tries.see(1, c);
    answer(c);
    end(c);
    d.tries.see(2, c);
    EXPECT_EQ(d.pacer.ledger().day(2, 0.01).abandoned, 0);
    EXPECT_EQ(d.look(2).lines, 0);
}

TEST(attempts, a_call_that_has_a_telecaller_held_is_in_the_ledger_and_not_in_the_forecast) {
    desk d;
    auto c = dialled();
    c.telecaller_id = 7;
    d.tries.prepare(1, c.id, true);
    d.tries.see(1, c);
    EXPECT_EQ(d.look(1).in_flight, 0);
    answer(c);
    d.tries.see(2, c);
    EXPECT_EQ(d.pacer.ledger().day(2, 1).answered, 1);
}

TEST(attempts, what_was_not_made_after_all_is_forgotten) {
    desk d;
    d.tries.prepare(1, "c1", false);
    d.tries.forget(2, "c1");
    d.tries.forget(2, "c1");
    EXPECT_EQ(d.tries.preparing(), 0);
    EXPECT_EQ(d.look(2).in_flight, 0);
}

TEST(attempt_outcome, the_network_says_how_it_ended_until_somebody_has_spoken) {
    auto c = dialled();
    c.status = calls::call_status::busy;
    EXPECT_EQ(outcome_of(c, "").outcome, "busy");
    answer(c);
    EXPECT_EQ(outcome_of(c, "").outcome, "cut_off");
    c.abandoned = true;
    EXPECT_EQ(outcome_of(c, "").outcome, "abandoned");
    c.abandoned = false;
    connect(c, 7);
    EXPECT_EQ(outcome_of(c, "").kind, attempt_kind::owed);
    EXPECT_EQ(outcome_of(c, "callback").outcome, "callback");
    EXPECT_EQ(outcome_of(calls::call{}, "").kind, attempt_kind::not_made);
}

TEST(attempt_outcome, a_refusal_of_the_gate_blocks_until_the_next_lawful_minute) {
    const auto step = blocked_step(json::parse(R"({"decision":{"summary":"Too late.","next_lawful_at":"2026-11-24T02:30:00.000Z"}})").as_object());
    EXPECT_EQ(step.state, "blocked");
    EXPECT_EQ(step.reason, "Too late.");
    EXPECT_EQ(step.next_at, parse_time("2026-11-24T02:30:00Z"));
    EXPECT_FALSE(blocked_step(json::object{}).next_at);
}

}  // namespace
}  // namespace zenix::dialer
