#include "dialer/pacing/pacer.hpp"

#include <gtest/gtest.h>

namespace zenix::dialer::pacing {
namespace {

using enum agent_state;
using enum attempt_state;

/// A pacer that has seen enough attempts: three in ten answer after 8 s, the others ring out.
struct taught {
    pacer p;
    double t = 0;
    key next = 1'000'000;

    explicit taught(settings s = {}) : p(s) {
        (void)p.agent_is(t, 999, talking);
        for (int i = 0; i < 400; ++i) {
            const key a = next++;
            (void)p.attempt_is(t, a, started);
            (void)p.attempt_is(t + 2, a, ringing);
            const bool answers = i % 10 < 3;
            t += answers ? 8 : 25;
            (void)p.attempt_is(t, a, answers ? answered : failed);
            (void)p.decide(t);
            if (answers) {
                (void)p.connected(t, a, 999);
                (void)p.ended(t + 60, a, 999);
                t += 70;
                (void)p.agent_is(t, 999, idle);
            }
        }
        (void)p.agent_is(t, 999, offline);
    }
    void team(int n, agent_state s) {
        for (int i = 0; i < n; ++i) (void)p.agent_is(t, static_cast<key>(i + 1), s);
    }
    void dial(int n) {
        for (int i = 0; i < n; ++i) (void)p.attempt_is(t, next++, started);
    }
};

TEST(pacer, starts_nothing_while_nobody_is_on_duty) {
    pacer p;
    EXPECT_EQ(p.decide(0).start, 0);
    EXPECT_EQ(p.decide(0).why.because, because::nobody);
    (void)p.agent_is(1, 1, paused);
    EXPECT_EQ(p.decide(1).start, 0);
}

TEST(pacer, is_progressive_until_it_knows_how_many_answer) {
    pacer p;
    for (key i = 0; i < 10; ++i) (void)p.agent_is(0, i, idle);
    const auto d = p.decide(0);
    EXPECT_EQ(d.start, 10);
    EXPECT_EQ(d.why.because, because::warming_up);
    for (key i = 0; i < 4; ++i) (void)p.attempt_is(0, i, started);
    EXPECT_EQ(p.decide(0).start, 6) << "attempts that were started count, those only asked for do not";
}

TEST(pacer, learns_the_answer_rate_and_overdials_within_the_risk) {
    taught x;
    x.team(10, idle);
    const auto d = x.p.decide(x.t);
    EXPECT_EQ(d.why.mode, mode::predictive);
    EXPECT_NEAR(d.why.p, 0.3, 0.06);
    EXPECT_GT(d.start, 12);
    EXPECT_LT(d.start, 30);
    EXPECT_GT(d.why.risk, d.why.theta);
}

TEST(pacer, foresees_those_who_wrap_up) {
    taught x;
    x.team(20, talking);
    const int none = x.p.decide(x.t).start;
    x.t += 120;
    for (key i = 1; i <= 20; ++i) (void)x.p.agent_is(x.t, i, wrap, x.t + 5);
    x.t += 0.5;
    const auto d = x.p.decide(x.t);
    EXPECT_GT(d.start, none + 10);
    EXPECT_GT(d.why.freeing[2], 15) << "the timer says that all are free in five seconds";
}

TEST(pacer, does_not_foresee_those_who_will_pause) {
    taught x;
    x.team(20, talking);
    x.t += 100;
    for (key i = 1; i <= 20; ++i) {
        (void)x.p.agent_is(x.t, i, wrap, x.t + 5);
        (void)x.p.agent_will_pause(i, true);
    }
    const auto d = x.p.decide(x.t);
    EXPECT_EQ(d.start, 0);
    EXPECT_EQ(d.why.freeing.back(), 0);
    EXPECT_EQ(d.why.pausing, 20);
}

TEST(pacer, counts_what_is_in_flight) {
    taught x;
    x.team(10, idle);
    const int first = x.p.decide(x.t).start;
    x.dial(first);
    EXPECT_EQ(x.p.decide(x.t).start, 0);
}

TEST(pacer, keeps_to_trunks_and_ratio) {
    taught x({.abandon_budget = 0.05, .max_ratio = 1.4, .max_trunks = 1000});
    x.team(10, idle);
    EXPECT_EQ(x.p.decide(x.t).start, 14);
    EXPECT_TRUE(x.p.decide(x.t).why.held_by_lines);
    x.p.configure({.abandon_budget = 0.05, .max_ratio = 3, .max_trunks = 4});
    EXPECT_EQ(x.p.decide(x.t).start, 4);
    x.p.configure({.abandon_budget = 0.05, .max_ratio = 1, .max_trunks = 100});
    EXPECT_EQ(x.p.decide(x.t).start, 10) << "a ratio of one is progressive";
}

TEST(pacer, where_the_law_asks_starts_only_with_a_free_telecaller) {
    taught x({.guaranteed = true});
    x.team(10, talking);
    x.t += 600;
    EXPECT_EQ(x.p.decide(x.t).start, 0);
    (void)x.p.agent_is(x.t, 1, idle);
    EXPECT_EQ(x.p.decide(x.t).start, 1);
    x.dial(1);
    EXPECT_EQ(x.p.decide(x.t).start, 0);
}

TEST(pacer, falls_back_when_the_budget_is_spent_and_comes_back) {
    taught x;
    x.team(10, idle);
    for (int i = 0; i < 6; ++i) {
        const key a = x.next++;
        (void)x.p.attempt_is(x.t, a, started);
        (void)x.p.attempt_is(x.t, a, answered);
        (void)x.p.abandoned(x.t + 2, a);
    }
    x.t += 2;
    auto d = x.p.decide(x.t);
    EXPECT_EQ(d.why.because, because::budget_spent);
    EXPECT_EQ(d.start, 10);
    EXPECT_LT(d.why.day.left, 0);
    x.t += budget::day_s + 120;  // Yesterday's are out of the day, but not out of the month.
    EXPECT_EQ(x.p.decide(x.t).why.because, because::budget_spent);
    x.t += budget::month_s;
    EXPECT_EQ(x.p.decide(x.t).why.mode, mode::predictive);
}

TEST(pacer, stops_altogether_when_abandons_come_that_it_cannot_explain) {
    taught x;
    x.team(10, idle);
    for (int i = 0; i < 30; ++i) {
        const key a = x.next++;
        (void)x.p.attempt_is(x.t, a, started);
        (void)x.p.attempt_is(x.t, a, answered);
        (void)x.p.abandoned(x.t, a);
    }
    const auto d = x.p.decide(x.t);
    EXPECT_EQ(d.start, 0);
    EXPECT_EQ(d.why.because, because::hard_stop);
}

TEST(pacer, falls_back_for_few_for_lag_and_stops_by_hand) {
    taught x;
    x.team(2, idle);
    EXPECT_EQ(x.p.decide(x.t).why.because, because::small_team);
    x.team(10, idle);
    x.p.lag(2);
    EXPECT_EQ(x.p.decide(x.t).why.because, because::lagging);
    x.p.lag(0);
    EXPECT_EQ(x.p.decide(x.t).why.mode, mode::predictive);
    x.p.configure({.stopped = true});
    EXPECT_EQ(x.p.decide(x.t).start, 0);
}

TEST(pacer, hangs_up_only_what_rang_long_enough_and_would_find_nobody) {
    taught x({.ring_cancel_s = 15});
    x.team(10, idle);
    for (key a = 1; a <= 20; ++a) {
        (void)x.p.attempt_is(x.t, a, started);
        (void)x.p.attempt_is(x.t, a, ringing);
    }
    x.t += 14;
    for (key i = 1; i <= 10; ++i) (void)x.p.agent_is(x.t, i, talking);
    EXPECT_TRUE(x.p.decide(x.t).cancel.empty());
    x.t += 1.5;
    EXPECT_EQ(x.p.decide(x.t).cancel.size(), 1U);
    const auto second = x.p.decide(x.t + 0.3).cancel;
    ASSERT_EQ(second.size(), 1U);
    x.p.configure({});
    EXPECT_TRUE(x.p.decide(x.t + 1).cancel.empty()) << "off unless it is switched on";
}

TEST(pacer, does_not_wait_for_attempts_nobody_ends) {
    pacer p({.ring_timeout_s = 20});
    (void)p.agent_is(0, 1, idle);
    (void)p.attempt_is(0, 1, started);
    EXPECT_EQ(p.decide(30).start, 0);
    const auto d = p.decide(51);
    EXPECT_EQ(d.start, 1);
    EXPECT_EQ(d.why.lost, 1);
}

TEST(pacer, refuses_events_that_cannot_be) {
    pacer p;
    EXPECT_EQ(p.attempt_is(0, 1, answered), heard::unknown_attempt);
    EXPECT_EQ(p.attempt_is(0, 1, started), heard::taken);
    EXPECT_EQ(p.attempt_is(0, 1, started), heard::already_started);
    EXPECT_EQ(p.connected(0, 1, 1), heard::unknown_agent);
    (void)p.agent_is(0, 1, idle);
    EXPECT_EQ(p.connected(0, 1, 1), heard::not_answered);
    EXPECT_EQ(p.abandoned(0, 1), heard::not_answered);
    (void)p.attempt_is(1, 1, answered);
    EXPECT_EQ(p.connected(1, 1, 1), heard::taken);
    EXPECT_EQ(p.abandoned(2, 1), heard::connected_before);
    EXPECT_EQ(p.ended(3, 1, 1), heard::taken);
    EXPECT_EQ(p.ended(3, 1, 1), heard::unknown_attempt);
}

TEST(pacer, says_in_words_why_this_many) {
    taught x;
    x.team(10, idle);
    const auto words = x.p.decide(x.t).why.in_words();
    EXPECT_NE(words.find("10 telecallers free"), std::string::npos) << words;
    EXPECT_NE(words.find("would find nobody"), std::string::npos) << words;
    EXPECT_EQ(pacer().decide(0).why.in_words(), "Not dialling: no telecaller is on duty.");
}

}  // namespace
}  // namespace zenix::dialer::pacing
