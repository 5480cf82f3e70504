#include "dialer/pacing/budget.hpp"

#include <gtest/gtest.h>

namespace zenix::dialer::pacing {
namespace {

constexpr double hour = 3600;

void calls(budget& b, double t, int answered, int abandoned) {
    for (int i = 0; i < answered; ++i) b.answered(t);
    for (int i = 0; i < abandoned; ++i) b.abandoned(t);
}

TEST(budget, says_what_was_used_what_is_allowed_and_what_is_left) {
    budget b;
    calls(b, 100, 200, 3);
    const auto day = b.day(200, 0.01);
    EXPECT_EQ(day.answered, 200);
    EXPECT_EQ(day.abandoned, 3);
    EXPECT_DOUBLE_EQ(day.allowed, 2);
    EXPECT_DOUBLE_EQ(day.left, -1);
}

TEST(budget, both_windows_roll) {
    budget b;
    calls(b, 0, 100, 2);
    calls(b, 20 * hour, 50, 1);
    EXPECT_EQ(b.day(23.9 * hour, 0.03).answered, 150);
    EXPECT_EQ(b.day(24.1 * hour, 0.03).answered, 50);
    EXPECT_EQ(b.day(24.1 * hour, 0.03).abandoned, 1);
    EXPECT_EQ(b.month(24.1 * hour, 0.03).answered, 150);
    EXPECT_EQ(b.month(719 * hour, 0.03).answered, 150);
    EXPECT_EQ(b.month(721 * hour, 0.03).answered, 50);
    EXPECT_EQ(b.month(741 * hour, 0.03).answered, 0);
}

TEST(budget, a_minute_stays_until_all_of_it_is_out) {
    budget b;
    calls(b, 59, 1, 1);
    EXPECT_EQ(b.day(59 + budget::day_s, 0).abandoned, 1);
    EXPECT_EQ(b.day(60 + budget::day_s, 0).abandoned, 0);
}

TEST(budget, survives_a_restart_through_its_journal) {
    budget before;
    std::vector<journal_entry> journal;
    const auto write = [&] {
        for (const auto& e : before.journal()) journal.push_back(e);
    };
    for (int i = 0; i < 200; ++i) {
        calls(before, i * 600.0, 3, i % 10 == 0 ? 1 : 0);
        if (i % 3 == 0) write();  // Now and then, also amid a minute.
        calls(before, i * 600.0 + 1, 1, 0);
    }
    write();
    EXPECT_TRUE(before.journal().empty());
    budget after;
    std::reverse(journal.begin(), journal.end());
    std::sort(journal.begin(), journal.end(), [](auto& a, auto& b) { return a.answered < b.answered; });
    after.restore(journal);
    const double now = 200 * 600;
    EXPECT_EQ(after.day(now, 0.01).answered, before.day(now, 0.01).answered);
    EXPECT_EQ(after.day(now, 0.01).abandoned, before.day(now, 0.01).abandoned);
    EXPECT_EQ(after.month(now, 0.01).answered, 800);
    EXPECT_EQ(after.everything(), before.everything());
}

TEST(budget, goes_on_counting_in_the_minute_it_was_restored_in) {
    budget b;
    b.restore({{60, 10, 1}});
    b.answered(61);
    EXPECT_EQ(b.day(62, 0.01).answered, 11);
    EXPECT_EQ(b.journal(), (std::vector<journal_entry>{{60, 11, 1}}));
}

TEST(budget, keeps_no_more_than_a_month) {
    budget b;
    for (int day = 0; day < 90; ++day) {
        calls(b, day * 24 * hour, 5, 0);
        (void)b.journal();
    }
    EXPECT_LE(b.everything().size(), 31U);
    EXPECT_EQ(b.month(89 * 24 * hour + 60, 0).answered, 150);
}

}  // namespace
}  // namespace zenix::dialer::pacing
