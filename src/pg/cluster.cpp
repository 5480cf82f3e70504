#include "pg/cluster.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/log.hpp"
#include "base/task_group.hpp"
#include "pg/cluster_files.hpp"
#include "pg/postmaster.hpp"
#include "pg/session.hpp"

namespace zenix::pg {
namespace {

namespace fs = std::filesystem;
using clock = std::chrono::steady_clock;

constexpr ms patience{120'000}, look_again{50};

void refuse_misfits(const cluster_options& o) {
    if (geteuid() == 0) {
        throw std::runtime_error("PostgreSQL does not run as root. Remedy: start zenix as another user, or let it "
                                 "drop to one before it starts the private PostgreSQL.");
    }
    const std::string socket = o.socket_dir + "/.s.PGSQL.5432";
    if (socket.size() > 107) {  // sun_path, unix(7)
        throw std::runtime_error(fmt::format("The socket path {} is longer than the 107 bytes a Unix socket may have. "
                                             "Remedy: choose a shorter data folder.",
                                             socket));
    }
}

void make_private(const std::string& folder) {
    fs::create_directories(folder);
    if (::chmod(folder.c_str(), 0700) != 0) {
        throw std::runtime_error(fmt::format("The folder {} does not belong to this user. Remedy: give it to the user "
                                             "that zenix runs as, or choose another data folder.",
                                             folder));
    }
}

/// initdb into a folder beside, which takes its name only when it is whole.
task<void> initialise(cluster_options o, std::string bin) {
    if (fs::exists(o.folder) && !fs::is_empty(o.folder)) {
        throw std::runtime_error(fmt::format("The folder {} is neither empty nor a PostgreSQL data folder. Remedy: "
                                             "choose another data folder, or move its files away.",
                                             o.folder));
    }
    const std::string fresh = o.folder + ".new", log_file = o.folder + ".initdb.log", pass = o.folder + ".password";
    fs::remove_all(fresh);
    fs::remove(log_file);
    write_private_file(pass, o.password + "\n");
    log::info("pg", "making the private database", {{"folder", o.folder}});

    process::command initdb;
    initdb.argv = {bin + "/initdb", "--pgdata=" + fresh, "--username=zenix", "--pwfile=" + pass,
                   "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"};
    if (!o.durable) initdb.argv.emplace_back("--no-sync");
    initdb.log_file = log_file;
    const auto worker = process::spawn_detached(initdb);
    const auto deadline = clock::now() + patience;
    while (process::alive(worker) && clock::now() < deadline) co_await sleep_for(look_again);
    fs::remove(pass);
    const std::string said = tail_of(log_file);
    if (process::alive(worker)) ::kill(worker.pid, SIGKILL);
    if (said.find("Success.") == std::string::npos) {
        throw std::runtime_error(
            fmt::format("initdb did not make the database in {}; it said:\n{}\nRemedy: see that the "
                        "disk has room and belongs to this user.",
                        o.folder, said));
    }
    fs::rename(fresh, o.folder);
    fs::remove(log_file);
}

settings address(const cluster_options& o, const std::string& socket_dir, const std::string& database) {
    settings how = parse_url("postgresql:///" + database, patience);
    how["host"] = socket_dir;
    how["user"] = "zenix";
    how["password"] = o.password;
    return how;
}

/// Empty once the server takes connections, else why not.
task<std::string> try_connect(cluster_options o, std::string socket_dir) {
    const auto probe = std::make_shared<session>(co_await asio::this_coro::executor);
    settings how = address(o, socket_dir, "postgres");
    try {
        co_await probe->open(std::move(how), ms{2000});
        co_return std::string{};
    } catch (const unavailable& fault) {
        co_return fault.what();
    }
}

[[noreturn]] void give_up(const cluster_options& o, const std::string& what) {
    throw std::runtime_error(
        fmt::format("The private PostgreSQL in {} {}. The end of its log ({}/start.log, {}/log):\n{}", o.folder,
                    what, o.folder, o.folder, server_log_tail(o.folder)));
}

/// Until the server of this folder answers, starting it where none runs. Returns its socket folder.
task<std::string> start_or_adopt(cluster_options o, std::string bin) {
    const auto deadline = clock::now() + patience;
    std::optional<process::identity> started;
    std::string last = "was not there yet";
    while (clock::now() < deadline) {
        const auto running = find_postmaster(o.folder);
        if (running) {
            const std::string socket_dir = running->socket_dir.empty() ? o.socket_dir : running->socket_dir;
            last = co_await try_connect(o, socket_dir);
            if (last.empty()) {
                log::info("pg", started ? "private PostgreSQL started" : "private PostgreSQL adopted",
                          {{"pid", running->who.pid}});
                co_return socket_dir;
            }
            if (last.find("password authentication failed") != std::string::npos) {
                throw std::runtime_error(fmt::format("The private PostgreSQL in {} refuses the password of role zenix. "
                                                     "Remedy: restore the data folder's password file.",
                                                     o.folder));
            }
        } else if (!started || !process::alive(*started)) {
            // A killed server's children need a moment to notice; until then its memory is held.
            const bool wait = !started || log_says_wait(o.folder);
            if (!wait) give_up(o, "ended while starting");
            clear_stale_locks(o.folder, o.socket_dir);
            write_settings(o);
            fs::remove(o.folder + "/start.log");
            process::command postgres;
            postgres.argv = {bin + "/postgres", "-D", o.folder};
            postgres.log_file = o.folder + "/start.log";
            if (started) co_await sleep_for(ms{300});
            started = process::spawn_detached(postgres);
        }
        co_await sleep_for(look_again);
    }
    give_up(o, fmt::format("did not take connections within {} s ({})", patience.count() / 1000, last));
}

task<void> make_database(cluster_options o, std::string socket_dir) {
    const auto admin = std::make_shared<session>(co_await asio::this_coro::executor);
    settings how = address(o, socket_dir, "postgres");
    co_await admin->open(std::move(how), ms{5000});
    std::vector<param> none;
    const rows found = co_await admin->run("select from pg_database where datname = 'zenix'", std::move(none));
    if (found.empty()) co_await admin->script("create database zenix");
}

}  // namespace

task<std::string> ensure_cluster(cluster_options o) {
    refuse_misfits(o);
    o.folder = fs::absolute(o.folder).lexically_normal().string();
    o.socket_dir = fs::absolute(o.socket_dir).lexically_normal().string();
    fs::create_directories(fs::path(o.folder).parent_path());
    make_private(o.socket_dir);
    const std::string bin = find_programs(o);
    if (!fs::exists(o.folder + "/PG_VERSION")) co_await initialise(o, bin);
    const std::string socket_dir = co_await start_or_adopt(o, bin);
    co_await make_database(o, socket_dir);
    co_return fmt::format("postgresql://zenix:{}@/zenix?host={}", percent_encode(o.password),
                          percent_encode(socket_dir));
}

task<void> keep_cluster(cluster_options o) {
    constexpr ms look_every{1000}, most{30'000};
    ms pause = look_every;
    while (true) {
        const bool slept = co_await sleep_for(pause);
        if (!slept) co_return;
        pause = look_every;
        if (cluster_running(o.folder) || !fs::exists(o.folder + "/postmaster.pid")) continue;
        log::error("pg", "the private PostgreSQL crashed; starting it again", {{"folder", o.folder}});
        try {
            co_await ensure_cluster(o);
        } catch (const std::runtime_error& fault) {
            log::error("pg", "the private PostgreSQL does not start", {{"why", fault.what()}});
            pause = most;
        }
    }
}

task<void> stop_cluster(std::string folder) {
    const auto running = find_postmaster(folder);
    if (!running) co_return;
    ::kill(running->who.pid, SIGINT);
    const auto deadline = clock::now() + ms{30'000};
    while (process::alive(running->who) && clock::now() < deadline) co_await sleep_for(look_again);
    if (!process::alive(running->who)) co_return;
    log::warn("pg", "the private PostgreSQL does not end; stopping it at once", {{"pid", running->who.pid}});
    co_await process::stop(running->who, SIGQUIT, ms{5000});
}

bool cluster_running(const std::string& folder) { return find_postmaster(folder).has_value(); }

}  // namespace zenix::pg
