// Groups and strategies, caps and quarantine, in the choice.
#include "gateways/book_ledger.hpp"
#include "gateways/fleet_for_tests.hpp"
#include "gateways/route_choice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>

namespace zenix::gateways {
namespace {

using namespace test;
using namespace std::chrono;
using compliance::purpose;
using testing::HasSubstr;

const auto saturday = 2026y / November / 28;

/// Two gateways of three ports and one SIP trunk; India's law of numbers holds.
class route_strategy_test : public testing::Test {
  protected:
    route_strategy_test() { fill(); }
    void fill(std::function<void(std::vector<trunk>&, std::vector<sim>&)> change = {}) {
        std::vector<sim> sims;
        for (int port = 0; port < 3; ++port) {
            sims.push_back(sim_in(1, port));
            sims.push_back(sim_in(2, port));
        }
        std::vector<trunk> trunks{
            gsm_trunk(1, "gsm-a", 3), gsm_trunk(2, "gsm-b", 3), sip_trunk(3, "pri", 2)};
        if (change) change(trunks, sims);
        ledger.roll(noon_of(saturday));
        ledger.replace(std::move(trunks), std::move(sims), authorised(), {});
        for (auto id : {1, 2, 3}) ledger.set_health(id, trunk_state::reachable, 5.0);
    }
    void group(strategy s, route_class ways = route_class::gsm) {
        rules.groups = {group_of(1, "main", s)};
        rules.groups[0].ways = ways;
        ledger.set_rules(rules);
    }
    [[nodiscard]] std::string chosen(const route_wish& w) {
        const auto found = choose(w, ledger.ways());
        if (const auto* none = std::get_if<no_route>(&found)) return "none: " + none->why;
        const auto& c = std::get<route_choice>(found);
        why = c.explanation;
        return c.sim ? ledger.ways().sims[*c.sim].sim.iccid : ledger.ways().trunks[c.trunk].trunk.name;
    }
    /// One call from reservation to settlement.
    std::string call(const route_wish& w, call_use use = {.answered = true, .seconds = 60, .billed_s = 60}) {
        const auto found = choose(w, ledger.ways());
        const auto* c = std::get_if<route_choice>(&found);
        if (c == nullptr) return "none: " + std::get<no_route>(found).why;
        const auto key = std::to_string(++calls);
        ledger.take(key, c->trunk, c->sim, true, w.e164);
        ledger.settle(key, use);
        return c->sim ? ledger.ways().sims[*c->sim].sim.iccid : ledger.ways().trunks[c->trunk].trunk.name;
    }
    fleet& edit() { return ledger.ways(); }
    book_ledger ledger;
    fleet_rules rules;
    std::string why;
    int calls = 0;
};

TEST_F(route_strategy_test, round_robin_gives_each_its_turn) {
    group(strategy::round_robin);
    std::map<std::string, int> times;
    for (int i = 0; i < 60; ++i) ++times[call(wish())];
    for (const auto& [iccid, n] : times) EXPECT_EQ(n, 10) << iccid;
    EXPECT_EQ(times.size(), 6U);
}

TEST_F(route_strategy_test, most_left_takes_the_fullest_plan_and_says_how_full) {
    fill([](auto&, auto& sims) {
        sims[0].plan_limits.bundle_minutes = 100;
        sims[3].plan_limits.bundle_minutes = 300;
    });
    group(strategy::most_left);
    EXPECT_EQ(chosen(wish()), sim_in(2, 1).iccid);
    EXPECT_THAT(why, HasSubstr("300 plan minutes left this month, the most"));
    call(wish(), {.answered = true, .seconds = 250 * 60, .billed_s = 250 * 60});
    EXPECT_EQ(chosen(wish()), sim_in(1, 0).iccid);
}

TEST_F(route_strategy_test, cheapest_compares_trunks_and_sims_at_this_hour) {
    fill([](auto& trunks, auto& sims) {
        trunks[0].tariff = rate_card{.usual = {"INR", 0, 50, 60, 60}};
        trunks[1].tariff = rate_card{.usual = {"INR", 0, 60, 60, 60},
            .night_price_minor = 10,
            .night_from = 22 * 60,
            .night_to = 6 * 60};
        trunks[2].tariff = rate_card{.usual = {"INR", 0, 1, 1, 1}};  // 120 for two minutes
        trunks[2].caller_id = "+911601234567";
        sims[2].tariff = rate_card{.usual = {"INR", 0, 40, 60, 60}};
    });
    group(strategy::cheapest, route_class::any);
    EXPECT_EQ(chosen(wish()), sim_in(1, 1).iccid);
    EXPECT_THAT(why, HasSubstr("0.80 INR for 120 s now, the cheapest"));
    auto night = noon_of(saturday);
    night.minute = 23 * 60;
    ledger.roll(night);
    EXPECT_EQ(chosen(wish()), sim_in(2, 0).iccid);
}

TEST_F(route_strategy_test, cheapest_counts_whole_pulses_own_networks_and_minutes_of_the_plan) {
    fill([](auto& trunks, auto& sims) {
        trunks[0].tariff = rate_card{.usual = {"INR", 0, 100, 180, 60}};  // 120 s fit one pulse
        trunks[1].tariff = rate_card{.usual = {"INR", 0, 60, 60, 60}, .on_net_price_minor = 5};
        for (auto& s : sims)
            if (s.trunk_id == 2) s.operator_name = "Jio";
    });
    rules.operators = {{1, "jio", std::nullopt, "{amount}", "INR", {"+9170", "+919999"}, 50}};
    group(strategy::cheapest);
    EXPECT_EQ(chosen(wish()), sim_in(1, 0).iccid) << "100 against 2 × 60";
    auto own = wish();
    own.e164 = "+917012345678";
    EXPECT_EQ(chosen(own), sim_in(2, 0).iccid);
    EXPECT_THAT(why, HasSubstr("0.10 INR for 120 s now within its own network"));
    edit().sims[1].caps.bundle_s = 600;
    EXPECT_EQ(chosen(own), sim_in(1, 1).iccid);
    EXPECT_THAT(why, HasSubstr("within the minutes of its plan"));
}

TEST_F(route_strategy_test, sticky_takes_the_sim_that_reached_the_number_last) {
    group(strategy::sticky);
    auto a = wish(), b = wish();
    b.e164 = "+919876500000";
    const auto first = call(a);
    const auto other = call(b);
    EXPECT_NE(first, other);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(call(a), first);
    EXPECT_EQ(call(b), other);
    edit().sims[0].in_call = true;
    EXPECT_NE(chosen(a), first);
    EXPECT_THAT(why, HasSubstr("the SIM that reached this number last is not free"));
}

TEST_F(route_strategy_test, the_first_group_that_serves_and_has_a_way_decides) {
    auto sip = group_of(1, "sip"), gsm = group_of(2, "b only"), promotion = group_of(3, "promotion");
    sip.ways = route_class::sip;
    sip.countries = {"IN"};
    gsm.all_trunks = false;
    gsm.trunk_ids = {2};
    promotion.purposes = {purpose::promotion};
    rules.groups = {promotion, sip, gsm};
    ledger.set_rules(rules);
    EXPECT_EQ(chosen(wish()), "pri");
    EXPECT_THAT(why, HasSubstr("Group sip: SIP trunk pri"));
    edit().trunks[2].health.calls_now = 2;
    EXPECT_EQ(chosen(wish()), sim_in(2, 0).iccid);
    rules.groups = {promotion};
    ledger.set_rules(rules);
    EXPECT_THAT(chosen(wish()), HasSubstr("no route group serves recovery calls to numbers of IN"));
    rules.groups = {group_of(4, "its trunks are gone")};
    rules.groups[0].all_trunks = false;
    ledger.set_rules(rules);
    EXPECT_THAT(chosen(wish()), HasSubstr("in no route group that serves this call"));
}

TEST_F(route_strategy_test, a_trunk_without_a_lawful_number_carries_no_call) {
    rules.series = {{1, "IN", {purpose::recovery, purpose::service}, {"+911600", "+911601"}, "x", true},
        {2, "IN", {purpose::promotion}, {"+91140"}, "x", true}};
    group(strategy::least_used, route_class::any);
    EXPECT_EQ(chosen(wish()), sim_in(1, 0).iccid);
    EXPECT_THAT(why, HasSubstr("no SIP trunk fits"));
    EXPECT_THAT(chosen(wish(route_class::sip)),
        HasSubstr("pri: has no number of the series +911600 or +911601 that IN wants shown for recovery"));
    edit().trunks[2].trunk.caller_ids = {{"+911601234567", {purpose::recovery}}};
    EXPECT_EQ(chosen(wish()), "pri");
    auto abroad = wish();
    abroad.country = "AE";
    edit().trunks[2].trunk.caller_ids.clear();
    EXPECT_EQ(chosen(abroad), "pri") << "no such law there";
}

TEST_F(route_strategy_test, leaves_out_what_rests_is_weak_or_outside_its_hours) {
    fill([](auto&, auto& sims) {
        for (auto& s : sims) s.own_limits.use_from = 13 * 60, s.own_limits.use_to = 18 * 60;
        sims[0].own_limits = {};
        sims[0].own_limits.pause_s = 5;
        sims[2].own_limits = {};
        sims[2].own_limits.use_days = 0b0111110;  // Monday to Friday, and it is Saturday
    });
    group(strategy::least_used);
    EXPECT_EQ(call(wish()), sim_in(1, 0).iccid);
    EXPECT_THAT(chosen(wish()), HasSubstr("2 outside its hours, 1 resting after a call"));
    auto later = noon_of(saturday);
    later.now += ms(5000);
    ledger.roll(later);
    EXPECT_EQ(chosen(wish()), sim_in(1, 0).iccid);
    edit().sims[0].caps.signal_floor = 10;
    edit().sims[0].condition.told = true;
    edit().sims[0].condition.state = drivers::port_state::registered;
    edit().sims[0].condition.signal_csq = 9;
    EXPECT_THAT(chosen(wish()), HasSubstr("1 signal too weak"));
}

TEST_F(route_strategy_test, a_fault_of_the_network_takes_the_sim_out_and_two_take_out_their_gateway) {
    group(strategy::least_used);
    const call_use fault{.outcome = way_outcome::network_fault};
    EXPECT_EQ(call(wish(), fault), sim_in(1, 0).iccid);
    EXPECT_THAT(chosen(wish()), sim_in(1, 1).iccid);
    EXPECT_EQ(call(wish(), fault), sim_in(1, 1).iccid);
    EXPECT_EQ(chosen(wish()), sim_in(2, 0).iccid) << "the third SIM of that gateway is out as well";
    const call_use busy{.outcome = way_outcome::worked};
    EXPECT_EQ(call(wish(), busy), sim_in(2, 0).iccid);
    EXPECT_EQ(ledger.ways().sims[3].guard.faults(), 0) << "busy is no fault";
    auto later = noon_of(saturday);
    later.now += way_guard::first_for_sims;
    ledger.roll(later);
    auto again = wish();
    again.only_trunk = 1;
    EXPECT_EQ(call(again, busy), sim_in(1, 2).iccid) << "the gateway's trial";
    EXPECT_EQ(ledger.ways().trunks[0].guard.faults(), 0);
}

TEST_F(route_strategy_test, texts_have_caps_of_their_own_and_need_no_sip) {
    fill([](auto&, auto& sims) {
        for (auto& s : sims) s.own_limits.texts_per_day = 3;
    });
    edit().trunks[0].health.state = trunk_state::unreachable;
    edit().trunks[1].trunk.enabled = false;
    auto text = wish();
    text.channel = compliance::channel::text;
    text.parts = 2;
    EXPECT_THAT(chosen(text), HasSubstr("without a box that sends texts"));
    ledger.set_boxes({box_of(1)});
    EXPECT_EQ(chosen(text), sim_in(1, 0).iccid);
    for (std::size_t i = 0; i < 3; ++i)
        ledger.take_text("t" + std::to_string(i), i, 2, "+919800000001");
    EXPECT_THAT(chosen(text), HasSubstr("3 at its cap of texts"));
    text.parts = 1;
    EXPECT_THAT(chosen(text), HasSubstr("3 sending a text")) << "one job a port";
    ledger.give_back("t0");
    EXPECT_EQ(ledger.ways().sims[0].today.texts, 0);
    EXPECT_EQ(chosen(text), sim_in(1, 0).iccid);
    ledger.text_taken("t1", ms(0));
    ledger.text_left(1, 1);
    text.known_sim = sim_in(1, 1).iccid;
    EXPECT_EQ(chosen(text), sim_in(1, 1).iccid) << "the one that the borrower knows";
}

}  // namespace
}  // namespace zenix::gateways
