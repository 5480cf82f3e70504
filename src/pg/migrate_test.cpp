#include <gtest/gtest.h>

#include "base/secret.hpp"
#include "base/task_group.hpp"
#include "pg/pool.hpp"
#include "pg/test_cluster.hpp"

namespace zenix::pg {
namespace {

constexpr auto bare = test_database::schema::none;

/// Schema files whose texts live as long as the list.
struct files {
    std::deque<std::string> texts;
    std::vector<migration> list;
    files& add(int version, std::string sql) {
        const std::string& text = texts.emplace_back(std::move(sql));
        const std::string& hash = texts.emplace_back(secret::sha256_hex(text));
        list.push_back({version, "step", text, hash});
        return *this;
    }
};

task<std::string> complaint(pool& db, const files& f) {
    try {
        co_await migrate(db, f.list);
    } catch (const std::runtime_error& fault) {
        co_return fault.what();
    }
    co_return std::string{};
}

TEST(migrate, applies_what_is_missing_once_and_in_order) {
    on_test_database([](pool& db) -> task<> {
        files f;
        f.add(10, "create table a (n int); insert into a values (1);").add(20, "alter table a add m int default 5");
        const int first = co_await migrate(db, f.list);
        const int again = co_await migrate(db, f.list);
        f.add(30, "update a set m = 6");
        const int more = co_await migrate(db, f.list);
        EXPECT_EQ(first, 2);
        EXPECT_EQ(again, 0);
        EXPECT_EQ(more, 1);
        const rows got = co_await db.run("select m from a");
        EXPECT_EQ(got.front().integer("m"), 6);
    }, bare);
}

TEST(migrate, a_failing_file_is_named_and_leaves_nothing) {
    on_test_database([](pool& db) -> task<> {
        files f;
        f.add(10, "create table a (n int)").add(20, "create table b (n int); insert into nowhere values (1)");
        const std::string said = co_await complaint(db, f);
        EXPECT_NE(said.find("0020_step.sql"), std::string::npos) << said;
        EXPECT_NE(said.find("nowhere"), std::string::npos) << said;
        const rows left = co_await db.run("select to_regclass('b') is null gone, to_regclass('a') is null lost");
        EXPECT_TRUE(left.front().flag("gone"));
        EXPECT_FALSE(left.front().flag("lost"));
    }, bare);
}

TEST(migrate, refuses_an_applied_file_that_was_changed) {
    on_test_database([](pool& db) -> task<> {
        files f, changed;
        f.add(10, "create table a (n int)");
        changed.add(10, "create table a (n bigint)");
        co_await migrate(db, f.list);
        const std::string said = co_await complaint(db, changed);
        EXPECT_NE(said.find("0010_step.sql was applied with other contents"), std::string::npos) << said;
    }, bare);
}

TEST(migrate, refuses_a_database_of_a_later_version) {
    on_test_database([](pool& db) -> task<> {
        files f, old;
        f.add(10, "select 1").add(20, "select 1");
        old.add(10, "select 1");
        co_await migrate(db, f.list);
        const std::string said = co_await complaint(db, old);
        EXPECT_NE(said.find("later zenix"), std::string::npos) << said;
    }, bare);
}

task<void> count_applied(pool& db, const files& f, int& sum, int& done) {
    sum += co_await migrate(db, f.list);
    ++done;
}

TEST(migrate, two_servers_that_start_at_once_apply_each_file_once) {
    on_test_database([](pool& db) -> task<> {
        files f;
        f.add(10, "create table a (n int); select pg_sleep(0.05)").add(20, "create table b (n int)");
        int sum = 0, done = 0;
        task_group group(co_await asio::this_coro::executor);
        for (int n = 0; n < 3; ++n) group.spawn("server", count_applied(db, f, sum, done));
        co_await group.join(ms{5000});
        EXPECT_EQ(sum, 2);
        EXPECT_EQ(done, 3) << "a server failed to start";
    }, bare);
}

TEST(migrate, the_rooms_own_schema_applies) {
    on_test_database([](pool& db) -> task<> {
        const int again = co_await migrate(db);
        EXPECT_EQ(again, 0);
    });
}

}  // namespace
}  // namespace zenix::pg
