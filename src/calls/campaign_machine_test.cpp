// A call that a campaign dials: the borrower first, a telecaller at the answer, the message when there is none.
#include "calls/machine_for_tests.hpp"

namespace zenix::calls {
namespace {

class campaign_call : public test::simulated_call {
  protected:
    campaign_call() { c.campaign_id = c.lead_id = 1; }
    [[nodiscard]] ms timer() const {
        for (const auto& a : wanted)
            if (const auto* s = std::get_if<act::start_timer>(&a)) return s->after;
        return ms(0);
    }
    void answer() {
        at(0, [](machine& m) { return m.start_campaign(); });
        at(2000, [&](machine& m) { return m.leg_ringing(c.of(leg_role::borrower)->id); });
        at(5000, [&](machine& m) { return m.leg_up(c.of(leg_role::borrower)->id); });
    }
    void come(int after) {
        at(0, [](machine& m) { return m.offer_to(7, "Priya"); });
        at(after, [&](machine& m) { return m.leg_up(c.of(leg_role::telecaller)->id); });
    }
    void fire() {
        at(0, [](machine& m) { return m.timer_fired(act::timer::patience); });
    }
};

TEST_F(campaign_call, nobodys_phone_rings_before_the_borrower_answers) {
    at(0, [](machine& m) { return m.start_campaign(); });
    EXPECT_TRUE(wants<act::dial_borrower>());
    EXPECT_FALSE(wants<act::ring_phone>());
    EXPECT_EQ(c.state, call_state::dialing);
    at(2000, [&](machine& m) { return m.leg_ringing(c.of(leg_role::borrower)->id); });
    EXPECT_EQ(c.state, call_state::ringing);
}

TEST_F(campaign_call, the_answer_asks_for_a_telecaller_whose_phone_answers_by_itself) {
    answer();
    EXPECT_EQ(c.state, call_state::waiting);
    EXPECT_TRUE(wants<act::find_telecaller>());
    EXPECT_EQ(timer(), machine::message_after);
    EXPECT_FALSE(wants<act::start_recording>()) << "nobody speaks yet";
    at(0, [](machine& m) { return m.offer_to(7, "Priya"); });
    ASSERT_TRUE(wants<act::ring_phone>());
    EXPECT_TRUE(std::get<act::ring_phone>(wanted.front()).auto_answer);
    at(200, [&](machine& m) { return m.leg_up(c.of(leg_role::telecaller)->id); });
    EXPECT_EQ(c.state, call_state::talking);
    EXPECT_TRUE(wants<act::join>());
    EXPECT_TRUE(wants<act::start_recording>());
    EXPECT_FALSE(c.abandoned);
    fire();
    EXPECT_TRUE(wanted.empty());
}

TEST_F(campaign_call, within_two_seconds_without_a_telecaller_the_message_is_said_and_the_call_ends) {
    answer();
    fire();
    EXPECT_TRUE(wants<act::say_sorry>());
    EXPECT_TRUE(c.abandoned);
    at(8000, [](machine& m) { return m.said(); });
    EXPECT_TRUE(c.over());
    EXPECT_EQ(c.status, call_status::answered);
    EXPECT_EQ(c.end_reason, "no telecaller was free");
    EXPECT_FALSE(wants<act::release>());
}

TEST_F(campaign_call, a_message_that_never_ends_does_not_hold_the_line) {
    answer();
    fire();
    fire();
    EXPECT_TRUE(c.over());
}

TEST_F(campaign_call, a_phone_that_does_not_answer_in_time_lets_its_telecaller_go) {
    answer();
    at(0, [](machine& m) { return m.offer_to(7, "Priya"); });
    fire();
    EXPECT_TRUE(wants<act::say_sorry>());
    EXPECT_TRUE(wants<act::release>());
    EXPECT_EQ(c.telecaller_id, 0);
    at(0, [](machine& m) { return m.offer_to(8, "Ravi"); });
    EXPECT_FALSE(wants<act::ring_phone>()) << "the message runs already";
}

TEST_F(campaign_call, a_phone_that_answers_when_the_message_runs_already_does_not_leave_the_borrower_in_silence) {
    answer();
    at(0, [](machine& m) { return m.offer_to(7, "Priya"); });
    const auto late = c.of(leg_role::telecaller)->id;
    fire();
    at(10, [&](machine& m) { return m.leg_up(late); });
    EXPECT_TRUE(wants<act::hang_up>());
    EXPECT_EQ(c.state, call_state::waiting);
    at(8000, [](machine& m) { return m.said(); });
    EXPECT_TRUE(c.over());
    EXPECT_EQ(c.end_reason, "no telecaller was free");
}

TEST_F(campaign_call, a_phone_that_fails_leads_to_the_next_telecaller) {
    answer();
    at(0, [](machine& m) { return m.offer_to(7, "Priya"); });
    at(10, [&](machine& m) { return m.leg_ended(c.of(leg_role::telecaller)->id, {20, {}, {}}); });
    EXPECT_TRUE(wants<act::find_telecaller>());
    EXPECT_FALSE(c.over());
    come(100);
    EXPECT_EQ(c.telecaller_id, 7);
    EXPECT_EQ(c.state, call_state::talking);
}

TEST_F(campaign_call, a_telecaller_who_comes_after_two_seconds_is_joined_and_the_call_counts_as_abandoned) {
    answer();
    come(2100);
    EXPECT_EQ(c.state, call_state::talking);
    EXPECT_TRUE(c.abandoned);
}

TEST_F(campaign_call, a_borrower_who_hangs_up_at_once_leaves_no_outcome_to_be_written) {
    answer();
    at(0, [](machine& m) { return m.offer_to(7, "Priya"); });
    at(100, [&](machine& m) { return m.leg_ended(c.of(leg_role::borrower)->id, {16, {}, {}}); });
    EXPECT_TRUE(c.over());
    for (const auto& a : wanted)
        if (const auto* r = std::get_if<act::release>(&a)) EXPECT_FALSE(r->needs_outcome);
}

TEST_F(campaign_call, after_a_talk_the_telecaller_owes_the_outcome) {
    answer();
    come(100);
    at(9000, [&](machine& m) { return m.leg_ended(c.of(leg_role::borrower)->id, {16, {}, {}}); });
    bool owes = false;
    for (const auto& a : wanted)
        if (const auto* r = std::get_if<act::release>(&a)) owes = r->needs_outcome;
    EXPECT_TRUE(owes);
}

TEST_F(campaign_call, the_telecaller_held_for_it_is_rung_at_the_answer) {
    c.telecaller_id = 9;
    c.telecaller_name = "Meena";
    answer();
    ASSERT_TRUE(wants<act::ring_phone>());
    EXPECT_FALSE(wants<act::find_telecaller>());
    EXPECT_EQ(c.of(leg_role::telecaller)->user_id, 9);
}

TEST_F(campaign_call, an_attempt_can_be_given_up_until_it_is_answered) {
    at(0, [](machine& m) { return m.start_campaign(); });
    at(16'000, [](machine& m) { return m.cancel("nobody would be free"); });
    EXPECT_TRUE(c.over());
    EXPECT_EQ(c.status, call_status::cancelled);
}

TEST_F(campaign_call, one_that_has_been_answered_is_not_given_up) {
    answer();
    at(0, [](machine& m) { return m.cancel("nobody would be free"); });
    EXPECT_FALSE(c.over());
}

TEST_F(campaign_call, found_again_after_a_restart_a_waiting_borrower_gets_a_telecaller_or_the_message_soon) {
    answer();
    at(5000, [](machine& m) { return m.resume_campaign(); });
    EXPECT_TRUE(wants<act::find_telecaller>());
    EXPECT_EQ(timer(), ms(1000));
    fire();
    EXPECT_TRUE(wants<act::say_sorry>());
    at(1000, [](machine& m) { return m.resume_campaign(); });
    EXPECT_TRUE(wants<act::say_sorry>()) << "killed in the message: it is said again";
}

TEST_F(campaign_call, a_telecaller_who_reloads_the_page_comes_back_as_in_any_call) {
    answer();
    come(100);
    c.recording = recording{};
    at(1000, [](machine& m) { return m.phone_lost(7); });
    EXPECT_EQ(c.state, call_state::reconnecting);
    EXPECT_TRUE(wants<act::music>());
    at(1000, [](machine& m) { return m.phone_back(7); });
    at(200, [&](machine& m) { return m.leg_up(c.of(leg_role::telecaller)->id); });
    EXPECT_EQ(c.state, call_state::talking);
    EXPECT_FALSE(c.abandoned);
}

}  // namespace
}  // namespace zenix::calls
