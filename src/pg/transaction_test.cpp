#include <gtest/gtest.h>

#include <thread>

#include "base/task_group.hpp"
#include "pg/pool.hpp"
#include "pg/test_cluster.hpp"

namespace zenix::pg {
namespace {

constexpr auto bare = test_database::schema::none;

task<std::int64_t> count(executor& db) {
    const rows got = co_await db.run("select count(*) c from t");
    co_return got.front().integer("c");
}

task<void> make_table(pool& db) { co_await db.run("create table t (n int primary key, w text)"); }

TEST(transaction, is_seen_by_others_only_after_commit) {
    on_test_database([](pool& db) -> task<> {
        co_await make_table(db);
        const auto tx = co_await db.begin();
        co_await tx->run("insert into t values ($1)", 1);
        const auto inside = co_await count(*tx);
        const auto outside = co_await count(db);
        EXPECT_EQ(inside, 1);
        EXPECT_EQ(outside, 0);
        co_await tx->commit();
        const auto after = co_await count(db);
        EXPECT_EQ(after, 1);
    }, bare);
}

TEST(transaction, leaves_nothing_when_it_dies_uncommitted) {
    on_test_database([](pool& db) -> task<> {
        co_await make_table(db);
        for (int n = 0; n < 20; ++n) {  // More than there are connections: each must come home.
            const auto tx = co_await db.begin();
            co_await tx->run("insert into t values ($1)", n);
        }
        const auto left = co_await count(db);
        EXPECT_EQ(left, 0);
    }, bare);
}

TEST(transaction, commit_after_an_error_says_that_nothing_was_kept) {
    on_test_database([](pool& db) -> task<> {
        co_await make_table(db);
        const auto tx = co_await db.begin();
        co_await tx->run("insert into t values (1)");
        bool refused = false, told = false;
        try {
            co_await tx->run("insert into t values (1)");
        } catch (const sql_error& fault) {
            refused = fault.unique_violation();
        }
        try {
            co_await tx->commit();
        } catch (const sql_error& fault) {
            told = fault.sqlstate() == "25P02";
        }
        EXPECT_TRUE(refused);
        EXPECT_TRUE(told);
        const auto left = co_await count(db);
        EXPECT_EQ(left, 0);
    }, bare);
}

task<void> one_of_many(pool& db, int n) {
    const auto tx = co_await db.begin();
    co_await tx->run("insert into t values ($1)", n);
    co_await tx->run("select pg_sleep(0.002)");
    co_await tx->commit();
}

TEST(transaction, survives_a_table_that_changes_under_a_prepared_statement) {
    const test_database scratch(bare);
    asio::io_context io;
    auto options = scratch.options();
    options.connections = 1;  // So that all of them run on the same.
    pool db(io.get_executor(), options);
    run(io, db.start());
    run(io, make_table(db));
    const auto look = [&] {
        const auto tx = run(io, db.begin());
        run(io, tx->run("select * from t"));
        run(io, tx->commit());
    };
    look();
    run(io, db.run("alter table t add b int"));
    EXPECT_THROW(look(), sql_error);
    EXPECT_NO_THROW(look());
    run(io, db.stop());
}

TEST(transaction, an_idle_connection_that_was_lost_unnoticed_is_replaced) {
    on_test_database([](pool& db) -> task<> {
        std::int64_t pid = 0;
        {
            const auto tx = co_await db.begin();
            const rows got = co_await tx->run("select pg_backend_pid() v");
            pid = got.front().integer("v");
            co_await tx->commit();
        }
        co_await db.run("select pg_terminate_backend($1::int, 5000)", pid);
        const auto tx = co_await db.begin();
        const rows got = co_await tx->run("select pg_backend_pid() v");
        EXPECT_NE(got.front().integer("v"), pid);
        co_await tx->commit();
    }, bare);
}

TEST(transaction, many_take_turns_on_few_connections) {
    on_test_database([](pool& db) -> task<> {
        co_await make_table(db);
        task_group group(co_await asio::this_coro::executor);
        for (int n = 0; n < 100; ++n) group.spawn("tx", one_of_many(db, n));
        const bool all = co_await group.join(ms{5000});
        EXPECT_TRUE(all);
        const auto kept = co_await count(db);
        EXPECT_EQ(kept, 100);
        const rows made = co_await db.run("select count(*) c from pg_stat_activity where datname = current_database()");
        EXPECT_LE(made.front().integer("c"), 5);
    }, bare);
}

TEST(transaction, waiters_that_are_called_off_do_not_block_the_line) {
    on_test_database([](pool& db) -> task<> {
        co_await make_table(db);
        std::vector<std::unique_ptr<transaction>> all;
        for (int n = 0; n < 4; ++n) {
            auto tx = co_await db.begin();
            all.push_back(std::move(tx));
        }
        task_group impatient(co_await asio::this_coro::executor), patient(co_await asio::this_coro::executor);
        for (int n = 0; n < 3; ++n) impatient.spawn("tx", one_of_many(db, n));
        for (int n = 10; n < 13; ++n) patient.spawn("tx", one_of_many(db, n));
        co_await sleep_for(ms{10});
        co_await all.back()->commit();
        all.pop_back();  // The turn goes to one who is called off in the same moment.
        impatient.cancel();
        const bool served = co_await patient.join(ms{3000});
        EXPECT_TRUE(served);
        const rows kept = co_await db.run("select count(*) c from t where n >= 10");
        EXPECT_EQ(kept.front().integer("c"), 3);
    }, bare);
}

TEST(transaction, called_off_in_mid_statement_frees_its_place) {
    on_test_database([](pool& db) -> task<> {
        co_await make_table(db);
        for (int round = 0; round < 6; ++round) {
            task_group group(co_await asio::this_coro::executor);
            group.spawn("tx", one_of_many(db, round));
            co_await sleep_for(ms{1});
            group.cancel();
            co_await group.join(ms{1000});
        }
        co_await one_of_many(db, 99);
    }, bare);
}

TEST(copy, takes_a_hundred_thousand_rows_in_one_go) {
    on_test_database([](pool& db) -> task<> {
        co_await make_table(db);
        const auto tx = co_await db.begin();
        int next = 0;
        auto blocks = [&next] {
            std::string block;
            for (int n = 0; n < 1000 && next < 100'000; ++n, ++next) block += std::to_string(next) + "\tword\n";
            return block;
        };
        const auto copied = co_await tx->copy_in("copy t from stdin", std::move(blocks));
        EXPECT_EQ(copied, 100'000);
        co_await tx->commit();
        const auto kept = co_await count(db);
        EXPECT_EQ(kept, 100'000);
    }, bare);
}

TEST(copy, may_take_longer_than_a_statement_as_long_as_it_goes_on) {
    const test_database scratch(bare);
    asio::io_context io;
    auto options = scratch.options();
    options.statement_timeout = ms{150};
    pool db(io.get_executor(), options);
    run(io, db.start());
    run(io, make_table(db));
    const auto tx = run(io, db.begin());
    int next = 0;
    auto slow = [&next] {
        std::this_thread::sleep_for(ms{80});
        return next == 5 ? std::string{} : std::to_string(next++) + "\tw\n";
    };
    EXPECT_EQ(run(io, tx->copy_in("copy t from stdin", slow)), 5);
    EXPECT_THROW(run(io, tx->run("select pg_sleep(1)")), unavailable) << "others are held to it again";
    run(io, db.stop());
}

TEST(copy, a_bad_row_or_a_failing_source_keeps_nothing_and_the_connection) {
    on_test_database([](pool& db) -> task<> {
        co_await make_table(db);
        {
            const auto tx = co_await db.begin();
            int calls = 0;
            std::string state;
            auto bad = [&calls] { return ++calls > 3 ? std::string{} : std::string("1\tw\nnoise\tw\n"); };
            try {
                co_await tx->copy_in("copy t from stdin", std::move(bad));
            } catch (const sql_error& fault) {
                state = fault.sqlstate();
            }
            EXPECT_EQ(state, "22P02");
        }
        {
            const auto tx = co_await db.begin();
            bool told = false;
            auto broken = []() -> std::string { throw std::domain_error("file vanished"); };
            try {
                co_await tx->copy_in("copy t from stdin", std::move(broken));
            } catch (const std::domain_error&) {
                told = true;
            }
            EXPECT_TRUE(told);
            try {
                co_await tx->commit();
                ADD_FAILURE() << "half a file was kept";
            } catch (const sql_error& fault) {
                EXPECT_EQ(fault.sqlstate(), "25P02");
            }
        }
        const auto left = co_await count(db);
        EXPECT_EQ(left, 0);
    }, bare);
}

}  // namespace
}  // namespace zenix::pg
