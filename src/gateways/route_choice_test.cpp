#include "gateways/book_ledger.hpp"
#include "gateways/fleet_for_tests.hpp"
#include "gateways/route_choice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zenix::gateways {
namespace {

using namespace test;
using testing::HasSubstr;

/// Two GSM gateways of four ports and one SIP trunk of two channels, all reachable.
class route_choice_test : public testing::Test {
  protected:
    route_choice_test() {
        std::vector<sim> sims;
        for (int port = 0; port < 4; ++port) {
            sims.push_back(sim_in(1, port));
            sims.push_back(sim_in(2, port));
        }
        ledger.replace({gsm_trunk(1, "gsm-a", 4), gsm_trunk(2, "gsm-b", 4), sip_trunk(3, "pri", 2)},
            std::move(sims), authorised(), {});
        for (auto id : {1, 2, 3}) ledger.set_health(id, trunk_state::reachable, 5.0);
    }
    [[nodiscard]] std::string chosen(const route_wish& w) const {
        const auto found = choose(w, ways());
        if (const auto* none = std::get_if<no_route>(&found)) return "none: " + none->why;
        const auto& c = std::get<route_choice>(found);
        return c.sim ? ways().sims[*c.sim].sim.iccid : ways().trunks[c.trunk].trunk.name;
    }
    [[nodiscard]] const fleet& ways() const { return ledger.ways(); }
    fleet& edit() { return ledger.ways(); }
    book_ledger ledger;
};

TEST_F(route_choice_test, takes_sip_first_then_gsm_unless_gsm_is_wanted) {
    EXPECT_EQ(chosen(wish()), "pri");
    EXPECT_EQ(chosen(wish(route_class::gsm)), sim_in(1, 0).iccid);
    edit().trunks[2].health.calls_now = 2;
    EXPECT_EQ(chosen(wish()), sim_in(1, 0).iccid);
    EXPECT_THAT(chosen(wish(route_class::sip)), HasSubstr("none: pri: all 2 channels in use"));
}

TEST_F(route_choice_test, prefers_the_sip_trunk_with_the_smaller_share_in_use) {
    ledger.replace({sip_trunk(3, "pri", 2), sip_trunk(4, "voip", 30)}, {}, {}, {});
    ledger.set_health(4, trunk_state::reachable, 5.0);
    edit().trunks[0].health.calls_now = 1;   // a half
    edit().trunks[1].health.calls_now = 10;  // a third
    EXPECT_EQ(chosen(wish()), "voip");
}

TEST_F(route_choice_test, takes_the_sim_least_used_today_then_least_talked_then_by_iccid) {
    for (auto& s : edit().sims) s.today = {5, 2, 100};
    edit().sims[6].today = {4, 2, 900};
    EXPECT_EQ(chosen(wish(route_class::gsm)), ways().sims[6].sim.iccid);
    edit().sims[6].today.attempts = 5;
    edit().sims[3].today.seconds = 99;
    EXPECT_EQ(chosen(wish(route_class::gsm)), ways().sims[3].sim.iccid);
    edit().sims[3].today.seconds = 100;
    EXPECT_EQ(chosen(wish(route_class::gsm)), ways().sims[0].sim.iccid);
}

TEST_F(route_choice_test, leaves_out_what_is_off_busy_unplaced_or_unreachable) {
    edit().sims[0].sim.enabled = false;
    edit().sims[1].in_call = true;
    edit().sims[2].sim.port = 4;  // the gateway has ports 0 to 3
    edit().sims[3].trunk_index = sim_line::none;
    EXPECT_EQ(chosen(wish(route_class::gsm)), sim_in(2, 0).iccid);
    edit().trunks[1].health.state = trunk_state::unreachable;
    EXPECT_THAT(chosen(wish(route_class::gsm)),
        HasSubstr(
            "gsm-a: of 3 SIMs 1 switched off, 1 in no port, 1 in a call; gsm-b: does not answer"));
}

TEST_F(route_choice_test, prefers_what_is_known_to_answer) {
    edit().trunks[0].health.state = trunk_state::unknown;
    EXPECT_EQ(chosen(wish(route_class::gsm)), sim_in(2, 0).iccid);
    edit().trunks[1].health.state = trunk_state::unknown;
    EXPECT_EQ(chosen(wish(route_class::gsm)), sim_in(1, 0).iccid);
}

TEST_F(route_choice_test, uses_gsm_only_on_authority_for_this_country_and_purpose) {
    auto w = wish(route_class::gsm);
    w.country = "US";
    EXPECT_THAT(chosen(w), HasSubstr("authorised in IN, and the number is of US"));
    w = wish(route_class::gsm);
    w.purpose = compliance::purpose::promotion;
    EXPECT_THAT(chosen(w), HasSubstr("not authorised for promotion"));
    edit().gsm.demo = true;  // and this is no demonstration
    EXPECT_THAT(chosen(wish(route_class::gsm)), HasSubstr("GSM routing is off"));
    edit().gsm.demo_installation = true;
    EXPECT_EQ(chosen(wish(route_class::gsm)), sim_in(1, 0).iccid);
    edit().gsm.enabled = false;
    EXPECT_THAT(chosen(wish(route_class::gsm)), HasSubstr("GSM routing is off"));
}

TEST_F(route_choice_test, says_why) {
    edit().trunks[2].trunk.enabled = false;
    const auto found = choose(wish(), ways());
    EXPECT_EQ(std::get<route_choice>(found).explanation,
        "SIM " + sim_in(1, 0).iccid +
            " (Airtel) in port 0 of gsm-a: 0 attempts today, the fewest of 8 free SIMs; no SIP "
            "trunk"
            " fits.");
    ledger.replace({}, {}, {}, {});
    EXPECT_THAT(chosen(wish()), HasSubstr("none: there is no trunk"));
}

TEST_F(
    route_choice_test, gives_the_same_answer_for_the_same_fleet_in_whatever_order_it_was_stored) {
    auto other = ledger;
    other.replace({sip_trunk(3, "pri", 2), gsm_trunk(2, "gsm-b", 4), gsm_trunk(1, "gsm-a", 4)},
        {sim_in(2, 1), sim_in(1, 3), sim_in(1, 0), sim_in(2, 0), sim_in(1, 1), sim_in(2, 3),
            sim_in(1, 2), sim_in(2, 2)},
        authorised(), {});
    const auto a = choose(wish(route_class::gsm), ways());
    const auto b = choose(wish(route_class::gsm), other.ways());
    EXPECT_EQ(std::get<route_choice>(a).explanation, std::get<route_choice>(b).explanation);
}

}  // namespace
}  // namespace zenix::gateways
