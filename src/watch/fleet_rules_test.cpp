#include "watch/fleet_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace zenix::watch {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

const auto noon = *parse_time("2026-11-22T12:00:00Z");

std::vector<condition> judged(fleet_readings r, std::set<std::string> standing = {}) {
    r.at = noon;
    return judge_fleet(r, {}, [&](const std::string& key) { return standing.contains(key); });
}
std::vector<std::string> keys(const std::vector<condition>& list) {
    std::vector<std::string> out;
    for (const auto& c : list) out.push_back(c.key);
    return out;
}
sim_reading sim(std::string iccid, std::string network = "Airtel") {
    sim_reading s;
    s.iccid = std::move(iccid);
    s.operator_name = std::move(network);
    s.where = "box port 1";
    s.state = sim_condition::registered;
    return s;
}
fleet_readings with(sim_reading s) {
    fleet_readings r;
    r.sims.push_back(std::move(s));
    return r;
}

TEST(fleet_rules, a_trunk_that_is_known_to_be_away_and_wanted) {
    fleet_readings r;
    r.trunks = {{1, "a", true, true}, {2, "b", true, false}, {3, "c", false, false},
        {4, "d", true, std::nullopt}};
    const auto found = judged(r);
    ASSERT_THAT(keys(found), ElementsAre("trunk_unreachable:2"));
    EXPECT_EQ(found[0].severity, severity::warning);
}

TEST(fleet_rules, the_last_way_out_is_critical) {
    fleet_readings r;
    r.trunks = {{1, "a", true, false}, {2, "b", false, true}};
    EXPECT_EQ(judged(r).at(0).severity, severity::critical);
}

TEST(fleet_rules, a_dead_gateway_speaks_for_its_sims) {
    fleet_readings r;
    box_reading b;
    b.id = 7;
    b.name = "dwg";
    b.answers = false;
    r.boxes.push_back(b);
    for (auto n : {"1", "2", "3"}) {
        auto s = sim(n);
        s.box_id = 7;
        s.state = sim_condition::unregistered;
        r.sims.push_back(s);
    }
    EXPECT_THAT(keys(judged(r)), ElementsAre("gateway_lost:7"));
    r.boxes[0].answers = true;
    EXPECT_EQ(judged(r).size(), 3U);
    r.boxes[0].login_refused = true;
    EXPECT_THAT(keys(judged(r)), ElementsAre("box_login:7"));
}

TEST(fleet_rules, the_boxs_clock_and_its_silence) {
    fleet_readings r;
    box_reading b;
    b.id = 7;
    b.answers = true;
    b.clock_ahead = -std::chrono::seconds(90);
    r.boxes.push_back(b);
    EXPECT_THAT(keys(judged(r)), IsEmpty());
    EXPECT_THAT(keys(judged(r, {"clock_skew:7"})), ElementsAre("clock_skew:7"))
        << "it stands until well below the line";
    r.boxes[0].clock_ahead = -std::chrono::seconds(130);
    r.boxes[0].push_due_by = noon - ms(1);
    EXPECT_THAT(keys(judged(r)), ElementsAre("push_silent:7", "clock_skew:7"));
}

TEST(fleet_rules, a_sim_that_is_locked_or_lost) {
    auto s = sim("89");
    s.state = sim_condition::puk;
    EXPECT_THAT(keys(judged(with(s))), ElementsAre("sim_locked:89"));
    s.state = sim_condition::absent;
    EXPECT_THAT(keys(judged(with(s))), ElementsAre("sim_lost:89"));
    s.enabled = false;
    EXPECT_THAT(judged(with(s)), IsEmpty());
}

TEST(fleet_rules, the_signal_has_hysteresis) {
    auto s = sim("89");
    s.signal_csq = 8;
    EXPECT_THAT(judged(with(s)), IsEmpty());
    EXPECT_THAT(keys(judged(with(s), {"signal_weak:89"})), ElementsAre("signal_weak:89"));
    s.signal_csq = 7;
    EXPECT_THAT(keys(judged(with(s))), ElementsAre("signal_weak:89"));
    s.signal_csq = 11;
    EXPECT_THAT(judged(with(s), {"signal_weak:89"}), IsEmpty());
}

TEST(fleet_rules, the_fullest_cap_warns_at_80_and_is_critical_at_100_percent) {
    auto s = sim("89");
    s.caps = {{"minutes", 79, 100}, {"texts", 10, 100}, {"none", 5, 0}};
    EXPECT_THAT(judged(with(s)), IsEmpty());
    s.caps[0].used = 80;
    EXPECT_EQ(judged(with(s)).at(0).severity, severity::warning);
    s.caps[1].used = 100;
    const auto full = judged(with(s));
    ASSERT_EQ(full.size(), 1U);
    EXPECT_EQ(full[0].severity, severity::critical);
    EXPECT_EQ(full[0].text, "texts: 100 of 100 used.");
}

TEST(fleet_rules, credit_that_is_low_or_vanishes) {
    auto s = sim("89");
    s.currency = "INR";
    s.credit_minor = 4900;
    s.credit_floor_minor = 5000;
    EXPECT_THAT(keys(judged(with(s))), ElementsAre("credit_low:89"));
    s.credit_minor = 50000;
    s.credit_hour_ago_minor = 52000;
    EXPECT_THAT(judged(with(s)), IsEmpty()) << "within the slack";
    s.credit_hour_ago_minor = 60000;
    EXPECT_THAT(keys(judged(with(s))), ElementsAre("credit_falling:89"));
    s.explained_minor = 9000;
    EXPECT_THAT(judged(with(s)), IsEmpty()) << "its calls cost that much";
}

fleet_readings peers() {
    fleet_readings r;
    for (auto n : {"1", "2", "3", "4"}) {
        auto s = sim(n);
        s.attempts = 100;
        s.answered = 40;
        s.talk_s = 40 * 60;
        r.sims.push_back(s);
    }
    return r;
}

TEST(fleet_rules, answers_and_lengths_are_compared_with_the_same_operator) {
    auto r = peers();
    EXPECT_THAT(judged(r), IsEmpty());
    r.sims[0].answered = 19;
    r.sims[0].talk_s = 19 * 20;
    EXPECT_THAT(keys(judged(r)), UnorderedElementsAre("asr_low:1", "acd_low:1"));
    r.sims[0].answered = 24;
    r.sims[0].talk_s = 24 * 38;
    EXPECT_THAT(judged(r), IsEmpty());
    EXPECT_THAT(keys(judged(r, {"asr_low:1", "acd_low:1"})),
        UnorderedElementsAre("asr_low:1", "acd_low:1"));
}

TEST(fleet_rules, too_few_calls_or_peers_say_nothing) {
    auto r = peers();
    r.sims[0].attempts = 19;
    r.sims[0].answered = 0;
    EXPECT_THAT(judged(r), IsEmpty());
    r = peers();
    r.sims[0].answered = 0;
    r.sims[3].operator_name = "Jio";
    EXPECT_THAT(judged(r), IsEmpty()) << "two peers are no crowd";
    for (auto& s : r.sims) s.answered = 5, s.operator_name = "Airtel";
    r.sims[0].answered = 0;
    EXPECT_THAT(judged(r), IsEmpty()) << "where hardly anybody answers, nobody is worse";
}

}  // namespace
}  // namespace zenix::watch
