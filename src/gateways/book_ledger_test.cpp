#include "gateways/book_ledger.hpp"
#include "gateways/fleet_for_tests.hpp"

#include <gtest/gtest.h>

#include <queue>
#include <random>

namespace zenix::gateways {
namespace {

using namespace test;
using std::chrono::day;
using std::chrono::month;
using std::chrono::year;

const auto monday = year(2026) / month(11) / day(23);
const auto tuesday = year(2026) / month(11) / day(24);

book_ledger ledger_of(int sims) {
    book_ledger l;
    std::vector<sim> list;
    for (int port = 0; port < sims; ++port) list.push_back(sim_in(1, port));
    l.roll(noon_of(monday));
    l.replace({gsm_trunk(1, "gsm-a", sims)}, std::move(list), authorised(), {});
    l.set_health(1, trunk_state::reachable, std::nullopt);
    return l;
}

/// The SIM taken for a new call; nullopt when none is free.
std::optional<std::size_t> take_one(book_ledger& l, const std::string& key) {
    const auto found = choose(wish(route_class::gsm), l.ways());
    const auto* c = std::get_if<route_choice>(&found);
    if (c == nullptr) return std::nullopt;
    EXPECT_FALSE(l.ways().sims[*c->sim].in_call);
    l.take(key, c->trunk, c->sim, true);
    return c->sim;
}

TEST(book_ledger, shares_attempts_within_five_percent_and_never_doubles_a_sim) {
    std::mt19937 dice(64);
    for (const int sims : {8, 64}) {
        auto l = ledger_of(sims);
        struct live {
            double until;
            std::string key;
            bool operator<(const live& o) const { return until > o.until; }
        };
        std::priority_queue<live> calls;
        double now = 0;
        int made = 0;
        while (made < sims * 200) {
            now +=
                static_cast<double>(dice() % 1000) / 4 / sims;  // seven in ten SIMs are in a call
            while (!calls.empty() && calls.top().until <= now) {
                const bool answered = dice() % 3 == 0;
                l.settle(calls.top().key, {.answered = answered, .seconds = answered ? static_cast<std::int64_t>(dice() % 300) : 0});
                calls.pop();
            }
            const auto key = "call " + std::to_string(made);
            if (!take_one(l, key)) continue;
            ++made;
            // Most are not answered and short; some talk for minutes.
            const double lasts = dice() % 4 == 0 ? 120 + dice() % 300 : 10 + dice() % 30;
            calls.push({now + lasts, key});
        }
        for (const auto& s : l.ways().sims)
            EXPECT_NEAR(static_cast<double>(s.today.attempts), 200, 10) << s.sim.iccid;
    }
}

TEST(book_ledger, counts_a_settlement_once) {
    auto l = ledger_of(1);
    take_one(l, "a");
    l.settle("a", {.answered = true, .seconds = 61});
    l.settle("a", {.answered = true, .seconds = 61});
    l.give_back("a");
    const auto& s = l.ways().sims[0];
    EXPECT_EQ(s.today.attempts, 1);
    EXPECT_EQ(s.today.answered, 1);
    EXPECT_EQ(s.today.seconds, 61);
    EXPECT_FALSE(s.in_call);
    EXPECT_EQ(l.ways().trunks[0].health.calls_now, 0);
    ASSERT_EQ(l.pending.size(), 1U);
    EXPECT_EQ(l.pending[0].reservation, "a");
}

TEST(book_ledger, counts_nothing_for_what_was_not_used) {
    auto l = ledger_of(1);
    take_one(l, "a");
    l.give_back("a");
    EXPECT_EQ(l.ways().sims[0].today.attempts, 0);
    EXPECT_TRUE(l.pending.empty());
    EXPECT_FALSE(l.ways().sims[0].in_call);
}

TEST(book_ledger, keeps_holders_counters_and_state_through_a_reload) {
    auto l = ledger_of(2);
    take_one(l, "a");
    take_one(l, "b");
    l.settle("b", {.answered = true, .seconds = 30});
    // The database lags: it knows of nothing yet. A third SIM is new, with use of its own.
    past_use past;
    past.days = {{sim_in(1, 0).iccid, monday, {}},
        {sim_in(1, 2).iccid, monday, {.attempts = 7, .answered = 3, .seconds = 500}}};
    l.replace({gsm_trunk(1, "renamed", 3)}, {sim_in(1, 0), sim_in(1, 1), sim_in(1, 2)},
        authorised(), past);
    const auto& ways = l.ways();
    EXPECT_EQ(ways.trunks[0].health.state, trunk_state::reachable);
    EXPECT_EQ(ways.trunks[0].health.calls_now, 1);
    EXPECT_TRUE(ways.sims[0].in_call);
    EXPECT_EQ(ways.sims[0].today.attempts, 1);
    EXPECT_EQ(ways.sims[1].today.seconds, 30);
    EXPECT_EQ(ways.sims[2].today.attempts, 7);
}

TEST(book_ledger, forgets_the_state_of_a_trunk_that_moved) {
    auto l = ledger_of(1);
    auto moved = gsm_trunk(1, "gsm-a", 1);
    moved.port = 5070;
    l.replace({moved}, {sim_in(1, 0)}, authorised(), {});
    EXPECT_EQ(l.ways().trunks[0].health.state, trunk_state::unknown);
}

TEST(book_ledger, counts_a_call_over_midnight_on_the_day_it_began) {
    auto l = ledger_of(2);
    take_one(l, "settled");
    take_one(l, "given back");
    l.roll(noon_of(tuesday));
    l.settle("settled", {.answered = true, .seconds = 90});
    l.give_back("given back");
    for (const auto& s : l.ways().sims) {
        EXPECT_EQ(s.today.attempts, 0);
        EXPECT_EQ(s.today.seconds, 0);
    }
    ASSERT_EQ(l.pending.size(), 1U);
    EXPECT_EQ(l.pending[0].day, monday);
}

TEST(book_ledger, outlives_the_removal_of_a_trunk_in_use) {
    auto l = ledger_of(1);
    take_one(l, "a");
    l.replace({}, {}, {}, {});
    l.settle("a", {.answered = true, .seconds = 10});
    EXPECT_EQ(l.pending.size(), 1U);
}

TEST(book_ledger, tells_each_change_once) {
    auto l = ledger_of(1);
    (void)l.take_changes();
    take_one(l, "a");
    const auto first = l.take_changes();
    EXPECT_TRUE(first.trunks.contains(1));
    EXPECT_TRUE(first.sims.contains(sim_in(1, 0).iccid));
    const auto second = l.take_changes();
    EXPECT_TRUE(second.trunks.empty() && second.sims.empty());
}

}  // namespace
}  // namespace zenix::gateways
