#include "pg/pool.hpp"

#include <gtest/gtest.h>

#include "base/problem.hpp"
#include "base/task_group.hpp"
#include "pg/test_cluster.hpp"

namespace zenix::pg {
namespace {

using none = test_database;
constexpr auto bare = none::schema::none;

/// The sqlstate of a statement that must fail; empty when it did not.
task<std::string> refusal(executor& db, std::string sql) {
    try {
        co_await db.run(std::move(sql));
    } catch (const sql_error& fault) {
        co_return fault.sqlstate();
    }
    co_return std::string{};
}

task<void> put(pool& db, int n, std::string sql, std::vector<std::string>& out) {
    try {
        const rows got = co_await db.run(std::move(sql), n);
        out.push_back(got.front().text("v"));
    } catch (const sql_error& fault) {
        out.push_back(fault.sqlstate());
    }
}

TEST(pool, carries_every_type_there_and_back) {
    on_test_database([](pool& db) -> task<> {
        const auto when = parse_time("2026-11-22T18:00:03.120Z").value();
        const json::object doc{{"a", 1}};
        const std::vector<std::string> list{"x", "y\"z"};
        const rows got = co_await db.run(
            "select $1::text t, $2::bigint i, $3::float8 d, $4::bool b, $5::timestamptz at, $6::jsonb j, $7::text[] l,"
            " $8::bigint none",
            "it's", std::int64_t{-9'000'000'000}, 0.1, true, when, doc, list, std::nullopt);
        const row r = got.front();
        EXPECT_EQ(r.text("t"), "it's");
        EXPECT_EQ(r.integer("i"), -9'000'000'000);
        EXPECT_EQ(r.number("d"), 0.1);
        EXPECT_TRUE(r.flag("b"));
        EXPECT_EQ(r.time("at"), when);
        EXPECT_EQ(r.json("j").at("a").as_int64(), 1);
        EXPECT_EQ(r.texts("l"), list);
        EXPECT_TRUE(r.null("none"));
        EXPECT_FALSE(r.maybe_integer("none"));
        EXPECT_THROW((void)r.text("absent"), std::logic_error);
        EXPECT_THROW((void)r.integer("t"), std::logic_error);
    }, bare);
}

TEST(pool, reports_what_a_write_touched) {
    on_test_database([](pool& db) -> task<> {
        co_await db.run("create table t (n int)");
        const rows put = co_await db.run("insert into t select generate_series(1, 7)");
        EXPECT_EQ(put.affected(), 7);
        EXPECT_TRUE(put.empty());
    }, bare);
}

TEST(pool, answers_in_order_and_keeps_errors_apart) {
    on_test_database([](pool& db) -> task<> {
        std::vector<std::string> out;
        task_group group(co_await asio::this_coro::executor);
        for (int n = 1; n <= 300; ++n) {
            // Every third divides by zero: neighbours in the pipeline must not notice.
            const char* sql = n % 3 == 0 ? "select 1 / ($1::int - $1::int) v" : "select $1::int v";
            group.spawn("put", put(db, n, sql, out));
        }
        co_await group.join(ms{5000});
        EXPECT_EQ(out.size(), 300u);
        for (std::size_t n = 1; n <= out.size(); ++n) {
            EXPECT_EQ(out[n - 1], n % 3 == 0 ? "22012" : std::to_string(n));
        }
    }, bare);
}

TEST(pool, one_failing_statement_undoes_no_other) {
    on_test_database([](pool& db) -> task<> {
        co_await db.run("create table t (n int primary key)");
        std::vector<std::string> out;
        task_group group(co_await asio::this_coro::executor);
        group.spawn("a", put(db, 1, "insert into t values ($1) returning n v", out));
        group.spawn("b", put(db, 1, "insert into t values ($1) returning n v", out));
        group.spawn("c", put(db, 2, "insert into t values ($1) returning n v", out));
        co_await group.join(ms{5000});
        EXPECT_EQ(out, (std::vector<std::string>{"1", "23505", "2"}));
        const rows kept = co_await db.run("select count(*) c from t");
        EXPECT_EQ(kept.front().integer("c"), 2);
    }, bare);
}

TEST(pool, names_the_constraint_but_never_the_row) {
    on_test_database([](pool& db) -> task<> {
        co_await db.run("create table t (phone text constraint one_phone unique)");
        co_await db.run("insert into t values ('+919876543210')");
        try {
            co_await db.run("insert into t values ('+919876543210')");
            ADD_FAILURE() << "taken twice";
        } catch (const sql_error& fault) {
            EXPECT_TRUE(fault.unique_violation());
            EXPECT_EQ(fault.constraint(), "one_phone");
            EXPECT_EQ(std::string(fault.what()).find("98765"), std::string::npos);
        }
    }, bare);
}

TEST(pool, a_statement_that_cannot_be_prepared_fails_for_all_who_sent_it) {
    on_test_database([](pool& db) -> task<> {
        std::vector<std::string> out;
        task_group group(co_await asio::this_coro::executor);
        for (int n = 0; n < 3; ++n) group.spawn("put", put(db, n, "select $1::int v from absent", out));
        co_await group.join(ms{5000});
        EXPECT_EQ(out, (std::vector<std::string>(3, "42P01")));
        // It may become valid later.
        co_await db.run("create table absent as select 1 one");
        const rows now = co_await db.run("select $1::int v from absent", 5);
        EXPECT_EQ(now.front().integer("v"), 5);
    }, bare);
}

TEST(pool, survives_a_table_that_changes_under_a_prepared_statement) {
    on_test_database([](pool& db) -> task<> {
        co_await db.run("create table t as select 1 a");
        co_await db.run("select * from t");
        co_await db.run("alter table t add b int default 2");
        const std::string first = co_await refusal(db, "select * from t");
        EXPECT_EQ(first, "0A000");
        const rows again = co_await db.run("select * from t");
        EXPECT_EQ(again.front().integer("b"), 2);
    }, bare);
}

TEST(pool, moves_megabytes_both_ways_without_choking) {
    on_test_database([](pool& db) -> task<> {
        const std::string big(8'000'000, 'x');
        std::vector<std::string> out;
        task_group group(co_await asio::this_coro::executor);
        for (int n = 0; n < 20; ++n) group.spawn("put", put(db, n, "select repeat('y', 1000000 + $1) v", out));
        const rows got = co_await db.run("select $1::text v", big);
        EXPECT_EQ(got.front().text("v"), big);
        co_await group.join(ms{5000});
        EXPECT_EQ(out.size(), 20u);
    }, bare);
}

TEST(pool, text_that_postgresql_cannot_hold_is_the_callers_fault) {
    on_test_database([](pool& db) -> task<> {
        for (const std::string& text : {std::string("a\0b", 3), std::string("\xff\xfe")}) {
            try {
                co_await db.run("select $1::text", text);
                ADD_FAILURE() << "accepted";
            } catch (const problem& p) {
                EXPECT_EQ(p.status(), 400);
                EXPECT_EQ(p.code(), "invalid_text");
            }
        }
    }, bare);
}

TEST(pool, a_slow_statement_is_ended_and_the_connection_goes_on) {
    const test_database scratch(bare);
    asio::io_context io;
    auto options = scratch.options();
    options.statement_timeout = ms{200};
    pool db(io.get_executor(), options);
    run(io, db.start());
    EXPECT_THROW(run(io, db.run("select pg_sleep(5)")), unavailable);
    EXPECT_TRUE(db.connected());
    EXPECT_EQ(run(io, db.run("select 1 v")).front().integer("v"), 1);
    run(io, db.stop());
}

TEST(pool, refuses_more_than_its_bound_at_once) {
    const test_database scratch(bare);
    asio::io_context io;
    auto options = scratch.options();
    options.waiting_max = 5;
    pool db(io.get_executor(), options);
    run(io, db.start());
    int refused = 0, answered = 0;
    for (int n = 0; n < 8; ++n) {
        asio::co_spawn(io, db.run("select 1"), [&](std::exception_ptr f, const rows&) { ++(f ? refused : answered); });
    }
    while (refused + answered < 8) io.run_one();
    EXPECT_EQ(refused, 3);
    EXPECT_EQ(answered, 5);
    run(io, db.stop());
}

TEST(pool, a_caller_that_is_called_off_disturbs_nobody) {
    on_test_database([](pool& db) -> task<> {
        std::vector<std::string> out;
        {
            task_group group(co_await asio::this_coro::executor);
            group.spawn("slow", put(db, 1, "select $1::int v, pg_sleep(0.1)", out));
            co_await sleep_for(ms{20});
            group.cancel();
            co_await group.join(ms{1000});
        }
        EXPECT_TRUE(out.empty());
        const rows got = co_await db.run("select 2 v");
        EXPECT_EQ(got.front().integer("v"), 2);
    }, bare);
}

TEST(pool, says_why_it_cannot_connect) {
    asio::io_context io;
    pool db(io.get_executor(), {.url = "postgresql:///zenix?host=/nonexistent"});
    try {
        run(io, db.start());
        ADD_FAILURE() << "connected to nothing";
    } catch (const unavailable& fault) {
        EXPECT_NE(std::string(fault.what()).find("/nonexistent"), std::string::npos) << fault.what();
    }
    EXPECT_THROW(run(io, db.run("select 1")), unavailable);
    pool malformed(io.get_executor(), {.url = "postgres//x"});
    EXPECT_THROW(run(io, malformed.start()), std::runtime_error);
}

}  // namespace
}  // namespace zenix::pg
