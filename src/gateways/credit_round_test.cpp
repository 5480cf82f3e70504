#include "gateways/credit_round.hpp"
#include "gateways/box_table.hpp"
#include "gateways/drivers_for_tests.hpp"
#include "gateways/gsm_operator.hpp"
#include "gateways/key_for_tests.hpp"
#include "gateways/seed.hpp"
#include "pg/test_cluster.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace zenix::gateways {
namespace {

using namespace test;

/// The demonstration's eight SIMs in a box that answers USSD by its script.
struct bench {
    pg::pool& db;
    route_book book{"Asia/Kolkata", now};
    std::shared_ptr<script> box = std::make_shared<script>();
    std::unique_ptr<keeper> boxes;
    std::unique_ptr<credit_round> credit;
    std::int64_t trunk_id = 0, box_id = 0;
    sys_ms began = now();
    int looks = 0;

    explicit bench(pg::pool& pool) : db(pool) {
        for (int port = 0; port < 8; ++port)
            box->report.ports.push_back(port_with(port, demo_iccid(port)));
    }
    task<> open() {
        co_await seed_demo(db, "127.0.0.1", 15160);
        co_await book.load(db);
        trunk_id = book.ways().trunks[0].trunk.id;
        const auto ex = co_await asio::this_coro::executor;
        boxes = std::make_unique<keeper>(keeper_parts{ex, db, book, a_key(), {"scripted"},
            [this](const drivers::settings&) { return std::make_unique<scripted_box>(box); }, now,
            [] { return 0.0; }});
        box_record b;
        b.trunk_id = trunk_id;
        b.driver = "scripted";
        b.url = "http://a";
        b.poll_interval_ms = 1000;
        const auto made = co_await add_box(db, b);
        box_id = made.id;
        co_await boxes->load();
        // Each look at the clock is a second later: no two readings fall into one instant.
        credit = std::make_unique<credit_round>(
            ex, book, *boxes, db, [this] { return began + ms(1000 * ++looks); });
        while (!book.ways().boxes.at(0).heard_at) (void)co_await sleep_for(ms(2));
    }
    task<> close() {
        co_await credit->stop(ms(1000));
        co_await boxes->stop(ms(1000));
    }
    [[nodiscard]] const sim_line& sim(int port) const {
        for (const auto& s : book.ways().sims)
            if (s.sim.iccid == demo_iccid(port)) return s;
        throw std::logic_error("no such SIM");
    }
};

void in_bench(task<> (*body)(bench&)) {
    pg::on_test_database([body](pg::pool& db) -> task<> {
        bench b(db);
        co_await b.open();
        co_await body(b);
        co_await b.close();
    });
}

task<> reads(bench& b) {
    b.box->ussd_answers["*121#"] = "Your balance: Rs.123,45\nExpiry 31 Dec 2026.";
    const auto got = co_await b.credit->ask(demo_iccid(0));
    EXPECT_TRUE(got.ok());
    EXPECT_EQ(got.value().reading.amount_minor, 12345);
    EXPECT_EQ(b.sim(0).credit->amount_minor, 12345);
    EXPECT_FALSE(b.sim(0).in_call) << "free again";
    b.box->ussd_answers["*121#"] = "Your balance: Rs.20.00";
    (void)co_await b.credit->ask(demo_iccid(0));
    EXPECT_EQ(b.sim(0).credit->before_minor, 12345) << "so that a fall can be seen";
    const auto rows = co_await b.db.run("select count(*) as n from sim_credits");
    EXPECT_EQ(rows.front().integer("n"), 2);
    route_book reborn("Asia/Kolkata", now);
    co_await reborn.load(b.db);
    EXPECT_EQ(reborn.ways().sims[0].credit->amount_minor, 2000);
    EXPECT_EQ(reborn.ways().sims[0].credit->before_minor, 12345);
}
TEST(credit_round, asks_reads_and_keeps_what_the_network_says) { in_bench(reads); }

task<> never_in_a_call(bench& b) {
    const auto call = b.book.occupy(b.trunk_id, demo_iccid(0));
    const auto got = co_await b.credit->ask(demo_iccid(0));
    EXPECT_EQ(got.error().code, "busy");
    EXPECT_TRUE(b.box->asked.empty());
}
TEST(credit_round, never_asks_during_a_call) { in_bench(never_in_a_call); }

task<> says_why(bench& b) {
    co_await b.db.run("update gsm_operators set ussd_code = null where name = 'Jio'");
    co_await b.db.run("delete from gsm_operators where name = 'Vi'");
    co_await b.book.load(b.db);
    for (const int port : {1, 2}) {
        const auto got = co_await b.credit->ask(demo_iccid(port));
        EXPECT_EQ(got.error().code, "unsupported") << port;
    }
    const auto nobody = co_await b.credit->ask("8991");
    EXPECT_EQ(nobody.error().code, "unsupported");
}
TEST(credit_round, says_why_a_sim_cannot_be_asked) { in_bench(says_why); }

task<> what_nobody_understands(bench& b) {
    b.box->ussd_answers["*121#"] = "Service not available";
    const auto got = co_await b.credit->ask(demo_iccid(0));
    EXPECT_FALSE(got.value().reading.amount_minor);
    EXPECT_EQ(b.sim(0).credit->said, "Service not available");
    EXPECT_FALSE(b.sim(0).credit->amount_minor);
}
TEST(credit_round, shows_an_answer_that_the_pattern_does_not_fit) { in_bench(what_nobody_understands); }

task<> one_at_a_time(bench& b) {
    for (const auto* code : {"*121#", "*333#", "*199#"}) b.box->ussd_answers[code] = "balance: 5";
    b.credit->look();
    b.credit->look();
    while (b.box->asked.empty()) (void)co_await sleep_for(ms(2));
    (void)co_await sleep_for(ms(50));
    EXPECT_EQ(b.box->asked.size(), 1U) << "one SIM of a box at a time";
    while (b.box->asked.size() < 2) {
        b.credit->look();
        (void)co_await sleep_for(ms(2));
    }
    EXPECT_NE(b.box->asked[0], b.box->asked[1]) << "what was told is not asked again";
}
TEST(credit_round, goes_round_the_sims_of_a_box_one_by_one) { in_bench(one_at_a_time); }

task<> failures_wait(bench& b) {
    b.credit->look();
    while (b.box->asked.empty()) (void)co_await sleep_for(ms(2));
    (void)co_await sleep_for(ms(20));
    const auto first = b.box->asked.front();
    for (int i = 0; i < 20; ++i) {
        b.credit->look();
        (void)co_await sleep_for(ms(5));
    }
    EXPECT_EQ(std::count(b.box->asked.begin(), b.box->asked.end(), first), 1);
}
TEST(credit_round, leaves_a_sim_that_did_not_answer_alone_for_a_while) { in_bench(failures_wait); }

}  // namespace
}  // namespace zenix::gateways
