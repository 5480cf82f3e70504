#include "watch/alarm_book.hpp"
#include "watch/kinds.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace zenix::watch {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

/// A book with a clock of its own. Trunks are raised after 10 s and clear after 10 s.
struct bench {
    sys_ms now = *parse_time("2026-11-22T12:00:00Z");
    int ids = 0;
    alarm_book book{[this] { return "id-" + std::to_string(++ids); }};
    std::vector<std::string> told;

    static condition trunk(int id = 1, severity s = severity::warning, std::string text = "gone") {
        return {.key = "trunk_unreachable:" + std::to_string(id),
            .kind = "trunk_unreachable",
            .severity = s,
            .subject = "trunk " + std::to_string(id),
            .text = std::move(text)};
    }
    void note(const std::vector<step>& steps) {
        for (const auto& s : steps)
            told.push_back(std::string(to_string(s.what)) + " " + s.now.subject);
    }
    void see(std::vector<condition> c, ms later = seconds(1), std::string_view source = "fleet") {
        now += later;
        note(book.observe(source, c, now));
    }
    void see_for(std::vector<condition> c, seconds span) {
        for (auto s = seconds(0); s < span; s += seconds(1)) see(c);
    }
    std::vector<std::string> news() { return std::exchange(told, {}); }
};

TEST(alarm_book, raises_a_condition_once_after_its_hold_time) {
    bench b;
    b.see_for({b.trunk()}, seconds(10));
    EXPECT_THAT(b.news(), IsEmpty());
    b.see_for({b.trunk()}, seconds(60));
    EXPECT_THAT(b.news(), ElementsAre("raised trunk 1"));
    EXPECT_EQ(b.book.unresolved().size(), 1U);
    EXPECT_EQ(b.book.counts().at(severity::warning), 1);
}

TEST(alarm_book, forgets_what_was_too_short_to_matter) {
    bench b;
    for (int n = 0; n < 20; ++n) {
        b.see_for({b.trunk()}, seconds(9));
        b.see({});
    }
    EXPECT_THAT(b.news(), IsEmpty());
}

TEST(alarm_book, resolves_after_the_condition_stayed_away) {
    bench b;
    b.see_for({b.trunk()}, seconds(12));
    b.see_for({}, seconds(10));
    EXPECT_THAT(b.news(), ElementsAre("raised trunk 1"));
    b.see({});
    EXPECT_THAT(b.news(), ElementsAre("resolved trunk 1"));
    EXPECT_THAT(b.book.unresolved(), IsEmpty());
}

TEST(alarm_book, does_not_flap) {
    bench b;
    b.see_for({b.trunk()}, seconds(12));
    for (int n = 0; n < 50; ++n) {
        b.see_for({}, seconds(9));
        b.see({b.trunk()});
    }
    EXPECT_THAT(b.news(), ElementsAre("raised trunk 1"));
}

TEST(alarm_book, a_source_that_says_nothing_changes_nothing_and_others_are_left_alone) {
    bench b;
    b.see_for({b.trunk()}, seconds(12));
    b.now += minutes(30);
    b.see({}, minutes(30), "house");
    EXPECT_THAT(b.news(), ElementsAre("raised trunk 1"));
    EXPECT_TRUE(b.book.stands("trunk_unreachable:1"));
}

TEST(alarm_book, tells_when_it_gets_worse_and_asks_for_attention_again) {
    bench b;
    b.see_for({b.trunk()}, seconds(12));
    const auto id = b.book.unresolved()[0].id;
    b.note(b.book.acknowledge(id, "asha", "on it", b.now));
    b.see_for({b.trunk(1, severity::critical)}, seconds(5));
    EXPECT_THAT(
        b.news(), ElementsAre("raised trunk 1", "acknowledged trunk 1", "worsened trunk 1"));
    EXPECT_EQ(b.book.find(id)->state, alert_state::open);
    // Back and forth over the line is no news: it was that bad already.
    for (int n = 0; n < 10; ++n) {
        b.see({b.trunk()});
        b.see({b.trunk(1, severity::critical)});
    }
    EXPECT_THAT(b.news(), IsEmpty());
}

TEST(alarm_book, escalates_once_what_nobody_acknowledges) {
    bench b;
    b.book.set_patience({minutes(15), {}});
    b.see_for({b.trunk()}, seconds(12));
    (void)b.news();
    const auto raised = b.book.unresolved()[0].raised_at;
    EXPECT_THAT(b.book.tick(raised + minutes(15) - ms(1)), IsEmpty());
    b.note(b.book.tick(raised + minutes(15)));
    b.note(b.book.tick(raised + minutes(60)));
    EXPECT_THAT(b.news(), ElementsAre("escalated trunk 1"));
}

TEST(alarm_book, reminders_do_not_put_off_the_escalation) {
    bench b;
    b.book.set_patience({minutes(15), minutes(10)});
    b.see_for({b.trunk()}, seconds(12));
    (void)b.news();
    const auto raised = b.book.unresolved()[0].raised_at;
    for (int m = 1; m <= 40; ++m) b.note(b.book.tick(raised + minutes(m)));
    EXPECT_THAT(b.news(), ElementsAre("reminded trunk 1", "escalated trunk 1", "reminded trunk 1",
                              "reminded trunk 1"));
}

TEST(alarm_book, an_acknowledged_alert_is_silent_and_resolves_by_itself) {
    bench b;
    b.book.set_patience({minutes(15), minutes(10)});
    b.see_for({b.trunk()}, seconds(12));
    const auto id = b.book.unresolved()[0].id;
    b.note(b.book.acknowledge(id, "asha", "on it", b.now));
    EXPECT_THAT(b.book.acknowledge(id, "ravi", {}, b.now), IsEmpty()) << "somebody was faster";
    (void)b.news();
    EXPECT_THAT(b.book.tick(b.now + minutes(500)), IsEmpty());
    EXPECT_EQ(b.book.find(id)->note, "on it");
    b.see_for({}, seconds(12));
    EXPECT_THAT(b.news(), ElementsAre("resolved trunk 1"));
    EXPECT_EQ(b.book.find(id), nullptr);
}

TEST(alarm_book, what_happened_stays_until_somebody_has_seen_it) {
    bench b;
    const condition restart{.key = "asterisk_restarted",
        .kind = "asterisk_restarted",
        .severity = severity::critical,
        .subject = "Asterisk",
        .text = "restarted"};
    b.see({restart}, seconds(1), "house");
    for (int n = 0; n < 100; ++n) b.see({}, minutes(1), "house");
    EXPECT_THAT(b.news(), ElementsAre("raised Asterisk"));
    b.note(b.book.acknowledge(b.book.unresolved()[0].id, "asha", {}, b.now));
    EXPECT_THAT(b.news(), ElementsAre("acknowledged Asterisk", "resolved Asterisk"));
    EXPECT_THAT(b.book.unresolved(), IsEmpty());
}

TEST(alarm_book, goes_on_after_a_restart_as_if_nothing_had_been) {
    bench before;
    before.see_for({bench::trunk(1), bench::trunk(2)}, seconds(12));
    bench after;
    after.ids = 100;
    after.now = before.now;
    after.book.restore(before.book.unresolved());
    after.see_for({bench::trunk(1)}, seconds(12));
    EXPECT_THAT(after.news(), ElementsAre("resolved trunk 2"));
    EXPECT_EQ(after.book.unresolved()[0].id, "id-1");
}

TEST(alarm_book, an_alert_of_a_kind_nobody_knows_any_more_can_be_put_away) {
    bench b;
    alert old;
    old.id = "old";
    old.key = old.kind = "of_yesterday";
    b.book.restore({old});
    b.see({}, minutes(60));
    EXPECT_TRUE(b.book.stands("of_yesterday"));
    EXPECT_EQ(b.book.acknowledge("old", "asha", {}, b.now).size(), 2U);
}

TEST(alarm_book, a_text_that_moves_is_shown_and_no_news) {
    bench b;
    b.see_for({b.trunk()}, seconds(12));
    (void)b.book.take_touched();
    b.see({b.trunk(1, severity::warning, "still gone")});
    EXPECT_THAT(b.book.take_touched(), ElementsAre("id-1"));
    b.see({b.trunk(1, severity::warning, "still gone")});
    EXPECT_THAT(b.book.take_touched(), IsEmpty());
    EXPECT_THAT(b.news(), ElementsAre("raised trunk 1"));
}

TEST(alarm_book, is_bounded) {
    bench b;
    std::vector<condition> flood;
    for (int n = 0; n < 5000; ++n) flood.push_back(b.trunk(n));
    b.see_for(flood, seconds(12));
    EXPECT_EQ(b.book.unresolved().size(), alarm_book::most);
    b.see_for({}, seconds(12));
    EXPECT_THAT(b.book.unresolved(), IsEmpty());
}

TEST(alarm_book, whatever_comes_each_alert_is_raised_once_and_resolved_once) {
    std::mt19937 dice(7);
    bench b;
    b.book.set_patience({minutes(1), minutes(2)});
    std::map<std::string, int> raised, resolved;
    const auto count = [&](const std::vector<step>& steps) {
        for (const auto& s : steps) {
            if (s.what == step_kind::raised) ++raised[s.now.id];
            if (s.what == step_kind::resolved) ++resolved[s.now.id];
        }
    };
    for (int n = 0; n < 20000; ++n) {
        std::vector<condition> seen;
        for (int id = 0; id < 5; ++id)
            if (dice() % 20 < 17)
                seen.push_back(
                    b.trunk(id, dice() % 9 == 0 ? severity::critical : severity::warning));
        if (n % 997 < 30) seen.clear();
        b.now += seconds(1);
        count(b.book.observe("fleet", seen, b.now));
        count(b.book.tick(b.now));
        const auto open = b.book.unresolved();
        if (dice() % 50 == 0 && !open.empty())
            count(b.book.acknowledge(open[0].id, "x", {}, b.now));
    }
    EXPECT_GT(raised.size(), 20U);
    for (const auto& [id, times] : raised) EXPECT_EQ(times, 1) << id;
    for (const auto& [id, times] : resolved) EXPECT_EQ(times, 1) << id;
    EXPECT_EQ(raised.size() - resolved.size(), b.book.unresolved().size());
}

}  // namespace
}  // namespace zenix::watch
