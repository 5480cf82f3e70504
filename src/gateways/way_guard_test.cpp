#include "gateways/way_guard.hpp"

#include <gtest/gtest.h>

namespace zenix::gateways {
namespace {

using std::chrono::seconds;
const sys_ms t0{std::chrono::hours(1)};
constexpr auto first = way_guard::first_for_sims;

TEST(way_guard, takes_a_way_out_on_its_first_fault) {
    way_guard g;
    EXPECT_TRUE(g.admits(t0));
    EXPECT_TRUE(g.ended(way_outcome::network_fault, t0, first));
    EXPECT_EQ(g.health(t0), way_health::quarantined);
    EXPECT_FALSE(g.admits(t0 + first - ms(1)));
}

TEST(way_guard, lets_one_call_try_it_when_the_time_is_over) {
    way_guard g;
    g.ended(way_outcome::network_fault, t0, first);
    const auto later = t0 + first;
    EXPECT_EQ(g.health(later), way_health::on_trial);
    EXPECT_TRUE(g.admits(later));
    g.taken();
    EXPECT_FALSE(g.admits(later)) << "one at a time";
    EXPECT_TRUE(g.ended(way_outcome::worked, later, first));
    EXPECT_EQ(g.health(later), way_health::well);
}

TEST(way_guard, doubles_its_time_with_each_fault_up_to_a_limit) {
    way_guard g;
    auto now = t0;
    auto wait = first;
    for (int i = 0; i < 12; ++i) {
        g.ended(way_outcome::network_fault, now, first);
        EXPECT_EQ(g.until() - now, std::min(wait, way_guard::longest)) << i;
        now = g.until();
        wait *= 2;
    }
}

TEST(way_guard, a_call_that_told_nothing_changes_nothing) {
    way_guard g;
    EXPECT_FALSE(g.ended(way_outcome::unknown, t0, first));
    g.ended(way_outcome::network_fault, t0, first);
    const auto later = t0 + first;
    g.taken();
    EXPECT_FALSE(g.ended(way_outcome::unknown, later, first));
    EXPECT_TRUE(g.admits(later)) << "the trial is still to be made";
}

TEST(way_guard, calls_that_were_under_way_do_not_double_the_time) {
    way_guard g;
    g.ended(way_outcome::network_fault, t0, first);
    EXPECT_FALSE(g.ended(way_outcome::network_fault, t0 + seconds(1), first));
    EXPECT_EQ(g.faults(), 1);
}

TEST(way_guard, forgives_a_fault_that_was_not_the_ways) {
    way_guard g;
    g.ended(way_outcome::network_fault, t0, first);
    g.forgive(t0);
    EXPECT_EQ(g.health(t0), way_health::well);
    g.forgive(t0);
    EXPECT_EQ(g, way_guard{});
}

}  // namespace
}  // namespace zenix::gateways
