#include "compliance/gate_service.hpp"
#include "gateways/fleet_table.hpp"
#include "gateways/route_book.hpp"
#include "gateways/seed.hpp"
#include "gateways/tariff_table.hpp"
#include "pg/cluster.hpp"
#include "pg/test_cluster.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>

namespace zenix::gateways {
namespace {

using testing::HasSubstr;

const auto noon = parse_time("2026-11-23T06:30:00Z").value();  // in India

/// A marked database with the demonstration's box, a gate to get permits from, and a book.
struct bench {
    pg::pool& db;
    sys_ms now = noon;
    compliance::gate_service gate;
    route_book book;
    int asked = 0;

    explicit bench(pg::pool& pool)
        : db(pool),
          gate(pool, {.home_country = "IN", .demo = false, .clock = [this] { return now; }}),
          book("Asia/Kolkata", [this] { return now; }) {}

    task<> open() {
        co_await db.run("update gate_installation set demo = true, demo_since = now()");
        co_await seed_demo(db, "127.0.0.1", 15160);
        co_await book.load(db);
    }
    /// A permit for a number of its own.
    task<compliance::permit> permit() {
        compliance::question q;
        q.phone = fmt::format("+9198765{:05}", ++asked);
        q.counts_as_attempt = true;
        auto a = co_await gate.ask(std::move(q));
        co_return std::move(a.pass.value());
    }
    task<result<reservation>> reserve() {
        auto pass = co_await permit();
        co_return book.reserve(std::move(pass));
    }
    [[nodiscard]] int busy() const {
        int n = 0;
        for (const auto& s : book.ways().sims) n += s.in_call;
        return n;
    }
};

TEST(route_book, reserves_a_sim_and_names_its_port_to_the_gateway) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        co_await b.open();
        auto got = co_await b.reserve();
        EXPECT_TRUE(got.ok());
        const auto& r = got.value();
        EXPECT_EQ(r.dial_string(), fmt::format("PJSIP/00919876500001@trunk-{}", r.trunk_id()));
        EXPECT_EQ(r.trunk(), "lab-gsm");
        EXPECT_EQ(r.gateway(), "lab-gsm");
        EXPECT_EQ(r.iccid(), demo_iccid(0));
        EXPECT_EQ(r.port(), 0);
        EXPECT_EQ(r.caller_id(), demo_sim_number(0));
        EXPECT_THAT(r.explanation(), HasSubstr("port 0 of lab-gsm"));
        EXPECT_EQ(b.busy(), 1);
    });
}

TEST(route_book, gives_each_sim_to_one_call_and_frees_it_with_the_ticket) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        co_await b.open();
        std::vector<reservation> held;
        std::set<std::string> iccids;
        for (int i = 0; i < 8; ++i) {
            auto got = co_await b.reserve();
            iccids.insert(got.value().iccid());
            held.push_back(std::move(got).value());
        }
        EXPECT_EQ(iccids.size(), 8U);
        const auto ninth = co_await b.reserve();
        EXPECT_FALSE(ninth.ok());
        EXPECT_EQ(ninth.error().code, "no_route");
        EXPECT_THAT(b.book.obstacle("+919876543210", compliance::purpose::recovery),
            HasSubstr("all 8 channels in use"));
        held.pop_back();
        EXPECT_EQ(b.busy(), 7);
        EXPECT_EQ(b.book.obstacle("+919876543210", compliance::purpose::recovery), "");
        held.clear();
        EXPECT_EQ(b.busy(), 0);
    });
}

TEST(route_book, takes_the_tariff_of_the_sim_before_that_of_its_trunk) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        co_await b.open();
        const auto trunk_id = b.book.ways().trunks.at(0).trunk.id;
        const tariff minute{"INR", 0, 30, 60, 60}, second{"INR", 0, 1, 1, 1};
        co_await set_sim_tariff(db, demo_iccid(1), rate_card{.usual = second});
        co_await b.book.load(db);
        const auto first = co_await b.reserve();
        const auto other = co_await b.reserve();
        EXPECT_EQ(first.value().tariff(), minute);
        EXPECT_EQ(other.value().tariff(), second);
        co_await set_trunk_tariff(db, trunk_id, std::nullopt);
        co_await set_sim_tariff(db, demo_iccid(2), std::nullopt);
        co_await b.book.load(db);
        const auto third = co_await b.reserve();
        EXPECT_FALSE(third.value().tariff());
        EXPECT_EQ(first.value().tariff(), minute) << "a call under way keeps its price";
    });
}

TEST(route_book, refuses_a_spent_permit) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        co_await b.open();
        auto pass = co_await b.permit();
        b.now += std::chrono::minutes(2);
        EXPECT_EQ(b.book.reserve(std::move(pass)).error().code, "permit");
    });
}

TEST(route_book, writes_use_by_iccid_and_day_once) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        co_await b.open();
        auto got = co_await b.reserve();
        auto& r = got.value();
        const auto iccid = r.iccid();
        r.settle(true, 75);
        r.settle(true, 75);
        co_await b.book.flush(db);
        co_await b.book.flush(db);
        const auto rows = co_await db.run(
            "select day::text as day, attempts, answered, seconds from sim_usage where iccid = $1",
            iccid);
        EXPECT_EQ(rows.size(), 1U);
        EXPECT_EQ(rows.front().text("day"), "2026-11-23");
        EXPECT_EQ(rows.front().integer("attempts"), 1);
        EXPECT_EQ(rows.front().integer("seconds"), 75);
        // A new start of the server reads it back.
        route_book again("Asia/Kolkata", [] { return noon; });
        co_await again.load(db);
        EXPECT_EQ(again.ways().sims[0].today.seconds, 75);
    });
}

TEST(route_book, counts_a_call_found_after_a_restart_once_even_when_it_had_been_settled) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        co_await b.open();
        auto pass = co_await b.permit();
        const auto decision = pass.decision_id();
        auto got = b.book.reserve(std::move(pass));
        const auto trunk = got.value().trunk_id();
        const auto iccid = got.value().iccid();
        got.value().settle(true, 40);
        co_await b.book.flush(db);

        route_book reborn("Asia/Kolkata", [] { return noon; });
        co_await reborn.load(db);
        auto adopted = reborn.adopt(trunk, iccid, decision);
        EXPECT_TRUE(adopted.has_value());
        EXPECT_EQ(adopted->port(), 0);
        EXPECT_FALSE(reborn.adopt(trunk, iccid).has_value());  // one call per SIM
        EXPECT_FALSE(reborn.adopt(trunk + 1, {}).has_value());
        adopted->settle(true, 40);
        co_await reborn.flush(db);
        const auto rows = co_await db.run("select sum(attempts) as n from sim_usage");
        EXPECT_EQ(rows.front().integer("n"), 1);
    });
}

TEST(route_book, tells_by_number_or_port_where_a_call_came_in_and_keeps_its_sim_busy) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        co_await b.open();
        const auto endpoint = endpoint_name(b.book.ways().trunks[0].trunk.id);
        for (const auto* exten : {"+918000000003", "918000000003", "08000000003", "02", "2"}) {
            const auto road = b.book.describe_inbound(endpoint, exten);
            EXPECT_EQ(road.iccid, demo_iccid(2)) << exten;
            EXPECT_EQ(road.port, 2);
            EXPECT_EQ(road.gateway, "lab-gsm");
        }
        EXPECT_EQ(b.book.describe_inbound(endpoint, "s").iccid, "");
        EXPECT_EQ(b.book.describe_inbound("agent-7", "02").trunk_id, 0);
        const auto road = b.book.describe_inbound(endpoint, "02");
        auto inbound = b.book.occupy(road.trunk_id, road.iccid);
        EXPECT_EQ(b.busy(), 1);
        inbound->settle(true, 60);
        EXPECT_EQ(b.busy(), 0);
        co_await b.book.flush(db);
        const auto rows = co_await db.run("select count(*) as n from sim_usage");
        EXPECT_EQ(rows.front().integer("n"), 0);
    });
}

TEST(route_book, begins_each_day_of_its_zone_at_nought) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        co_await b.open();
        auto got = co_await b.reserve();
        got.value().settle(true, 60);
        EXPECT_EQ(b.book.sims_json()[0].at("attempts_today"), 1);
        b.now = parse_time("2026-11-23T18:30:00Z").value();  // midnight there
        EXPECT_EQ(b.book.sims_json()[0].at("attempts_today"), 0);
    });
}

task<> reserve_into(bench& b, std::optional<reservation>& out) {
    auto got = co_await b.reserve();
    out.emplace(std::move(got).value());
}

TEST(route_book, loses_no_use_while_the_database_is_away) {
    pg::test_folder own;
    asio::io_context io;
    pg::pool db(io.get_executor(), {.url = own.ensure()});
    pg::run(io, db.start());
    pg::run(io, pg::migrate(db));
    bench b(db);
    pg::run(io, b.open());
    std::optional<reservation> held;
    pg::run(io, reserve_into(b, held));
    pg::run(io, pg::stop_cluster(own.data()));
    held->settle(true, 33);
    pg::run(io, b.book.flush(db));
    (void)own.ensure();
    std::int64_t seconds = 0;
    for (int i = 0; i < 200 && seconds == 0; ++i) {
        pg::run(io, b.book.flush(db));
        try {
            const auto rows = pg::run(io, db.run("select sum(seconds) as s from sim_usage"));
            seconds = rows.front().integer("s");
        } catch (const pg::unavailable&) {
            std::this_thread::sleep_for(ms(50));
        }
    }
    EXPECT_EQ(seconds, 33);
    pg::run(io, db.stop());
}

TEST(seed, follows_the_lab_and_leaves_a_persons_decision_alone) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        co_await seed_demo(db, "127.0.0.1", 15160);
        co_await seed_demo(db, "127.0.0.1", 15999);
        const auto trunks = co_await load_trunks(db);
        const auto sims = co_await load_sims(db);
        EXPECT_EQ(trunks.size(), 1U);
        EXPECT_EQ(trunks[0].port, 15999);
        EXPECT_EQ(sims.size(), 8U);
        // Not marked as a demonstration: its authorisation does not act.
        const auto demo = co_await load_authorisation(db);
        EXPECT_NE(demo.obstacle("IN", compliance::purpose::recovery), "");
        auto off = read_authorisation(fields(json::object{{"enabled", false}}), demo, "boss", noon);
        co_await store_authorisation(db, off);
        co_await seed_demo(db, "127.0.0.1", 15160);
        const auto kept = co_await load_authorisation(db);
        EXPECT_FALSE(kept.enabled);
        EXPECT_EQ(kept.recorded_by, "boss");
    });
}

}  // namespace
}  // namespace zenix::gateways
