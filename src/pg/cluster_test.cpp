#include "pg/cluster.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/task_group.hpp"
#include "pg/pool.hpp"
#include "pg/postmaster.hpp"
#include "pg/test_cluster.hpp"

namespace zenix::pg {
namespace {

using clock = std::chrono::steady_clock;
namespace fs = std::filesystem;

std::int64_t ask(asio::io_context& io, pool& db) {
    return run(io, db.run("select count(*) v from t")).front().integer("v");
}

/// Until the pool answers again; false after `patience`.
bool answers_again(asio::io_context& io, pool& db, ms patience) {
    const auto deadline = clock::now() + patience;
    while (clock::now() < deadline) {
        try {
            run(io, db.run("select 1"));
            return true;
        } catch (const unavailable&) {
            run(io, sleep_for(ms{20}));
        }
    }
    return false;
}

TEST(cluster, is_private_adopted_when_it_runs_and_stopped_on_request) {
    const test_folder f;
    const std::string url = f.ensure();
    const auto first = find_postmaster(f.data());
    ASSERT_TRUE(first);
    struct stat mode{};
    ASSERT_EQ(::stat((f.path() + "/run").c_str(), &mode), 0);
    EXPECT_EQ(mode.st_mode & 0777u, 0700u);

    EXPECT_EQ(f.ensure(), url);
    EXPECT_EQ(find_postmaster(f.data())->who, first->who) << "a second server was started";

    asio::io_context io;
    pool db(io.get_executor(), {.url = url});
    run(io, db.start());
    const rows got = run(io, db.run("select current_setting('listen_addresses') tcp, current_database() name,"
                                    " current_setting('TimeZone') zone, current_setting('shared_buffers') memory"));
    EXPECT_EQ(got.front().text("tcp"), "");
    EXPECT_EQ(got.front().text("name"), "zenix");
    EXPECT_EQ(got.front().text("zone"), "UTC");
    EXPECT_EQ(got.front().text("memory"), "128MB");
    run(io, db.stop());

    const std::string wrong = std::string(url).replace(url.find(":test@"), 6, ":guess@");
    pool stranger(io.get_executor(), {.url = wrong});
    EXPECT_THROW(run(io, stranger.start()), unavailable);

    run(io, stop_cluster(f.data()));
    EXPECT_FALSE(cluster_running(f.data()));
    run(io, stop_cluster(f.data()));
}

TEST(cluster, killed_under_load_fails_fast_and_comes_back_with_its_data) {
    const test_folder f;
    asio::io_context io;
    pool db(io.get_executor(), {.url = f.ensure()});
    run(io, db.start());
    run(io, db.run("create table t as select generate_series(1, 10) n"));

    bool lost = false;
    asio::co_spawn(io, db.run("select pg_sleep(30)"), [&](std::exception_ptr fault, const rows&) {
        try {
            if (fault) std::rethrow_exception(fault);
        } catch (const unavailable&) {
            lost = true;
        }
    });
    auto open = run(io, db.begin());
    run(io, open->run("insert into t values (11)"));
    const auto server = find_postmaster(f.data())->who;
    ::kill(server.pid, SIGKILL);
    const auto killed = clock::now();
    while (db.connected() && clock::now() - killed < ms{30'000}) io.run_one_for(ms{50});
    EXPECT_FALSE(db.connected());
    for (int i = 0; !lost && i < 500; ++i) io.run_one_for(ms{20});
    EXPECT_TRUE(lost) << "the statement under way must fail, not hang or run again";

    const auto asked = clock::now();  // At once, and not when 30 s have passed for a statement.
    EXPECT_THROW(run(io, db.run("select 1")), unavailable);
    EXPECT_THROW(run(io, db.begin()), unavailable);
    EXPECT_THROW(run(io, open->run("select 1")), unavailable);
    EXPECT_THROW(run(io, open->commit()), unavailable);
    EXPECT_LT(clock::now() - asked, ms{10'000});
    open.reset();

    f.ensure();
    EXPECT_TRUE(answers_again(io, db, ms{30'000}));
    EXPECT_EQ(ask(io, db), 10);
    EXPECT_NO_THROW(run(io, run(io, db.begin())->commit()));
    run(io, db.stop());
}

TEST(cluster, stopped_for_a_while_is_found_again_and_idle_connections_with_it) {
    const test_folder f;
    asio::io_context io;
    pool db(io.get_executor(), {.url = f.ensure()});
    run(io, db.start());
    run(io, run(io, db.begin())->commit());  // Leaves an idle connection behind.
    run(io, stop_cluster(f.data()));
    EXPECT_THROW(run(io, db.run("select 1")), unavailable);
    f.ensure();
    EXPECT_TRUE(answers_again(io, db, ms{30'000}));
    EXPECT_NO_THROW(run(io, run(io, db.begin())->commit()));
    run(io, db.stop());
}

TEST(cluster, a_server_that_hangs_is_given_up_in_time) {
    const test_folder f;
    asio::io_context io;
    pool_options options{.url = f.ensure()};
    options.statement_timeout = ms{300};
    pool db(io.get_executor(), options);
    run(io, db.start());
    const auto pid = static_cast<int>(run(io, db.run("select pg_backend_pid() v")).front().integer("v"));
    ::kill(pid, SIGSTOP);
    const auto asked = clock::now();
    EXPECT_THROW(run(io, db.run("select 1")), unavailable);
    EXPECT_LT(clock::now() - asked, ms{10'000});
    EXPECT_TRUE(answers_again(io, db, ms{30'000})) << "a new connection serves while the old one hangs";
    ::kill(pid, SIGCONT);

    // The same inside a transaction: its connection alone is dropped.
    {
        const auto tx = run(io, db.begin());
        const auto other = static_cast<int>(run(io, tx->run("select pg_backend_pid() v")).front().integer("v"));
        ::kill(other, SIGSTOP);
        EXPECT_THROW(run(io, tx->run("select 1")), unavailable);
        ::kill(other, SIGCONT);
    }
    EXPECT_TRUE(db.connected());
    EXPECT_NO_THROW(run(io, run(io, db.begin())->commit()));
    run(io, db.stop());
}

TEST(cluster, a_pid_file_left_behind_that_names_another_process_does_not_stop_it) {
    const test_folder f;
    f.ensure();
    ::kill(find_postmaster(f.data())->who.pid, SIGKILL);
    asio::io_context io;
    while (cluster_running(f.data())) run(io, sleep_for(ms{10}));
    // The pid now belongs to another process of the same user.
    struct stat owner{};
    ASSERT_EQ(::stat(f.data().c_str(), &owner), 0);
    const pid_t other = ::fork();
    if (other == 0) {
        if (::geteuid() == 0 && ::setuid(owner.st_uid) != 0) ::_exit(1);
        while (true) ::pause();
    }
    const std::string file = f.data() + "/postmaster.pid";
    std::ifstream in(file);
    std::string old, rest;
    std::getline(in, old);
    std::getline(in, rest, '\0');
    std::ofstream(file) << other << "\n" << rest;
    std::ofstream(f.path() + "/run/.s.PGSQL.5432.lock") << other << "\n" << rest;
    EXPECT_FALSE(cluster_running(f.data()));
    EXPECT_NO_THROW(f.ensure());
    EXPECT_TRUE(cluster_running(f.data()));
    ::kill(other, SIGKILL);
    ::waitpid(other, nullptr, 0);
}

TEST(cluster, is_started_again_when_it_crashed_but_not_when_it_was_stopped) {
    const test_folder f;
    f.ensure();
    const auto first = find_postmaster(f.data())->who;
    ::kill(first.pid, SIGKILL);
    f.keep(ms{6000});
    ASSERT_TRUE(cluster_running(f.data()));
    EXPECT_NE(find_postmaster(f.data())->who, first);
    asio::io_context io;
    run(io, stop_cluster(f.data()));
    f.keep(ms{2500});
    EXPECT_FALSE(cluster_running(f.data()));
}

TEST(cluster, says_what_stands_in_its_way) {
    const test_folder f;
    fs::create_directories(f.data());
    std::ofstream(f.data() + "/holiday.jpg") << "x";
    try {
        f.ensure();
        ADD_FAILURE() << "took a folder with other things in it";
    } catch (const std::runtime_error& fault) {
        EXPECT_NE(std::string(fault.what()).find("Remedy"), std::string::npos) << fault.what();
    }
    EXPECT_TRUE(fs::exists(f.data() + "/holiday.jpg"));
    fs::remove_all(f.data());

    f.ensure();
    asio::io_context io;
    run(io, stop_cluster(f.data()));
    std::ofstream(f.data() + "/postgresql.conf", std::ios::app) << "no_such_setting = 1\n";
    try {
        f.ensure();
        ADD_FAILURE() << "started with a broken setting";
    } catch (const std::runtime_error& fault) {
        EXPECT_NE(std::string(fault.what()).find("no_such_setting"), std::string::npos) << fault.what();
    }
}

TEST(cluster, refuses_to_run_as_root) {
    if (geteuid() != 0) GTEST_SKIP() << "not root";
    asio::io_context io;
    cluster_options o{.folder = "/tmp/x", .socket_dir = "/tmp/x", .password = "p", .bin_dir = {}, .durable = false};
    EXPECT_THROW(run(io, ensure_cluster(o)), std::runtime_error);
}

}  // namespace
}  // namespace zenix::pg
