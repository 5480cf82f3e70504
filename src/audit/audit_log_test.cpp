#include "audit/audit_log.hpp"

#include <gtest/gtest.h>

#include "base/secret.hpp"
#include "base/task_group.hpp"
#include "pg/test_cluster.hpp"

namespace zenix::audit {
namespace {

const sys_ms noon = parse_time("2026-11-22T12:00:00.125Z").value();

task<void> add(pg::executor& db, int n) {
    co_await append(db, "asha", "user.updated", "user:" + std::to_string(n), {{"role", "admin"}, {"n", n}}, noon);
}

/// Changes stored entries as an intruder with the database in hand would.
task<void> tamper(pg::pool& db, std::string sql) {
    const auto tx = co_await db.begin();
    co_await tx->script("alter table audit_log disable trigger all; " + sql);
    co_await tx->commit();
}

TEST(audit, chains_entries_and_finds_them_sound) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        for (int n = 1; n <= 3; ++n) co_await add(db, n);
        const auto found = co_await list(db, std::nullopt, 10);
        EXPECT_EQ(found.size(), 3u);
        EXPECT_EQ(found[0].id, 3);
        EXPECT_EQ(found[0].at, noon);
        EXPECT_EQ(found[0].details, R"({"role":"admin","n":3})");
        EXPECT_EQ(found[0].hash, hash_of(found[0], found[1].hash));
        EXPECT_EQ(found[2].hash, hash_of(found[2], ""));
        const verdict v = co_await verify(db);
        EXPECT_TRUE(v.sound()) << v.why;
        EXPECT_EQ(v.entries, 3);
        EXPECT_EQ(v.head, found[0].hash);
    });
}

TEST(audit, an_empty_log_is_sound) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        const verdict v = co_await verify(db);
        EXPECT_TRUE(v.sound());
        EXPECT_EQ(v.entries, 0);
    });
}

TEST(audit, the_hash_is_written_down_and_stays) {
    // A later version must find the chains of this one sound.
    const entry e{7, noon, "asha", "user.created", "user:9", "{}", {}};
    EXPECT_EQ(hash_of(e, "ab"),
              secret::sha256_hex("ab:7:24:2026-11-22T12:00:00.125Z,4:asha,12:user.created,6:user:9,2:{},"));
}

task<void> add_in_transaction(pg::pool& db, int n, bool keep) {
    const auto tx = co_await db.begin();
    co_await add(*tx, n);
    if (keep) co_await tx->commit();
}

TEST(audit, concurrent_writers_chain_right_and_a_rollback_leaves_no_gap) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        task_group group(co_await asio::this_coro::executor);
        for (int n = 0; n < 60; ++n) {
            if (n % 3 == 0) group.spawn("alone", add(db, n));
            if (n % 3 != 0) group.spawn("transaction", add_in_transaction(db, n, n % 3 == 1));
        }
        const bool all = co_await group.join(ms{8000});
        EXPECT_TRUE(all);
        const verdict v = co_await verify(db);
        EXPECT_TRUE(v.sound()) << v.why;
        EXPECT_EQ(v.entries, 40);
    });
}

TEST(audit, names_the_first_broken_entry) {
    struct attack {
        const char* sql;
        std::int64_t broken;
    };
    for (const attack& a : {attack{"update audit_log set actor = 'nobody' where id = 3", 3},
                            attack{"update audit_log set at = at + interval '1 ms' where id = 2", 2},
                            attack{R"(update audit_log set details = '{"n":0}' where id in (4, 5))", 4},
                            attack{"delete from audit_log where id = 2", 2},
                            attack{"delete from audit_log where id = 1", 1},
                            attack{"delete from audit_log where id >= 5", 5},
                            attack{"update audit_log set hash = repeat('0', 64) where id = 5", 5},
                            attack{"update audit_head set hash = repeat('0', 64)", 5},
                            attack{"delete from audit_head", 5}}) {
        pg::on_test_database([a](pg::pool& db) -> task<> {
            for (int n = 1; n <= 5; ++n) co_await add(db, n);
            co_await tamper(db, a.sql);
            const verdict v = co_await verify(db);
            EXPECT_EQ(v.broken, a.broken) << a.sql << ": " << v.why;
        });
    }
}

TEST(audit, cannot_be_changed_by_accident) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        co_await add(db, 1);
        for (const char* sql : {"update audit_log set actor = 'x'", "delete from audit_log", "truncate audit_log"}) {
            bool refused = false;
            try {
                co_await db.run(sql);
            } catch (const pg::sql_error&) {
                refused = true;
            }
            EXPECT_TRUE(refused) << sql;
        }
    });
}

TEST(audit, verify_walks_more_than_one_batch) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        task_group group(co_await asio::this_coro::executor);
        for (int n = 0; n < 4000; ++n) group.spawn("add", add(db, n));
        co_await group.join(ms{20000});
        const verdict v = co_await verify(db);
        EXPECT_TRUE(v.sound()) << v.why;
        EXPECT_EQ(v.entries, 4000);
    });
}

}  // namespace
}  // namespace zenix::audit
