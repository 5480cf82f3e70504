#include "dialer/campaigns/campaign.hpp"

#include "base/problem.hpp"

#include <gtest/gtest.h>

namespace zenix::dialer {
namespace {

std::string fault_of(const char* text) {
    try {
        (void)read_campaign(fields(json::parse(text)));
    } catch (const problem& p) {
        return p.code() + ' ' + p.field();
    }
    return "none";
}

TEST(campaign, what_is_stored_reads_back_the_same) {
    const auto c = read_campaign(fields(json::parse(
        R"({"name":"Evening","method":"predictive","filter":{"days_past_due_min":1},"order":[{"by":"amount_due"},{"by":"random"}],
            "schedule":{"days":["sun","sat"],"from":"09:00","to":"18:30","time_zone":"Asia/Kolkata"},"max_ratio_pct":150,
            "script":[{"language":"hi","text":"Namaste {{name}}"}],"dispositions":["callback"],"guarantee_h":0,
            "retry_rules":[{"outcome":"busy","action":"retry","wait_min":10,"limit":3,"spread":true},{"outcome":"rejected","action":"done"}],
            "team":[{"user_id":7}]})")));
    const auto again = read_stored(json::parse(json::serialize(stored(c.settings))));
    EXPECT_EQ(shown(again), shown(c.settings));
    EXPECT_EQ(c.team, std::vector<std::int64_t>{7});
    EXPECT_EQ(again.schedule->to_min, 18 * 60 + 30);
    EXPECT_TRUE(again.filtered);
}

TEST(campaign, without_a_filter_nobody_is_meant_rather_than_everybody) {
    const auto c = read_campaign(fields(json::parse(R"({"name":"File","method":"manual"})")));
    EXPECT_FALSE(c.settings.filtered);
    EXPECT_FALSE(read_stored(stored(c.settings)).filtered);
}

TEST(campaign, rules_that_contradict_each_other_are_refused_by_their_place) {
    EXPECT_EQ(fault_of(R"({"name":"x","method":"manual","retry_rules":[{"outcome":"busy","action":"done"},{"outcome":"busy","action":"done"}]})"),
        "invalid_field retry_rules[1].outcome");
    EXPECT_EQ(fault_of(R"({"name":"x","method":"manual","retry_rules":[{"outcome":"busy","action":"retry","limit":2}]})"),
        "invalid_field retry_rules[0].wait_min");
    EXPECT_EQ(fault_of(R"({"name":"x","method":"manual","order":[{"by":"random"},{"by":"random"}]})"), "invalid_field order[1].by");
    EXPECT_EQ(fault_of(R"({"name":"x","method":"manual","schedule":{"days":["mon"],"from":"10:00","to":"09:00","time_zone":"UTC"}})"),
        "invalid_field schedule.to");
    EXPECT_EQ(fault_of(R"({"name":"x","method":"manual","schedule":{"days":["mon"],"from":"10:00","to":"19:00","time_zone":"Mars/Base"}})"),
        "invalid_field schedule.time_zone");
    EXPECT_EQ(fault_of(R"({"name":"x","method":"manual","team":[{"user_id":1},{"user_id":1}]})"), "invalid_field team[1].user_id");
}

TEST(campaign, progressive_is_one_attempt_a_telecaller_whatever_the_ratio) {
    campaign c;
    c.method = method::progressive;
    EXPECT_EQ(pacing_of(c).max_ratio, 1);
    c.method = method::predictive;
    EXPECT_EQ(pacing_of(c).max_ratio, 3);
    EXPECT_DOUBLE_EQ(pacing_of(c).abandon_budget, 0.01);
}

TEST(campaign, the_script_is_in_the_borrowers_language_else_in_the_first) {
    settings s;
    EXPECT_EQ(script_for(s, "hi"), "");
    s.scripts = {{"en", "Hello"}, {"hi", "Namaste"}};
    EXPECT_EQ(script_for(s, "hi"), "Namaste");
    EXPECT_EQ(script_for(s, "ta"), "Hello");
}

}  // namespace
}  // namespace zenix::dialer
