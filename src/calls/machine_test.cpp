#include "base/problem.hpp"
#include "calls/machine_for_tests.hpp"

namespace zenix::calls {
namespace {

/// A click of Priya's.
class machine_test : public test::simulated_call {
  protected:
    machine_test() {
        c.telecaller_id = 7;
        c.telecaller_name = "Priya";
    }
    void talk() {
        at(0, [](machine& m) { return m.start_outbound(); });
        at(100, [&](machine& m) { return m.leg_up(leg_of(leg_role::telecaller)); });
        at(500, [&](machine& m) { return m.leg_ringing(leg_of(leg_role::borrower)); });
        at(3000, [&](machine& m) { return m.leg_up(leg_of(leg_role::borrower)); });
        c.recording = recording{};
        c.recording->started_at = t;
    }
    void end_all_legs() {
        const auto legs = c.legs;
        for (const auto& l : legs)
            at(1, [&](machine& m) { return m.leg_ended(l.id, {16, {}, {}}); });
    }
};

TEST_F(machine_test, a_click_rings_the_telecaller_first_and_dials_when_they_are_there) {
    at(0, [](machine& m) { return m.start_outbound(); });
    EXPECT_EQ(c.state, call_state::calling_telecaller);
    EXPECT_TRUE(the<act::ring_phone>().auto_answer);
    EXPECT_EQ(count<act::dial_borrower>(), 0);
    at(100, [&](machine& m) { return m.leg_up(leg_of(leg_role::telecaller)); });
    EXPECT_EQ(count<act::join>(), 1);
    EXPECT_EQ(count<act::dial_borrower>(), 1);
    EXPECT_EQ(c.state, call_state::dialing);
}

TEST_F(machine_test, ringing_early_media_and_answer_show_in_the_state) {
    at(0, [](machine& m) { return m.start_outbound(); });
    at(1, [&](machine& m) { return m.leg_up(leg_of(leg_role::telecaller)); });
    const auto b = leg_of(leg_role::borrower);
    at(1, [&](machine& m) { return m.leg_ringing(b); });
    EXPECT_EQ(c.state, call_state::ringing);
    at(1, [&](machine& m) { return m.leg_progress(b); });
    EXPECT_EQ(c.state, call_state::early_media);
    at(1, [&](machine& m) { return m.leg_up(b); });
    EXPECT_EQ(c.state, call_state::talking);
    EXPECT_EQ(c.status, call_status::answered);
    EXPECT_EQ(count<act::start_recording>(), 1);
}

TEST_F(machine_test, each_cause_ends_in_its_status) {
    const std::vector<std::pair<int, call_status>> cases = {
        {17, call_status::busy},      {19, call_status::no_answer},  {20, call_status::switched_off},
        {1, call_status::unallocated}, {34, call_status::congestion}, {21, call_status::rejected},
        {999, call_status::failed}};
    for (const auto& [cause, status] : cases) {
        c = call{};
        c.id = "0190a000-0000-7000-8000-000000000001";
        c.telecaller_id = 7;
        at(0, [](machine& m) { return m.start_outbound(); });
        at(1, [&](machine& m) { return m.leg_up(leg_of(leg_role::telecaller)); });
        at(1, [&](machine& m) { return m.leg_ended(leg_of(leg_role::borrower), {cause, 486, {}}); });
        EXPECT_EQ(c.status, status) << cause;
        EXPECT_EQ(c.cause_q850, cause);
        EXPECT_TRUE(c.over());
        EXPECT_TRUE(the<act::release>().needs_outcome);
    }
}

TEST_F(machine_test, a_phone_that_does_not_answer_dials_nobody_and_owes_nothing) {
    at(0, [](machine& m) { return m.start_outbound(); });
    at(20'000, [&](machine& m) { return m.leg_ended(leg_of(leg_role::telecaller), {19, {}, {}}); });
    EXPECT_TRUE(c.over());
    EXPECT_EQ(c.status, call_status::failed);
    EXPECT_FALSE(the<act::release>().needs_outcome);
}

TEST_F(machine_test, the_telecaller_hangs_up_before_an_answer_and_it_is_cancelled) {
    at(0, [](machine& m) { return m.start_outbound(); });
    at(1, [&](machine& m) { return m.leg_up(leg_of(leg_role::telecaller)); });
    at(1, [](machine& m) { return m.hang_up(party::telecaller); });
    EXPECT_EQ(c.status, call_status::cancelled);
    EXPECT_EQ(c.cause_q850, 16);
    EXPECT_EQ(count<act::hang_up>(), 2);
}

TEST_F(machine_test, it_settles_once_when_the_last_leg_is_gone) {
    talk();
    at(5000, [](machine& m) { return m.hang_up(party::telecaller); });
    EXPECT_EQ(count<act::settle>(), 0);
    EXPECT_EQ(count<act::stop_recording>(), 1);
    const auto legs = c.legs;
    at(1, [&](machine& m) { return m.leg_ended(legs[0].id, {16, {}, {}}); });
    EXPECT_EQ(count<act::settle>(), 0);
    at(1, [&](machine& m) { return m.leg_ended(legs[1].id, {16, {}, {}}); });
    EXPECT_EQ(count<act::settle>(), 1);
    EXPECT_EQ(c.duration_s(), 5);
    EXPECT_EQ(c.ended_by, party::telecaller);
    EXPECT_EQ(c.cause_q850, 16);
}

TEST_F(machine_test, either_side_hanging_up_ends_it_for_both) {
    talk();
    at(1000, [&](machine& m) { return m.leg_ended(leg_of(leg_role::borrower), {16, {}, {}}); });
    EXPECT_EQ(c.ended_by, party::borrower);
    EXPECT_EQ(the<act::hang_up>().leg, c.legs[0].id);
    SetUp();
}

TEST_F(machine_test, hold_gives_music_and_counts_its_time) {
    talk();
    at(1000, [](machine& m) { return m.hold(); });
    EXPECT_EQ(c.state, call_state::held);
    EXPECT_EQ(count<act::music>(), 1);
    at(4000, [](machine& m) { return m.resume(); });
    EXPECT_EQ(c.state, call_state::talking);
    EXPECT_EQ(count<act::join>(), 1);
    at(1000, [](machine& m) { return m.hang_up(party::telecaller); });
    EXPECT_EQ(c.hold_ms, 4000);
    EXPECT_EQ(c.talk_ms(), 2000);
}

TEST_F(machine_test, hold_needs_somebody_to_hold) {
    at(0, [](machine& m) { return m.start_outbound(); });
    EXPECT_THROW(at(0, [](machine& m) { return m.hold(); }), problem);
}

TEST_F(machine_test, a_reloaded_page_gets_the_conversation_back_without_a_second_ring) {
    talk();
    const auto first = leg_of(leg_role::telecaller);
    at(1000, [](machine& m) { return m.phone_lost(7); });
    EXPECT_EQ(c.state, call_state::reconnecting);
    EXPECT_EQ(count<act::music>(), 1);
    EXPECT_EQ(the<act::hang_up>().leg, first);
    at(5, [&](machine& m) { return m.leg_ended(first, {0, {}, {}}); });
    EXPECT_EQ(c.state, call_state::reconnecting);
    at(2000, [](machine& m) { return m.phone_back(7); });
    EXPECT_TRUE(the<act::ring_phone>().auto_answer);
    at(100, [&](machine& m) { return m.leg_up(leg_of(leg_role::telecaller)); });
    EXPECT_EQ(c.state, call_state::talking);
    EXPECT_EQ(count<act::join>(), 2);  // telecaller, and the borrower back from the music
    EXPECT_EQ(count<act::dial_borrower>(), 0);
}

TEST_F(machine_test, mute_outlives_a_reload) {
    talk();
    at(1, [](machine& m) { return m.mute(true); });
    at(1, [](machine& m) { return m.phone_lost(7); });
    at(1, [](machine& m) { return m.phone_back(7); });
    at(1, [&](machine& m) { return m.leg_up(leg_of(leg_role::telecaller)); });
    EXPECT_TRUE(the<act::mute>().on);
}

TEST_F(machine_test, a_held_borrower_stays_held_over_a_reload) {
    talk();
    at(1, [](machine& m) { return m.hold(); });
    at(1, [](machine& m) { return m.phone_lost(7); });
    at(1, [](machine& m) { return m.phone_back(7); });
    at(1, [&](machine& m) { return m.leg_up(leg_of(leg_role::telecaller)); });
    EXPECT_EQ(c.state, call_state::held);
    EXPECT_EQ(count<act::join>(), 1);
}

TEST_F(machine_test, after_the_grace_the_borrower_is_let_go) {
    talk();
    at(1, [](machine& m) { return m.phone_lost(7); });
    at(15'000, [](machine& m) { return m.timer_fired(act::timer::grace); });
    EXPECT_TRUE(c.over());
    EXPECT_EQ(c.ended_by, party::system);
    EXPECT_EQ(c.status, call_status::answered);
    EXPECT_TRUE(the<act::release>().needs_outcome);
}

TEST_F(machine_test, a_borrower_who_answers_while_the_page_reloads_hears_music) {
    at(0, [](machine& m) { return m.start_outbound(); });
    at(1, [&](machine& m) { return m.leg_up(leg_of(leg_role::telecaller)); });
    at(1, [](machine& m) { return m.phone_lost(7); });
    at(1, [&](machine& m) { return m.leg_up(leg_of(leg_role::borrower)); });
    EXPECT_EQ(count<act::music>(), 1);
    EXPECT_EQ(c.state, call_state::reconnecting);
}

TEST_F(machine_test, a_leg_that_breaks_is_rung_again_but_a_hang_up_ends) {
    talk();
    at(1, [&](machine& m) { return m.leg_ended(leg_of(leg_role::telecaller), {41, {}, {}}); });
    EXPECT_EQ(c.state, call_state::reconnecting);
    EXPECT_EQ(count<act::retry_phone>(), 1);
    c = call{};
    c.id = "x";
    c.telecaller_id = 7;
    talk();
    at(1, [&](machine& m) { return m.leg_ended(leg_of(leg_role::telecaller), {16, {}, {}}); });
    EXPECT_TRUE(c.over());
    EXPECT_EQ(c.ended_by, party::telecaller);
}

TEST_F(machine_test, a_blind_transfer_to_a_number_frees_the_telecaller_and_ends_with_the_talk) {
    talk();
    at(1, [](machine& m) { return m.transfer(false, {0, "+919900000002"}); });
    EXPECT_EQ(c.state, call_state::transferring);
    EXPECT_EQ(count<act::dial_third>(), 1);
    EXPECT_TRUE(the<act::release>().needs_outcome);
    at(1, [&](machine& m) { return m.leg_up(leg_of(leg_role::third_party)); });
    EXPECT_EQ(c.state, call_state::talking);
    at(1, [&](machine& m) { return m.leg_ended(leg_of(leg_role::third_party), {16, {}, {}}); });
    EXPECT_TRUE(c.over());
}

TEST_F(machine_test, a_blind_transfer_that_fails_comes_back) {
    talk();
    at(1, [](machine& m) { return m.transfer(false, {0, "+919900000082"}); });
    at(1, [&](machine& m) { return m.leg_ended(leg_of(leg_role::third_party), {17, {}, {}}); });
    EXPECT_EQ(count<act::notice>(), 1);
    EXPECT_EQ(count<act::music>(), 1);
    EXPECT_EQ(the<act::bring_back>().user_id, 7);
    at(1, [](machine& m) { return m.take_back(); });
    EXPECT_EQ(c.state, call_state::reconnecting);
    at(1, [](machine& m) { return m.phone_back(7); });
    at(1, [&](machine& m) { return m.leg_up(leg_of(leg_role::telecaller)); });
    EXPECT_EQ(c.state, call_state::talking);
}

TEST_F(machine_test, a_failed_transfer_whose_maker_is_busy_goes_to_a_colleague_or_ends) {
    talk();
    at(1, [](machine& m) { return m.transfer(false, {0, "+919900000082"}); });
    at(1, [&](machine& m) { return m.leg_ended(leg_of(leg_role::third_party), {17, {}, {}}); });
    at(1, [](machine& m) { return m.pass_on(9, "Asha"); });
    EXPECT_EQ(c.state, call_state::transferring);
    EXPECT_FALSE(the<act::ring_phone>().auto_answer);
    const auto asha = leg_of(leg_role::third_party);
    at(20'000, [&](machine& m) { return m.leg_ended(asha, {19, {}, {}}); });
    EXPECT_EQ(count<act::bring_back>(), 1);
    EXPECT_EQ(the<act::release>().user_id, 9);
    EXPECT_FALSE(the<act::release>().needs_outcome);
    at(1, [](machine& m) { return m.pass_on(11, "Kiran"); });
    at(1, [&](machine& m) { return m.leg_up(leg_of(leg_role::third_party)); });
    EXPECT_EQ(c.state, call_state::talking);
    EXPECT_EQ(c.telecaller_id, 11);
    at(1, [](machine& m) { return m.strand(); });
    EXPECT_FALSE(c.over()) << "it is in good hands";
}

TEST_F(machine_test, a_failed_transfer_that_nobody_can_take_ends_with_the_reason) {
    talk();
    at(1, [](machine& m) { return m.transfer(false, {0, "+919900000082"}); });
    at(1, [&](machine& m) { return m.leg_ended(leg_of(leg_role::third_party), {17, {}, {}}); });
    at(1, [](machine& m) { return m.strand(); });
    EXPECT_TRUE(c.over());
    EXPECT_EQ(c.end_reason, "the transfer failed and nobody was free");
    EXPECT_EQ(count<act::release>(), 0) << "who made it talks to somebody else";
}

TEST_F(machine_test, a_colleague_whose_page_goes_leaves_the_others_talking) {
    talk();
    at(1, [](machine& m) { return m.transfer(true, {9, "Asha"}); });
    at(1, [&](machine& m) { return m.leg_up(leg_of(leg_role::third_party)); });
    const auto x = leg_of(leg_role::third_party);
    at(1, [](machine& m) { return m.phone_lost(9); });
    EXPECT_EQ(the<act::hang_up>().leg, x);
    EXPECT_EQ(the<act::release>().user_id, 9);
    EXPECT_EQ(the<act::notice>().user_id, 7);
    EXPECT_EQ(count<act::join>(), 1) << "the borrower is back from the music";
    EXPECT_EQ(c.state, call_state::talking);
}

TEST_F(machine_test, a_borrower_whose_telecaller_is_lost_hears_music_when_the_third_party_goes) {
    talk();
    at(1, [](machine& m) { return m.transfer(true, {0, "+919900000003"}); });
    at(1, [&](machine& m) { return m.leg_up(leg_of(leg_role::third_party)); });
    at(1, [](machine& m) { return m.phone_lost(7); });
    at(1, [&](machine& m) { return m.leg_ended(leg_of(leg_role::third_party), {16, {}, {}}); });
    EXPECT_EQ(count<act::join>(), 0) << "there is nobody to talk to";
    EXPECT_EQ(c.state, call_state::reconnecting);
    at(1, [](machine& m) { return m.phone_back(7); });
    at(1, [&](machine& m) { return m.leg_up(leg_of(leg_role::telecaller)); });
    EXPECT_EQ(count<act::join>(), 2) << "telecaller, and the borrower back from the music";
    EXPECT_EQ(c.state, call_state::talking);

    at(1, [](machine& m) { return m.transfer(true, {0, "+919900000003"}); });
    at(1, [&](machine& m) { return m.leg_up(leg_of(leg_role::third_party)); });
    at(1, [](machine& m) { return m.conference(); });
    at(1, [](machine& m) { return m.phone_lost(7); });
    EXPECT_EQ(count<act::music>(), 0) << "those two talk on";
    at(1, [&](machine& m) { return m.leg_ended(leg_of(leg_role::third_party), {16, {}, {}}); });
    EXPECT_EQ(count<act::music>(), 1);
}

TEST_F(machine_test, a_consult_can_be_completed_to_a_colleague_who_then_owns_the_call) {
    talk();
    at(1, [](machine& m) { return m.transfer(true, {9, "Asha"}); });
    EXPECT_EQ(c.state, call_state::consulting);
    EXPECT_EQ(count<act::music>(), 1);
    EXPECT_FALSE(the<act::ring_phone>().auto_answer);
    EXPECT_THROW(at(1, [](machine& m) { return m.complete_transfer(); }), problem);
    at(1, [&](machine& m) { return m.leg_up(leg_of(leg_role::third_party)); });
    at(1, [](machine& m) { return m.complete_transfer(); });
    EXPECT_EQ(c.telecaller_id, 9);
    EXPECT_EQ(c.state, call_state::talking);
    EXPECT_EQ(the<act::release>().user_id, 7);
    EXPECT_FALSE(the<act::release>().needs_outcome);
    at(1, [](machine& m) { return m.hang_up(party::telecaller); });
    EXPECT_EQ(the<act::release>().user_id, 9);
}

TEST_F(machine_test, a_consult_can_be_cancelled_and_becomes_three_way_on_wish) {
    talk();
    at(1, [](machine& m) { return m.transfer(true, {0, "+919900000003"}); });
    at(1, [&](machine& m) { return m.leg_up(leg_of(leg_role::third_party)); });
    at(1, [](machine& m) { return m.conference(); });
    EXPECT_EQ(c.state, call_state::conference);
    const auto x = leg_of(leg_role::third_party);
    at(1, [](machine& m) { return m.cancel_transfer(); });
    EXPECT_EQ(the<act::hang_up>().leg, x);
    EXPECT_EQ(c.state, call_state::talking);
}

TEST_F(machine_test, a_colleague_called_in_hangs_up_for_themselves_only) {
    talk();
    at(1, [](machine& m) { return m.transfer(true, {9, "Asha"}); });
    at(1, [](machine& m) { return m.leave(9); });
    const auto x = leg_of(leg_role::third_party);
    EXPECT_EQ(the<act::hang_up>().leg, x);
    at(1, [&](machine& m) { return m.leg_ended(x, {16, {}, {}}); });
    EXPECT_FALSE(c.over());
    EXPECT_EQ(c.state, call_state::talking);
    EXPECT_THROW(at(1, [](machine& m) { return m.leave(9); }), problem);
}

TEST_F(machine_test, a_borrower_who_leaves_during_a_consult_makes_it_a_dead_call) {
    talk();
    at(1, [](machine& m) { return m.transfer(true, {0, "+919900000003"}); });
    at(1, [&](machine& m) { return m.leg_up(leg_of(leg_role::third_party)); });
    at(1, [&](machine& m) { return m.leg_ended(leg_of(leg_role::borrower), {16, {}, {}}); });
    EXPECT_FALSE(c.over());
    EXPECT_EQ(c.of(leg_role::borrower), nullptr);
    at(1, [](machine& m) { return m.hang_up(party::telecaller); });
    EXPECT_TRUE(c.over());
}

TEST_F(machine_test, an_inbound_call_is_offered_until_somebody_takes_it) {
    c.direction = direction::inbound;
    c.telecaller_id = 0;
    at(0, [](machine& m) { return m.start_inbound("chan-1"); });
    EXPECT_EQ(count<act::let_ring>(), 1);
    EXPECT_EQ(count<act::find_telecaller>(), 1);
    at(1, [](machine& m) { return m.offer_to(7, "Priya"); });
    EXPECT_FALSE(the<act::ring_phone>().auto_answer);
    at(20'000, [&](machine& m) { return m.leg_ended(leg_of(leg_role::telecaller), {19, {}, {}}); });
    EXPECT_EQ(count<act::find_telecaller>(), 1);
    EXPECT_EQ(the<act::release>().user_id, 7);
    at(1, [](machine& m) { return m.offer_to(9, "Asha"); });
    at(1, [&](machine& m) { return m.leg_up(leg_of(leg_role::telecaller)); });
    EXPECT_EQ(c.state, call_state::talking);
    EXPECT_EQ(count<act::answer>(), 1);
    EXPECT_EQ(count<act::join>(), 2);
    EXPECT_EQ(c.telecaller_id, 9);
}

TEST_F(machine_test, an_inbound_caller_nobody_takes_is_missed) {
    c.direction = direction::inbound;
    c.telecaller_id = 0;
    at(0, [](machine& m) { return m.start_inbound("chan-1"); });
    at(60'000, [](machine& m) { return m.timer_fired(act::timer::patience); });
    EXPECT_EQ(c.status, call_status::missed);
    EXPECT_EQ(count<act::release>(), 0);
}

TEST_F(machine_test, a_pause_of_the_recording_is_a_listed_gap) {
    talk();
    at(2000, [](machine& m) { return m.pause_recording(true, "payment_details"); });
    EXPECT_EQ(c.recording->state, "paused");
    at(3000, [](machine& m) { return m.pause_recording(false, ""); });
    ASSERT_EQ(c.recording->gaps.size(), 1U);
    EXPECT_EQ(c.recording->gaps[0].from_ms, 2000);
    EXPECT_EQ(c.recording->gaps[0].to_ms, 5000);
}

TEST_F(machine_test, what_is_no_longer_recorded_cannot_be_paused) {
    talk();
    at(1, [](machine& m) { return m.transfer(false, {0, "+919900000002"}); });
    EXPECT_EQ(c.recording->state, "saving");
    EXPECT_THROW(at(1, [](machine& m) { return m.pause_recording(true, "payment_details"); }), problem);
    EXPECT_EQ(c.recording->state, "saving");
}

TEST_F(machine_test, a_pause_left_open_is_closed_by_the_end) {
    talk();
    at(2000, [](machine& m) { return m.pause_recording(true, "payment_details"); });
    at(1000, [](machine& m) { return m.hang_up(party::telecaller); });
    EXPECT_EQ(c.recording->gaps[0].to_ms, 3000);
}

TEST_F(machine_test, a_dead_asterisk_closes_the_call_with_the_reason) {
    talk();
    at(1000, [](machine& m) { return m.asterisk_lost(); });
    EXPECT_TRUE(c.over());
    EXPECT_EQ(c.end_reason, "the telephone server stopped");
    EXPECT_EQ(c.status, call_status::answered);
    EXPECT_EQ(count<act::settle>(), 1);
}

TEST_F(machine_test, keypad_tones_go_to_whoever_is_on_the_line) {
    talk();
    at(1, [](machine& m) { return m.dtmf("12#"); });
    EXPECT_EQ(the<act::dtmf>().leg, leg_of(leg_role::borrower));
    at(1, [](machine& m) { return m.transfer(true, {0, "+919900000003"}); });
    at(1, [&](machine& m) { return m.leg_up(leg_of(leg_role::third_party)); });
    at(1, [](machine& m) { return m.dtmf("5"); });
    EXPECT_EQ(the<act::dtmf>().leg, leg_of(leg_role::third_party));
}

TEST_F(machine_test, events_after_the_end_change_nothing) {
    talk();
    at(1, [](machine& m) { return m.hang_up(party::telecaller); });
    const auto ended = c.ended_at;
    at(1000, [](machine& m) { return m.phone_back(7); });
    EXPECT_TRUE(wanted.empty());
    at(1, [](machine& m) { return m.timer_fired(act::timer::grace); });
    EXPECT_EQ(c.ended_at, ended);
    end_all_legs();
    EXPECT_EQ(c.ended_at, ended);
}

}  // namespace
}  // namespace zenix::calls
