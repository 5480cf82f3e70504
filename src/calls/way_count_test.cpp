// What SIMs have used is right after kill -9, wherever between reservation and settlement it falls.
// The process that dies is a real one, and so is PostgreSQL.
#include "calls/call_log.hpp"
#include "calls/way.hpp"
#include "compliance/gate_service.hpp"
#include "gateways/fleet_table.hpp"
#include "gateways/route_book.hpp"
#include "gateways/seed.hpp"
#include "pg/test_cluster.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

namespace zenix::calls {
namespace {

namespace fs = std::filesystem;

/// Where the first process dies.
enum class dies { after_reserving, while_talking, when_over, when_settled, when_logged };

struct world {
    explicit world(pg::pool& pool, const std::string& folder)
        : db(pool), book(folder), gate(pool, {.home_country = "IN", .demo = false, .clock = clock}),
          roads("Asia/Kolkata", clock) {}
    static sys_ms clock() { return *parse_time("2026-11-23T06:30:00Z"); }

    pg::pool& db;
    journal book;
    compliance::gate_service gate;
    gateways::route_book roads;
};

call talk(const outbound_leg& to) {
    call c;
    c.id = "0193b0d2-0000-7000-8000-000000000001";
    c.phone_number = "+919876500001";
    c.created_at = world::clock();
    c.route = to.route;
    leg l;
    l.id = c.id + "-b2";
    l.role = leg_role::borrower;
    l.endpoint = c.phone_number;
    l.started_at = c.created_at;
    l.route = to.route;
    c.legs.push_back(std::move(l));
    return c;
}

void answer(call& c) {
    c.legs[0].alerted = true;
    c.legs[0].answered_at = c.answered_at = c.created_at + ms(4000);
    c.legs[0].state = leg_state::up;
    c.status = call_status::answered;
    c.state = call_state::talking;
}

void end(call& c) {
    c.legs[0].ended_at = c.ended_at = c.created_at + ms(79'000);
    c.legs[0].state = leg_state::ended;
    c.legs[0].cause_q850 = 16;
    c.state = call_state::ended;
}

task<void> first_life(world* w, pg::pool* db, asio::any_io_executor ex, dies when) {
    co_await w->roads.load(*db);
    compliance::question q;
    // A number of its own each time: three attempts a day are the law.
    q.phone = "+91987650000" + std::to_string(static_cast<int>(when));
    q.counts_as_attempt = true;
    auto answered = co_await w->gate.ask(std::move(q));
    auto road = w->roads.reserve(std::move(answered.pass.value()));
    auto to = leg_by(std::move(road).value());
    if (when == dies::after_reserving) ::kill(::getpid(), SIGKILL);
    auto c = talk(to);
    w->book.keep(c);
    answer(c);
    w->book.keep(c);
    if (when == dies::while_talking) ::kill(::getpid(), SIGKILL);
    end(c);
    w->book.keep(c);
    to.road->settle(end_of(c.legs[0], *c.ended_at));
    if (when == dies::when_over) ::kill(::getpid(), SIGKILL);
    w->book.settle(c);
    if (when == dies::when_settled) ::kill(::getpid(), SIGKILL);
    call_log log(ex, *db, w->book);
    log.count_ways_in("Asia/Kolkata");
    task_group tasks(ex);
    tasks.spawn("call log", log.run());
    (void)co_await log.written(c.id, ms(30'000));
    ::kill(::getpid(), SIGKILL);
}

/// What the next process finds and does, as the conductor's load and settle do.
task<void> second_life(world* w, pg::pool* db, asio::any_io_executor ex) {
    co_await w->roads.load(*db);
    for (const auto& c : w->book.settled()) recall_ways(w->roads, c);
    for (auto c : w->book.live()) {
        if (c.over()) {
            recall_ways(w->roads, c);
            w->book.settle(c);
            continue;
        }
        auto road = w->roads.adopt(c.route->trunk_id, c.route->sim, c.route->reservation, c.phone_number);
        EXPECT_TRUE(road.has_value());
        end(c);
        road->settle(end_of(c.legs[0], *c.ended_at));
        w->book.settle(c);
    }
    call_log log(ex, *db, w->book);
    log.count_ways_in("Asia/Kolkata");
    task_group tasks(ex);
    tasks.spawn("call log", log.run());
    const bool written = co_await log.written("0193b0d2-0000-7000-8000-000000000001", ms(30'000));
    EXPECT_TRUE(written);
    co_await w->roads.flush(*db);
    tasks.cancel();
    (void)co_await tasks.join(ms(5000));
}

task<void> prepare(pg::pool* db) {
    (void)co_await pg::migrate(*db);
    co_await db->run("update gate_installation set demo = true, demo_since = now()");
    co_await gateways::seed_demo(*db, "127.0.0.1", 15160);
}

task<std::string> counted(pg::pool* db) {
    const auto found = co_await db->run(
        "select coalesce(string_agg(format('%s %s %s %s', attempts, answered, seconds, billed_s), ','), 'none')"
        " as used, (select count(*) from sim_contacts) as whom, (select count(*) from port_use_hours) as ports"
        " from sim_usage");
    co_return found.front().text("used") + " / " + found.front().text("whom") + " / " +
        found.front().text("ports");
}

/// Opens a pool, runs the body, closes it again.
template <class Body>
void with_pool(const std::string& url, Body body) {
    asio::io_context io;
    pg::pool db(io.get_executor(), {.url = url, .connect_timeout = ms(30000)});
    pg::run(io, db.start());
    body(io, db);
    pg::run(io, db.stop());
}

TEST(way_count, is_right_after_kill_9_wherever_it_falls) {
    const pg::test_folder own;
    const auto url = own.ensure();
    with_pool(url, [](asio::io_context& io, pg::pool& db) { pg::run(io, prepare(&db)); });
    for (const auto when : {dies::after_reserving, dies::while_talking, dies::when_over,
             dies::when_settled, dies::when_logged}) {
        const auto folder = (fs::temp_directory_path() /
                             ("zenix-killed-" + std::to_string(::getpid()) + "-" +
                                 std::to_string(static_cast<int>(when))))
                                .string();
        const auto child = ::fork();
        if (child == 0) {
            with_pool(url, [&](asio::io_context& io, pg::pool& db) {
                world w(db, folder);
                pg::run(io, first_life(&w, &db, io.get_executor(), when));
            });
            ::_exit(9);  // Not reached: it kills itself.
        }
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        with_pool(url, [&](asio::io_context& io, pg::pool& db) {
            world w(db, folder);
            if (when != dies::after_reserving)
                pg::run(io, second_life(&w, &db, io.get_executor()));
            else
                pg::run(io, w.roads.load(db));
            // Not dialled yet: not used. Else one call of 75 s, which is two minutes to the operator.
            EXPECT_EQ(pg::run(io, counted(&db)),
                when == dies::after_reserving ? "none / 0 / 0" : "1 1 75 120 / 1 / 1")
                << static_cast<int>(when);
            std::int64_t attempts = 0;
            for (const auto& s : w.roads.ways().sims) attempts += s.today.attempts;
            EXPECT_EQ(attempts, when == dies::after_reserving ? 0 : 1) << static_cast<int>(when);
            pg::run(io, db.run("truncate sim_usage, sim_settlements, sim_use_hours, port_use_hours,"
                               " sim_contacts, call_logs cascade"));
        });
        fs::remove_all(folder);
    }
}

}  // namespace
}  // namespace zenix::calls
