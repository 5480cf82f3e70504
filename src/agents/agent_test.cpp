#include "agents/agent.hpp"

#include <gtest/gtest.h>

#include "base/problem.hpp"

namespace zenix::agents {
namespace {

class agent_test : public testing::Test {
  protected:
    agent a;
    sys_ms t{ms(1'700'000'000'000)};
    void ready_with_phone() {
        phone_changed(a, true, t);
        want_ready(a, t);
    }
};

TEST_F(agent_test, ready_without_a_phone_is_reconnecting_and_gets_no_call) {
    want_ready(a, t);
    EXPECT_EQ(a.shown, agent_state::reconnecting);
    EXPECT_FALSE(available(a));
    phone_changed(a, true, t);
    EXPECT_EQ(a.shown, agent_state::ready);
    EXPECT_TRUE(available(a));
    phone_changed(a, false, t);
    EXPECT_FALSE(available(a));
}

TEST_F(agent_test, a_short_break_of_the_phone_returns_to_ready) {
    ready_with_phone();
    phone_changed(a, false, t);
    EXPECT_FALSE(watch_phone(a, true, t + phone_grace - ms(1)));
    EXPECT_EQ(a.shown, agent_state::reconnecting);
    phone_changed(a, true, t + phone_grace);
    EXPECT_FALSE(watch_phone(a, true, t + 2 * phone_grace));
    EXPECT_EQ(a.shown, agent_state::ready);
}

TEST_F(agent_test, a_closed_laptop_is_offline_and_stays_so_when_it_is_opened) {
    ready_with_phone();
    phone_changed(a, false, t);
    EXPECT_TRUE(watch_phone(a, true, t + phone_grace));
    EXPECT_EQ(a.shown, agent_state::offline);
    EXPECT_FALSE(watch_phone(a, true, t + 2 * phone_grace)) << "it is said once";
    phone_changed(a, true, t + ms(3'600'000));
    EXPECT_EQ(a.shown, agent_state::offline);
    want_ready(a, t + ms(3'600'000));
    EXPECT_TRUE(available(a));
}

TEST_F(agent_test, each_break_of_the_phone_has_a_grace_of_its_own) {
    ready_with_phone();
    for (int n = 0; n < 5; ++n) {
        const auto then = t + n * phone_grace;
        phone_changed(a, false, then);
        EXPECT_FALSE(watch_phone(a, true, then + phone_grace / 2));
        phone_changed(a, true, then + phone_grace / 2);
    }
    EXPECT_EQ(a.shown, agent_state::ready);
}

TEST_F(agent_test, no_phone_is_missed_while_telephony_is_away) {
    ready_with_phone();
    phone_changed(a, false, t);
    EXPECT_FALSE(watch_phone(a, false, t + 4 * phone_grace));
    EXPECT_FALSE(watch_phone(a, true, t + 5 * phone_grace - ms(1)));
    EXPECT_TRUE(watch_phone(a, true, t + 5 * phone_grace));
}

TEST_F(agent_test, a_pause_a_call_and_a_wrap_up_outlast_a_phone_that_stays_away) {
    ready_with_phone();
    follow_call(a, "c1", agent_state::reconnecting, t);
    phone_changed(a, false, t);
    EXPECT_FALSE(watch_phone(a, true, t + 2 * phone_grace)) << "the call has a grace of its own";
    release_from_call(a, "c1", true, t + 2 * phone_grace);
    EXPECT_FALSE(watch_phone(a, true, t + 4 * phone_grace));
    EXPECT_EQ(a.shown, agent_state::wrap_up);
    outcome_written(a, "c1", false, t + 4 * phone_grace);
    EXPECT_FALSE(watch_phone(a, true, t + 5 * phone_grace - ms(1)));
    want_paused(a, "lunch", t + 5 * phone_grace - ms(1));
    EXPECT_FALSE(watch_phone(a, true, t + 20 * phone_grace));
    EXPECT_EQ(a.shown, agent_state::paused);
}

TEST_F(agent_test, whoever_called_while_offline_is_ready_when_they_say_so) {
    for (const bool says_ready : {false, true}) {
        agent b;
        phone_changed(b, true, t);
        follow_call(b, "c1", agent_state::talking, t);
        release_from_call(b, "c1", true, t);
        outcome_written(b, "c1", false, t, says_ready);
        EXPECT_EQ(b.shown, says_ready ? agent_state::ready : agent_state::offline);
    }
}

TEST_F(agent_test, the_timer_starts_only_when_the_state_changes) {
    ready_with_phone();
    const auto since = a.since;
    phone_changed(a, true, t + ms(5000));
    EXPECT_EQ(a.since, since);
    want_paused(a, "lunch", t + ms(6000));
    EXPECT_EQ(a.since, t + ms(6000));
}

TEST_F(agent_test, a_pause_asked_for_in_a_call_waits_for_the_wrap_up) {
    ready_with_phone();
    follow_call(a, "c1", agent_state::talking, t);
    want_paused(a, "lunch", t);
    EXPECT_EQ(a.shown, agent_state::talking);
    EXPECT_EQ(to_json(a).at("pending_state"), "paused");
    release_from_call(a, "c1", true, t);
    EXPECT_EQ(a.shown, agent_state::wrap_up);
    outcome_written(a, "c1", false, t);
    EXPECT_EQ(a.shown, agent_state::paused);
    EXPECT_EQ(a.reason, "lunch");
}

TEST_F(agent_test, ready_needs_the_outcome_first) {
    ready_with_phone();
    follow_call(a, "c1", agent_state::talking, t);
    release_from_call(a, "c1", true, t);
    EXPECT_THROW(want_ready(a, t), problem);
    EXPECT_THROW(require_free(a), problem);
    outcome_written(a, "c1", false, t);
    EXPECT_EQ(a.shown, agent_state::ready);
    EXPECT_NO_THROW(require_free(a));
}

TEST_F(agent_test, wrap_up_ends_in_a_pause_never_in_ready) {
    ready_with_phone();
    follow_call(a, "c1", agent_state::talking, t);
    release_from_call(a, "c1", true, t);
    EXPECT_FALSE(tick(a, t + wrap_up_limit - ms(1)));
    EXPECT_TRUE(tick(a, t + wrap_up_limit));
    EXPECT_EQ(a.shown, agent_state::paused);
    EXPECT_EQ(a.owes_outcome, "c1");
    outcome_written(a, "c1", false, t + wrap_up_limit);
    EXPECT_EQ(a.shown, agent_state::ready);
}

TEST_F(agent_test, a_call_that_owes_nothing_leads_straight_back) {
    ready_with_phone();
    follow_call(a, "c1", agent_state::ringing, t);
    release_from_call(a, "c1", false, t);
    EXPECT_EQ(a.shown, agent_state::ready);
}

TEST_F(agent_test, another_calls_end_does_not_free_them) {
    ready_with_phone();
    follow_call(a, "c1", agent_state::talking, t);
    release_from_call(a, "c2", true, t);
    EXPECT_EQ(a.shown, agent_state::talking);
}

TEST_F(agent_test, nobody_goes_offline_in_a_call) {
    ready_with_phone();
    follow_call(a, "c1", agent_state::talking, t);
    EXPECT_THROW(want_offline(a, t), problem);
}

}  // namespace
}  // namespace zenix::agents
