#include "gateways/route_choice.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace zenix::gateways {
namespace {

class route_choice_test : public testing::Test {
  protected:
    route_choice_test() {
        box.id = 1;
        box.name = "box";
        box.kind = trunk_kind::gsm;
        box.channels_max = 8;
        for (int port = 0; port < 8; ++port) {
            sim s;
            s.iccid = "8991" + std::to_string(port);
            s.trunk_id = 1;
            s.port = port;
            sims.push_back(s);
        }
        gsm.enabled = true;
        gsm.country = "IN";
        gsm.purposes = {"recovery"};
    }
    [[nodiscard]] std::vector<candidate> ways() const {
        std::vector<candidate> list;
        for (const auto& s : sims) list.push_back({&box, &s, reach::reachable, 0, false});
        return list;
    }
    trunk box;
    std::vector<sim> sims;
    gsm_authorisation gsm;
};

TEST_F(route_choice_test, spreads_calls_over_sims_within_five_percent) {
    std::map<std::string, int> taken;
    for (int i = 0; i < 4000; ++i) {
        const auto all = ways();
        const auto c = choose(all, gsm, "IN", "recovery");
        ASSERT_NE(c.taken, nullptr);
        ++taken[c.taken->sim->iccid];
        auto& used = *std::ranges::find(sims, c.taken->sim->iccid, &sim::iccid);
        ++used.attempts_today;
    }
    for (const auto& [iccid, n] : taken) EXPECT_NEAR(n, 500, 25) << iccid;
}

TEST_F(route_choice_test, the_same_state_gives_the_same_answer) {
    const auto all = ways();
    const auto a = choose(all, gsm, "IN", "recovery"), b = choose(all, gsm, "IN", "recovery");
    EXPECT_EQ(a.taken, b.taken);
    EXPECT_EQ(a.explanation, b.explanation);
    EXPECT_NE(a.explanation.find("least used today"), std::string::npos);
}

TEST_F(route_choice_test, gsm_is_out_without_authority_for_country_and_purpose) {
    const auto all = ways();
    EXPECT_EQ(choose(all, gsm, "US", "recovery").taken, nullptr);
    EXPECT_EQ(choose(all, gsm, "IN", "promotion").taken, nullptr);
    gsm.enabled = false;
    const auto none = choose(all, gsm, "IN", "recovery");
    EXPECT_EQ(none.taken, nullptr);
    EXPECT_EQ(none.explanation, "GSM routing not authorised (8)");
}

TEST_F(route_choice_test, a_sim_in_a_call_or_a_dead_box_is_out) {
    auto all = ways();
    for (std::size_t i = 1; i < all.size(); ++i) all[i].sim_busy = true;
    EXPECT_EQ(choose(all, gsm, "IN", "recovery").taken, &all[0]);
    all[0].state = reach::unreachable;
    EXPECT_EQ(choose(all, gsm, "IN", "recovery").taken, nullptr);
}

TEST_F(route_choice_test, a_sip_trunk_goes_before_gsm_until_it_is_full) {
    trunk pri;
    pri.id = 2;
    pri.name = "pri";
    pri.channels_max = 1;
    auto all = ways();
    all.push_back({&pri, nullptr, reach::unknown, 0, false});
    EXPECT_EQ(choose(all, gsm, "IN", "recovery").taken, &all.back());
    all.back().calls_now = 1;
    EXPECT_EQ(choose(all, gsm, "IN", "recovery").taken, &all.front());
}

TEST_F(route_choice_test, nothing_set_up_says_so) {
    EXPECT_EQ(choose({}, gsm, "IN", "recovery").explanation, "no trunk or SIM is set up");
}

}  // namespace
}  // namespace zenix::gateways
