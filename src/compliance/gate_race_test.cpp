#include "base/ids.hpp"
#include "base/problem.hpp"
#include "base/task_group.hpp"
#include "compliance/gate_service.hpp"
#include "compliance/rules_for_tests.hpp"
#include "pg/cluster.hpp"
#include "pg/test_cluster.hpp"

#include <gtest/gtest.h>

#include <memory>

// Many askers at once, in one process and in several (each with a pool and a gate of its own).
namespace zenix::compliance {
namespace {

using namespace test;

const auto noon = at("2026-11-23T06:30:00Z");

struct tally {
    int allowed = 0, refused = 0, failed = 0;
};

task<> ask_once(gate_service& gate, std::string phone, tally& t) {
    question q;
    q.phone = std::move(phone);
    q.counts_as_attempt = true;
    q.asked_by = "test";
    q.source = "click";
    try {
        const auto a = co_await gate.ask(std::move(q));
        ++(a.verdict.allow ? t.allowed : t.refused);
        EXPECT_EQ(a.verdict.allow, a.pass.has_value());
    } catch (const problem&) {
        ++t.failed;
    }
}

gate_options noon_clock() {
    gate_options o;
    o.clock = [] { return noon; };
    return o;
}

TEST(gate_race, never_lets_more_than_the_cap_through_on_one_number) {
    pg::test_database scratch;
    asio::io_context io;
    std::vector<std::unique_ptr<pg::pool>> pools;
    std::vector<std::unique_ptr<gate_service>> gates;
    for (int i = 0; i < 3; ++i) {
        pools.push_back(std::make_unique<pg::pool>(io.get_executor(), scratch.options()));
        pg::run(io, pools.back()->start());
        gates.push_back(std::make_unique<gate_service>(*pools.back(), noon_clock()));
    }
    constexpr int numbers = 6, askers = 24;
    std::vector<tally> tallies(numbers);
    task_group askings(io.get_executor());
    for (int a = 0; a < askers; ++a)
        for (int n = 0; n < numbers; ++n)
            askings.spawn("ask",
                ask_once(*gates[static_cast<std::size_t>((a + n) % 3)],
                    "+91987654321" + std::to_string(n), tallies[static_cast<std::size_t>(n)]));
    EXPECT_TRUE(pg::run(io, askings.join(ms(30000))));
    for (const auto& t : tallies) {
        EXPECT_EQ(t.allowed, 3);
        EXPECT_EQ(t.refused, askers - 3);
        EXPECT_EQ(t.failed, 0);
    }
    const auto rows =
        pg::run(io, pools[0]->run("select count(*) as n, count(attempt_ordinal) as a,"
                                  " max(attempt_ordinal) as top from gate_decisions"));
    EXPECT_EQ(rows.front().integer("n"), numbers * askers);
    EXPECT_EQ(rows.front().integer("a"), numbers * 3);
    EXPECT_EQ(rows.front().integer("top"), 3);
    for (auto& p : pools) pg::run(io, p->stop());
}

TEST(gate_race, refuses_while_the_database_is_away_and_comes_back_by_itself) {
    pg::test_folder own;
    asio::io_context io;
    pg::pool db(io.get_executor(), {.url = own.ensure()});
    pg::run(io, db.start());
    pg::run(io, pg::migrate(db));
    gate_service gate(db, noon_clock());
    tally before, away, after;
    pg::run(io, ask_once(gate, "+919876543210", before));
    EXPECT_EQ(before.allowed, 1);
    pg::run(io, pg::stop_cluster(own.data()));
    pg::run(io, ask_once(gate, "+919876543210", away));
    EXPECT_EQ(away.failed, 1);
    (void)own.ensure();
    for (int i = 0; i < 100 && after.allowed == 0; ++i) {
        pg::run(io, ask_once(gate, "+919876543210", after));
        if (after.allowed == 0) pg::run(io, sleep_for(ms(50)));
    }
    EXPECT_EQ(after.allowed, 1);
    pg::run(io, db.stop());
}

}  // namespace
}  // namespace zenix::compliance
