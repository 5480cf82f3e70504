#include "watch/notice.hpp"

#include <gtest/gtest.h>

namespace zenix::watch {
namespace {

constexpr auto zone = "Asia/Kolkata";

sys_ms at(const char* text) { return *parse_time(text); }

quiet_hours night() { return {22 * 60, 7 * 60}; }

delivery_settings both() {
    delivery_settings s;
    s.email.enabled = s.webhook.enabled = true;
    s.email.least = severity::warning;
    s.webhook.least = severity::info;
    return s;
}

step happening(step_kind what, severity worst = severity::warning) {
    step s{what, {}};
    s.now.id = "alert";
    s.now.kind = s.now.key = "disk_low";
    s.now.severity = s.now.worst = worst;
    return s;
}

std::vector<notice> planned(const step& s, const delivery_settings& to, sys_ms now) {
    int n = 0;
    return plan(s, to, zone, now, [&] { return std::to_string(++n); });
}

TEST(quiet_hours, reach_over_midnight_in_the_installations_zone) {
    // 22:00 in India is 16:30 UTC.
    EXPECT_EQ(after_quiet(night(), severity::warning, zone, at("2026-11-22T16:29:00Z")),
        at("2026-11-22T16:29:00Z"));
    EXPECT_EQ(after_quiet(night(), severity::warning, zone, at("2026-11-22T16:30:00Z")),
        at("2026-11-23T01:30:00Z"));
    EXPECT_EQ(after_quiet(night(), severity::warning, zone, at("2026-11-22T20:00:00Z")),
        at("2026-11-23T01:30:00Z"))
        << "after midnight, the same morning";
    EXPECT_EQ(after_quiet(night(), severity::warning, zone, at("2026-11-23T01:30:00Z")),
        at("2026-11-23T01:30:00Z"));
}

TEST(quiet_hours, within_a_day_and_none_at_all) {
    const quiet_hours lunch{12 * 60, 13 * 60};
    EXPECT_EQ(after_quiet(lunch, severity::info, zone, at("2026-11-22T07:00:00Z")),
        at("2026-11-22T07:30:00Z"));
    EXPECT_EQ(after_quiet({}, severity::info, zone, at("2026-11-22T07:00:00Z")),
        at("2026-11-22T07:00:00Z"));
}

TEST(quiet_hours, let_what_is_critical_pass) {
    EXPECT_EQ(after_quiet(night(), severity::critical, zone, at("2026-11-22T20:00:00Z")),
        at("2026-11-22T20:00:00Z"));
}

TEST(notices, go_to_each_channel_that_wants_them) {
    const auto now = at("2026-11-22T12:00:00Z");
    EXPECT_EQ(planned(happening(step_kind::raised), both(), now).size(), 2U);
    const auto mild = planned(happening(step_kind::raised, severity::info), both(), now);
    ASSERT_EQ(mild.size(), 1U);
    EXPECT_EQ(mild[0].channel, channel::webhook);
    EXPECT_TRUE(planned(happening(step_kind::raised), {}, now).empty()) << "nothing is set up";
    EXPECT_TRUE(planned(happening(step_kind::acknowledged), both(), now).empty());
}

TEST(notices, of_a_broken_channel_do_not_go_through_it) {
    auto s = happening(step_kind::raised);
    s.now.kind = "delivery_failed";
    s.now.key = "delivery_failed:email";
    const auto list = planned(s, both(), at("2026-11-22T12:00:00Z"));
    ASSERT_EQ(list.size(), 1U);
    EXPECT_EQ(list[0].channel, channel::webhook);
}

TEST(notices, of_what_was_over_before_anybody_was_woken_are_skipped) {
    auto to = both();
    to.webhook.enabled = false;
    to.email.quiet = night();
    const auto dead_of_night = at("2026-11-22T20:00:00Z");
    auto waiting = planned(happening(step_kind::raised), to, dead_of_night);
    auto end = planned(happening(step_kind::resolved), to, dead_of_night + std::chrono::minutes(5));
    std::vector<notice*> there{&waiting[0]};
    skip_stale(end, there, dead_of_night + std::chrono::minutes(5));
    EXPECT_EQ(waiting[0].state, notice_state::skipped);
    EXPECT_EQ(end[0].state, notice_state::skipped);
}

TEST(notices, of_the_end_go_out_where_the_beginning_did) {
    const auto now = at("2026-11-22T12:00:00Z");
    auto to = both();
    to.webhook.enabled = false;
    auto raised = planned(happening(step_kind::raised), to, now);
    raised[0].attempts = 1;  // Under way, or already tried.
    auto end = planned(happening(step_kind::resolved), to, now);
    skip_stale(end, {&raised[0]}, now);
    EXPECT_EQ(raised[0].state, notice_state::waiting);
    EXPECT_EQ(end[0].state, notice_state::waiting);
}

TEST(notices, are_tried_again_with_back_off_and_given_up_visibly) {
    auto n = planned(happening(step_kind::raised), both(), at("2026-11-22T12:00:00Z"))[0];
    std::vector<std::int64_t> waits;
    auto now = n.not_before;
    while (n.state == notice_state::waiting) {
        ++n.attempts;
        failed(n, "refused", false, now);
        waits.push_back((n.not_before - now).count() / 1000);
        now = n.not_before;
    }
    EXPECT_EQ(n.state, notice_state::given_up);
    EXPECT_EQ(n.attempts, most_attempts);
    EXPECT_EQ(n.last_error, "refused");
    waits.pop_back();
    EXPECT_EQ(waits, (std::vector<std::int64_t>{30, 60, 120, 240, 480, 960, 1800}));
}

TEST(notices, that_are_refused_for_good_are_not_tried_again) {
    auto n = planned(happening(step_kind::raised), both(), at("2026-11-22T12:00:00Z"))[0];
    n.attempts = 1;
    failed(n, "550 no such user", true, n.not_before);
    EXPECT_EQ(n.state, notice_state::given_up);
}

}  // namespace
}  // namespace zenix::watch
