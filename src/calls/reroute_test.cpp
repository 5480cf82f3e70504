// A way refuses the call before it rings: when another is sought, and when not.
#include "calls/causes.hpp"
#include "calls/machine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zenix::calls {
namespace {

using gateways::way_outcome;

/// A call whose telecaller is up and whose borrower is being dialled over trunk 7.
class reroute_test : public testing::Test {
  protected:
    reroute_test() {
        c.id = "c";
        c.telecaller_id = 3;
        c.telecaller_name = "asha";
        c.phone_number = "+919876543210";
        run(&machine::start_outbound);
        m([&](machine& x) { return x.leg_up("c-t1"); });
        dialled();
    }
    template <class Move>
    actions m(Move move) {
        machine x(c, sys_ms(ms(1000)));
        last = move(x);
        return last;
    }
    void run(actions (machine::*move)()) {
        m([&](machine& x) { return (x.*move)(); });
    }
    /// As the conductor does when it dials.
    void dialled() {
        auto& l = *c.of(leg_role::borrower);
        l.route = route_used{};
        l.route->trunk_id = 7;
        leg_id = l.id;
    }
    void ends(int cause, std::optional<int> sip = {}) {
        m([&](machine& x) { return x.leg_ended(leg_id, {cause, sip, {}}); });
    }
    template <class A>
    [[nodiscard]] bool wants() const {
        return std::ranges::any_of(last, [](const action& a) { return std::holds_alternative<A>(a); });
    }
    call c;
    std::string leg_id;
    actions last;
};

TEST_F(reroute_test, another_way_is_sought_on_causes_of_the_network_only) {
    for (const int cause : {34, 38, 41, 42, 47}) {
        const auto before = c;
        ends(cause);
        EXPECT_TRUE(wants<act::find_way>()) << cause;
        EXPECT_FALSE(c.over());
        EXPECT_EQ(c.state, call_state::dialing);
        c = before;
    }
    for (const int cause : {1, 16, 17, 18, 19, 20, 21, 27, 28, 31, 50}) {
        const auto before = c;
        ends(cause);
        EXPECT_FALSE(wants<act::find_way>()) << cause;
        EXPECT_TRUE(c.over()) << cause;
        c = before;
    }
}

TEST_F(reroute_test, a_sip_answer_of_5xx_counts_unless_a_cause_tells_of_the_borrower) {
    EXPECT_TRUE(is_fault_of_way(127, 503));
    EXPECT_TRUE(is_fault_of_way(0, 500));
    EXPECT_FALSE(is_fault_of_way(27, 502)) << "destination out of order";
    EXPECT_FALSE(is_fault_of_way(0, 486));
    EXPECT_FALSE(is_fault_of_way(127, std::nullopt));
}

TEST_F(reroute_test, never_after_the_far_side_has_heard_of_it) {
    const auto before = c;
    m([&](machine& x) { return x.leg_ringing(leg_id); });
    ends(34);
    EXPECT_FALSE(wants<act::find_way>());
    EXPECT_EQ(c.status, call_status::congestion);
    c = before;
    m([&](machine& x) { return x.leg_progress(leg_id); });
    ends(41);
    EXPECT_FALSE(wants<act::find_way>());
    c = before;
    m([&](machine& x) { return x.leg_up(leg_id); });
    ends(38);
    EXPECT_FALSE(wants<act::find_way>());
}

TEST_F(reroute_test, the_next_way_is_a_leg_of_the_same_call) {
    ends(34);
    run(&machine::way_found);
    EXPECT_TRUE(wants<act::dial_borrower>());
    EXPECT_EQ(c.legs.size(), 3U);
    EXPECT_EQ(c.legs[1].cause_q850, 34) << "what refused it stays in the record";
    dialled();
    m([&](machine& x) { return x.leg_ringing(leg_id); });
    m([&](machine& x) { return x.leg_up(leg_id); });
    EXPECT_EQ(c.state, call_state::talking);
    EXPECT_FALSE(c.cause_q850);
}

TEST_F(reroute_test, without_another_way_it_ends_by_the_cause_it_met) {
    ends(34);
    m([&](machine& x) { return x.no_way(leg_id); });
    EXPECT_TRUE(c.over());
    EXPECT_EQ(c.status, call_status::congestion);
    EXPECT_EQ(c.cause_q850, 34);
    EXPECT_EQ(c.ended_by, party::network);
    run(&machine::way_found);
    EXPECT_FALSE(wants<act::dial_borrower>()) << "too late";
}

TEST_F(reroute_test, a_telecaller_who_comes_back_while_a_way_is_sought_starts_no_second_one) {
    ends(34);
    m([&](machine& x) { return x.phone_lost(3); });
    m([&](machine& x) { return x.phone_back(3); });
    m([&](machine& x) { return x.leg_up(c.of(leg_role::telecaller)->id); });
    EXPECT_FALSE(wants<act::dial_borrower>());
    run(&machine::way_found);
    EXPECT_TRUE(wants<act::dial_borrower>());
}

TEST_F(reroute_test, a_trunk_that_is_lost_is_a_reason_before_ringing_and_none_after) {
    const auto before = c;
    m([&](machine& x) { return x.way_lost(8); });
    EXPECT_TRUE(last.empty());
    m([&](machine& x) { return x.way_lost(7); });
    EXPECT_TRUE(wants<act::hang_up>());
    EXPECT_TRUE(wants<act::find_way>());
    c = before;
    m([&](machine& x) { return x.leg_ringing(leg_id); });
    m([&](machine& x) { return x.way_lost(7); });
    EXPECT_TRUE(last.empty());
}

TEST_F(reroute_test, what_a_leg_tells_of_its_way) {
    leg l;
    l.cause_q850 = 34;
    EXPECT_EQ(outcome_for_way(l), way_outcome::network_fault);
    l.alerted = true;
    EXPECT_EQ(outcome_for_way(l), way_outcome::worked);
    l.alerted = false;
    l.cause_q850 = 17;
    EXPECT_EQ(outcome_for_way(l), way_outcome::worked);
    l.cause_q850 = 16;
    EXPECT_EQ(outcome_for_way(l), way_outcome::unknown);
}

}  // namespace
}  // namespace zenix::calls
