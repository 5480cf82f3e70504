#include "dialer/rehearsal/rehearse.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dialer/rehearsal/history.hpp"
#include "dialer/rehearsal/peers.hpp"
#include "dialer/rehearsal/scenario.hpp"

namespace zenix::dialer::rehearsal {
namespace {

using testing::HasSubstr;

scenario small() {
    return read_scenario(R"(
        name = "small"
        seeds = 3
        agents = 5
        hours = 1
        [pacing]
        abandon_budget = 0.03
        [cost]
        per_attempt_minor = 10
    )", "small.toml");
}

std::string complaint(std::string_view text) {
    try {
        (void)read_scenario(text, "s.toml");
    } catch (const bad_file& e) {
        return e.what();
    }
    return "none";
}

TEST(scenario, reads_what_it_knows) {
    const auto s = small();
    EXPECT_EQ(s.in.agents, 5);
    EXPECT_EQ(s.in.shift_s, 3600);
    EXPECT_EQ(s.with.abandon_budget, 0.03);
    EXPECT_EQ(s.with.max_trunks, 15);
}

TEST(scenario, names_file_line_and_field_of_what_is_wrong) {
    EXPECT_THAT(complaint("agents = 5\nhours = \"long\""), HasSubstr("s.toml:2: hours: must be a number"));
    EXPECT_THAT(complaint("agents = 0"), HasSubstr("s.toml:1: agents: must be a whole number from 1"));
    EXPECT_THAT(complaint("[pacing]\nabandon_budgte = 1"), HasSubstr("s.toml:2: pacing.abandon_budgte: is no field"));
    EXPECT_THAT(complaint("agents = "), HasSubstr("s.toml:1:"));
    EXPECT_THAT(complaint("[pacing]\nring_cancel_s = 5"), HasSubstr("pacing.ring_cancel_s"));
    EXPECT_THAT(complaint("[calls]\ntalk = [{share = 1, men_s = 3}]"), HasSubstr("calls.talk: has no field men_s"));
    EXPECT_THAT(complaint("[answers]\nby_hour = [0.3, 7]"), HasSubstr("answers.by_hour"));
    EXPECT_THAT(complaint("history = \"nowhere.csv\""), HasSubstr("nowhere.csv: cannot be read"));
    EXPECT_THAT(complaint("agents = [1]\nagents = 2"), HasSubstr("s.toml:"));
}

TEST(rehearsal, gives_figures_with_bands) {
    const auto s = small();
    double last = 0;
    const auto r = rehearse(s, [&](double done) {
        EXPECT_GE(done, last);
        last = done;
        return true;
    });
    EXPECT_EQ(r.seeds, 3);
    EXPECT_GT(last, 0.9);
    EXPECT_LE(r.occupancy.low, r.occupancy.mean);
    EXPECT_LE(r.occupancy.mean, r.occupancy.high);
    EXPECT_GT(r.occupancy.mean, 0.5);
    EXPECT_NEAR(r.cost.mean, 10 * r.attempts.mean, 1e-6);
    EXPECT_THAT(in_words(s, r), HasSubstr("occupancy"));
    EXPECT_TRUE(to_json(s, r).contains("idle_s_per_call"));
}

TEST(rehearsal, can_be_broken_off) {
    EXPECT_EQ(rehearse(small(), [](double done) { return done < 0.5; }).seeds, 1);
}

TEST(rehearsal, bands_leave_out_the_tails) {
    std::vector<double> v;
    for (int i = 1; i <= 100; ++i) v.push_back(i);
    const auto b = band_of(v);
    EXPECT_EQ(b.mean, 50.5);
    EXPECT_EQ(b.low, 6);
    EXPECT_EQ(b.high, 95);
}

std::string history_csv(int answered, int failed) {
    std::string csv = "id,dialed_at,answered_at,ended_at,talk_ms,wrap_ms,contact\n";
    for (int i = 0; i < answered; ++i)
        csv += "x,2026-11-02T09:00:00Z,2026-11-02T09:00:09Z,2026-11-02T09:02:09Z,120000,15000," +
               std::string(i % 2 ? "true" : "false") + "\n";
    for (int i = 0; i < failed; ++i) csv += "x,2026-11-02T09:30:00Z,,2026-11-02T09:30:25Z,,,\n";
    return csv;
}

TEST(history, becomes_the_world) {
    world w;
    use(read_history(history_csv(40, 60), "h.csv"), w);
    EXPECT_EQ(w.p_by_hour, (std::vector<double>{0.4}));
    EXPECT_NEAR(w.answer_times.front(), 9, 1e-9);
    EXPECT_NEAR(w.failure_times.front(), 25, 1e-9);
    EXPECT_NEAR(w.talk_times.front(), 120, 1e-9);
    EXPECT_NEAR(w.wrap_mean_s, 15, 1e-9);
    EXPECT_NEAR(w.contact_share, 0.5, 1e-9);
    w.agents = 5;
    w.shift_s = 7200;
    core_method m({.max_trunks = 15, .guaranteed = true});
    const auto o = play(w, 1, m);
    EXPECT_NEAR(static_cast<double>(o.answered) / static_cast<double>(o.attempts), 0.4, 0.08);
}

TEST(history, names_line_and_column_of_what_is_wrong) {
    const auto wrong = [](std::string csv) {
        try {
            (void)read_history(csv, "h.csv");
        } catch (const bad_file& e) {
            return std::string(e.what());
        }
        return std::string("none");
    };
    EXPECT_THAT(wrong("a,b\n"), HasSubstr("h.csv:1: dialed_at: this column is missing"));
    EXPECT_THAT(wrong("dialed_at,answered_at,ended_at\nyesterday,,\n"), HasSubstr("h.csv:2: dialed_at"));
    EXPECT_THAT(wrong("dialed_at,answered_at,ended_at\n2026-11-02T09:00:00Z,,2026-11-02T08:00:00Z\n"),
        HasSubstr("h.csv:2: ended_at: lies before"));
    EXPECT_THAT(wrong(history_csv(3, 3)), HasSubstr("holds 6 attempts"));
}

TEST(peers, fixed_ratio_keeps_its_ratio) {
    world w;
    w.agents = 5;
    w.shift_s = 4 * 3600;
    fixed_ratio m(2);
    const auto o = play(w, 1, m);
    EXPECT_GT(o.abandon_rate(), 0.02);
}

TEST(peers, all_of_them_play_a_shift) {
    world w;
    w.agents = 10;
    w.shift_s = 3600;
    vicidial_like a(vicidial_like::variant::hard_limit, 0.03), b(vicidial_like::variant::tapered, 0.03),
        c(vicidial_like::variant::average, 0.03);
    issabel_like d;
    omnidialer_like e(0.03);
    for (method* m : std::initializer_list<method*>{&a, &b, &c, &d, &e}) {
        const auto o = play(w, 2, *m);
        EXPECT_GT(o.handled, 50);
    }
}

}  // namespace
}  // namespace zenix::dialer::rehearsal
