#include "watch/fleet_reader.hpp"
#include "watch/fleet_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zenix::watch {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

gateways::fleet one_box() {
    gateways::fleet f;
    gateways::trunk_line t;
    t.trunk.id = 3;
    t.trunk.name = "dwg";
    t.health.state = gateways::trunk_state::reachable;
    f.trunks.push_back(t);
    gateways::box_line b;
    b.box.id = 7;
    b.box.trunk_id = 3;
    b.state = gateways::box_state::up;
    f.boxes.push_back(b);
    gateways::sim_line s;
    s.sim.iccid = "8991000000000000001";
    s.sim.trunk_id = 3;
    s.sim.port = 2;
    s.condition.told = true;
    s.condition.state = gateways::drivers::port_state::registered;
    f.sims.push_back(s);
    return f;
}
std::vector<std::string> kinds(const gateways::fleet& f) {
    std::vector<std::string> out;
    for (const auto& c : judge_fleet(read_fleet(f, {}), {}, [](const auto&) { return false; }))
        out.push_back(c.kind);
    return out;
}

TEST(fleet_reader, a_fleet_that_is_well_has_no_condition) {
    EXPECT_THAT(kinds(one_box()), IsEmpty());
}

TEST(fleet_reader, what_a_box_says_of_itself) {
    auto f = one_box();
    f.boxes[0].report.clock_ahead = std::chrono::minutes(10);
    EXPECT_THAT(kinds(f), ElementsAre("clock_skew"));
    f.boxes[0].state = gateways::box_state::down;
    f.boxes[0].trouble = failure{"timeout", "no answer within 5000 ms"};
    f.sims[0].condition.state = gateways::drivers::port_state::unregistered;
    EXPECT_THAT(kinds(f), ElementsAre("gateway_lost")) << "it speaks for its SIMs";
    f.boxes[0].trouble->code = "login";
    EXPECT_THAT(kinds(f), ElementsAre("box_login"));
}

TEST(fleet_reader, what_it_says_of_a_sim) {
    auto f = one_box();
    auto& c = f.sims[0].condition;
    c.signal_csq = 3;
    EXPECT_THAT(kinds(f), ElementsAre("signal_weak"));
    c.state = gateways::drivers::port_state::puk_required;
    EXPECT_THAT(kinds(f), ElementsAre("sim_locked"));
    c.displaced = true;
    EXPECT_THAT(kinds(f), ElementsAre("sim_lost"));
    c.blocked = true;
    EXPECT_THAT(kinds(f), IsEmpty()) << "somebody took it out";
}

TEST(fleet_reader, a_sim_no_box_has_told_of_says_nothing) {
    auto f = one_box();
    f.sims[0].condition.told = false;
    EXPECT_THAT(kinds(f), IsEmpty());
    f.sims[0].sim.port.reset();
    EXPECT_THAT(kinds(f), ElementsAre("sim_lost"));
}

}  // namespace
}  // namespace zenix::watch
