#include "watch/kinds.hpp"
#include "watch/text_rules.hpp"

#include <gtest/gtest.h>

namespace zenix::watch {
namespace {

TEST(text_rules, say_nothing_while_texts_leave) {
    EXPECT_TRUE(judge_texts({}).empty());
    EXPECT_TRUE(judge_texts({.waiting = 5000, .oldest_s = texts_wait_s, .down = {}}).empty());
}

TEST(text_rules, name_a_queue_that_stands_and_each_account_that_is_down) {
    const auto found = judge_texts({.waiting = 3,
        .oldest_s = texts_wait_s + 1,
        .down = {{7, "operator-a", "wrong password"}, {8, "operator-b", ""}}});
    ASSERT_EQ(found.size(), 3u);
    EXPECT_EQ(found[0].key, "texts_waiting");
    EXPECT_EQ(found[1].key, "sms_account_down:7");
    EXPECT_EQ(found[1].text, "wrong password");
    EXPECT_EQ(found[2].text, "No bind is up.");
    for (const auto& c : found) EXPECT_EQ(kind_of(c.kind).source, "texts");
}

}  // namespace
}  // namespace zenix::watch
