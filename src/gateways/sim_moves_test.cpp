#include "gateways/box_line.hpp"
#include "gateways/drivers_for_tests.hpp"
#include "gateways/fleet_for_tests.hpp"
#include "gateways/sim_moves.hpp"

#include <gtest/gtest.h>

namespace zenix::gateways {
namespace {

using namespace test;
using drivers::port_state;

drivers::box_report report_of(std::vector<drivers::port_report> ports) {
    drivers::box_report r;
    r.ports = std::move(ports);
    return r;
}

TEST(sim_moves, finds_nothing_to_do_when_all_is_where_it_was) {
    const std::vector known{sim_in(1, 0), sim_in(1, 1)};
    EXPECT_TRUE(find_moves(
        known, 1, report_of({port_with(0, known[0].iccid), port_with(1, known[1].iccid)}))
            .empty());
}

TEST(sim_moves, follows_a_sim_to_another_port_and_another_box_with_what_people_entered) {
    auto here = sim_in(1, 0);
    here.enabled = false;
    auto there = sim_in(2, 5);
    const auto moves = find_moves(
        {here, there}, 1, report_of({port_with(3, here.iccid), port_with(4, there.iccid)}));
    ASSERT_EQ(moves.placed.size(), 2U);
    EXPECT_EQ(moves.placed[0].port, 3);
    EXPECT_FALSE(moves.placed[0].enabled);
    EXPECT_EQ(moves.placed[1].trunk_id, 1);
    EXPECT_EQ(moves.placed[1].phone_number, there.phone_number);
    EXPECT_TRUE(moves.removed.empty());
}

TEST(sim_moves, takes_in_a_sim_nobody_knows_with_what_the_box_tells) {
    auto p = port_with(2, "8991000000000000017f");
    p.number = "+919800000017";
    const auto moves = find_moves({}, 1, report_of({p}));
    ASSERT_EQ(moves.placed.size(), 1U);
    EXPECT_EQ(moves.placed[0].iccid, "8991000000000000017");  // without the filler
    EXPECT_EQ(moves.placed[0].operator_name, "Airtel");
    EXPECT_EQ(moves.placed[0].phone_number, "+919800000017");
}

TEST(sim_moves, notes_a_sim_that_has_left_but_not_one_in_a_port_that_tells_no_iccid) {
    const std::vector known{sim_in(1, 0), sim_in(1, 1), sim_in(2, 0)};
    auto silent = port_with(0, "");
    const auto moves =
        find_moves(known, 1, report_of({silent, port_with(1, "", port_state::no_sim)}));
    EXPECT_EQ(moves.removed, std::vector{known[1].iccid});
    EXPECT_TRUE(moves.placed.empty());
    EXPECT_TRUE(find_moves(known, 1, {}).empty());  // no ports told: nothing learnt
}

TEST(sim_moves, follows_by_imsi_where_a_box_tells_no_iccid_and_notices_another_card) {
    const auto with = [](int port, std::string imsi) {
        auto p = port_with(port, "");
        p.imsi = std::move(imsi);
        return p;
    };
    auto entered = sim_in(1, 0);
    const auto learnt = find_moves({entered}, 1, report_of({with(0, "404100000000001")}));
    ASSERT_EQ(learnt.placed.size(), 1U);
    EXPECT_EQ(learnt.placed[0].imsi, "404100000000001");
    EXPECT_TRUE(learnt.removed.empty());
    entered = learnt.placed[0];
    EXPECT_TRUE(find_moves({entered}, 1, report_of({with(0, "404100000000001")})).empty());
    const auto moved = find_moves({entered}, 1, report_of({with(3, "404100000000001")}));
    ASSERT_EQ(moved.placed.size(), 1U);
    EXPECT_EQ(moved.placed[0].port, 3);
    const auto changed = find_moves({entered}, 1, report_of({with(0, "404100000000099")}));
    EXPECT_EQ(changed.removed, std::vector{entered.iccid});
    EXPECT_TRUE(changed.placed.empty());
    // What is no IMSI says nothing.
    EXPECT_TRUE(find_moves({entered}, 1, report_of({with(0, "<NULL>")})).empty());
}

TEST(sim_moves, ignores_what_makes_no_sense_and_says_so) {
    const auto moves = find_moves({}, 1,
        report_of({port_with(0, "89'; drop table sims"), port_with(1, "8991000000000000017"),
            port_with(2, "8991000000000000017"), port_with(100, "8991000000000000018"),
            port_with(-1, "8991000000000000019")}));
    EXPECT_EQ(moves.placed.size(), 1U);
    EXPECT_EQ(moves.ignored.size(), 4U);
}

TEST(sim_condition, is_told_by_iccid_else_by_port) {
    const auto r = report_of({port_with(0, "8991000000000000017"), port_with(1, ""),
        port_with(2, "8991000000000000018", port_state::searching)});
    EXPECT_FALSE(condition_of(r, "8991000000000000017", 0).displaced);
    EXPECT_TRUE(condition_of(r, "8991000000000000017", 2).displaced);   // sits elsewhere
    EXPECT_TRUE(condition_of(r, "8991000000000000099", 0).displaced);   // another sits there
    EXPECT_FALSE(condition_of(r, "8991000000000000099", 1).displaced);  // nobody says otherwise
    EXPECT_TRUE(condition_of(r, "8991000000000000099", 9).displaced);   // no such port
    EXPECT_EQ(condition_of(r, "8991000000000000018", 2).state, port_state::searching);
}

TEST(box_line, goes_down_with_the_third_miss_and_comes_up_with_the_first_answer) {
    box_line b;
    EXPECT_FALSE(b.failed({"timeout", ""}));
    EXPECT_FALSE(b.failed({"timeout", ""}));
    EXPECT_EQ(b.state, box_state::unknown);
    EXPECT_TRUE(b.failed({"timeout", ""}));
    EXPECT_FALSE(b.failed({"timeout", ""}));
    EXPECT_EQ(b.state, box_state::down);
    EXPECT_TRUE(b.answered({}, sys_ms{}));
    EXPECT_EQ(b.state, box_state::up);
    EXPECT_FALSE(b.failed({"timeout", ""}));
    EXPECT_FALSE(b.answered({}, sys_ms{}));
    EXPECT_EQ(b.missed, 0);
}

}  // namespace
}  // namespace zenix::gateways
