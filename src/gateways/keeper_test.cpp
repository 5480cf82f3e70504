#include "gateways/box_table.hpp"
#include "gateways/drivers_for_tests.hpp"
#include "gateways/fleet_table.hpp"
#include "gateways/keeper.hpp"
#include "gateways/key_for_tests.hpp"
#include "gateways/seed.hpp"
#include "pg/test_cluster.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zenix::gateways {
namespace {

using namespace test;
using drivers::port_state;
using testing::Contains;

/// The demonstration's trunk with eight SIMs, and boxes that follow scripts by the host of their URL.
struct bench {
    pg::pool& db;
    route_book book{"Asia/Kolkata", now};
    std::map<std::string, std::shared_ptr<script>> scripts;
    std::unique_ptr<keeper> k;
    asio::any_io_executor ex;
    std::int64_t trunk_id = 0;

    explicit bench(pg::pool& pool) : db(pool) {}

    task<> open() {
        co_await seed_demo(db, "127.0.0.1", 15160);
        co_await book.load(db);
        trunk_id = book.ways().trunks[0].trunk.id;
        ex = co_await asio::this_coro::executor;
        begin();
    }
    void begin() {
        k = std::make_unique<keeper>(keeper_parts{ex, db, book, a_key(), {"scripted"},
            [this](const drivers::settings& s) -> std::unique_ptr<drivers::box> {
                const auto at = scripts.find(s.url);
                if (at == scripts.end()) return nullptr;
                at->second->opened_with = s;
                return std::make_unique<scripted_box>(at->second);
            },
            now, [] { return 0.0; }});
    }
    task<std::int64_t> add(std::string url, std::int64_t trunk, std::shared_ptr<script> s) {
        if (s) scripts[url] = std::move(s);
        box_record b;
        b.trunk_id = trunk;
        b.driver = "scripted";
        b.url = url;
        b.poll_interval_ms = 1000;
        b.patience_ms = 500;
        const auto made = co_await add_box(db, b);
        co_await db.run("update gateway_boxes set poll_interval_ms = 1000 where id = $1", made.id);
        co_await k->load();
        co_return made.id;
    }
    [[nodiscard]] const box_line& box(std::int64_t id) const {
        for (const auto& b : book.ways().boxes)
            if (b.box.id == id) return b;
        throw std::logic_error("no such box");
    }
    [[nodiscard]] std::optional<std::size_t> port_of(const std::string& iccid) const {
        for (const auto& s : book.ways().sims)
            if (s.sim.iccid == iccid && s.sim.port && s.sim.trunk_id == trunk_id)
                return static_cast<std::size_t>(*s.sim.port);
        return std::nullopt;
    }
    task<> close() {
        co_await k->stop(ms(1000));
        k.reset();
    }
};

std::shared_ptr<script> all_well() {
    auto s = std::make_shared<script>();
    for (int port = 0; port < 8; ++port)
        s->report.ports.push_back(port_with(port, demo_iccid(port)));
    return s;
}

/// Until it holds; the test fails by its runner's patience when it never does.
template <class Holds>
task<> until(Holds holds) {
    while (!holds()) (void)co_await sleep_for(ms(2));
}

TEST(keeper, brings_what_the_box_tells_into_the_book) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        co_await b.open();
        const auto s = all_well();
        s->report.firmware = "1102";
        s->report.ports[2] = port_with(2, demo_iccid(2), port_state::pin_required);
        s->report.ports[3] = port_with(3, demo_iccid(4));
        s->report.ports[4] = port_with(4, demo_iccid(3));
        s->report.ports[5] = port_with(5, "", port_state::no_sim);
        s->report.ports[6] = port_with(6, demo_iccid(6), port_state::unknown);
        s->report.ports[6].said = "BANANA";
        const auto id = co_await b.add("http://a", b.trunk_id, s);
        co_await until([&] { return b.port_of(demo_iccid(3)) == 4U; });
        EXPECT_EQ(b.box(id).state, box_state::up);
        EXPECT_EQ(b.port_of(demo_iccid(4)), 3U);
        EXPECT_FALSE(b.port_of(demo_iccid(5)).has_value());
        const auto shown = b.book.gateways_json();
        const auto& ports = shown[0].at("ports").as_array();
        EXPECT_EQ(shown[0].at("firmware"), "1102");
        EXPECT_TRUE(ports[0].at("why_out").is_null());
        EXPECT_EQ(ports[2].at("why_out"), "PIN required (the box says SOMETHING)");
        EXPECT_EQ(ports[6].at("why_out"), "not registered (the box says BANANA)");
        EXPECT_EQ(ports[0].at("signal_dbm"), -73);
        EXPECT_EQ(ports[5].at("why_out"), "no SIM is known in it");
        co_await b.close();
        EXPECT_EQ(s->open_sessions, 0);
    });
}

TEST(keeper, takes_a_box_out_after_three_misses_and_back_with_the_first_answer) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        co_await b.open();
        const auto s = all_well();
        s->fails = failure{"refused", "nobody listens"};
        const auto id = co_await b.add("http://a", b.trunk_id, s);
        while (b.box(id).state != box_state::down) {
            b.k->hint(id);
            (void)co_await sleep_for(ms(2));
        }
        EXPECT_GE(b.box(id).missed, 3);
        EXPECT_EQ(b.box(id).trouble->code, "refused");
        EXPECT_TRUE(b.book.ways().trunks[0].box_down);
        s->fails.reset();
        b.k->hint(id);
        co_await until([&] { return b.box(id).state == box_state::up; });
        EXPECT_FALSE(b.book.ways().trunks[0].box_down);
        co_await b.close();
    });
}

TEST(keeper, lets_no_box_that_stalls_hold_up_another_and_gives_up_on_it) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        co_await b.open();
        auto second = b.book.ways().trunks[0].trunk;
        second.name = "other";
        second = co_await add_trunk(db, second);
        co_await b.book.load(db);
        const auto stuck = all_well();
        stuck->stalls = true;
        const auto first = co_await b.add("http://stuck", b.trunk_id, stuck);
        const auto well = std::make_shared<script>();
        well->report.ports.push_back(port_with(0, "8991000000000000017"));
        const auto other = co_await b.add("http://well", second.id, well);
        while (b.box(first).missed == 0) {
            b.k->hint(other);
            b.k->hint(first);
            (void)co_await sleep_for(ms(10));
        }
        EXPECT_GT(well->reads, 10);
        EXPECT_EQ(well->most_at_once, 1);
        EXPECT_EQ(b.box(first).trouble->code, "timeout");
        co_await b.close();
    });
}

TEST(keeper, forgets_a_box_that_was_taken_away) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        co_await b.open();
        const auto s = all_well();
        const auto id = co_await b.add("http://a", b.trunk_id, s);
        co_await until([&] { return s->reads > 0; });
        (void)co_await remove_box(db, id);
        co_await b.k->load();
        EXPECT_TRUE(b.book.ways().boxes.empty());
        co_await until([&] { return s->open_sessions == 0; });
        const auto reads = s->reads;
        b.k->hint(id);
        (void)co_await sleep_for(ms(20));
        EXPECT_EQ(s->reads, reads);
        // Its SIMs can be called through again: nobody says anything against them.
        EXPECT_FALSE(b.book.ways().sims[0].condition.told);
        co_await b.close();
    });
}

TEST(keeper, says_so_when_there_is_no_such_driver) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        co_await b.open();
        const auto id = co_await b.add("http://nobody", b.trunk_id, nullptr);
        co_await until([&] { return b.box(id).missed > 0; });
        EXPECT_EQ(b.box(id).trouble->code, "unsupported");
        co_await b.close();
    });
}

TEST(keeper, puts_requests_to_the_box_one_at_a_time_with_its_polls) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        co_await b.open();
        const auto s = all_well();
        s->ussd_answers["*123#"] = "Bal: Rs 10,50";
        const auto id = co_await b.add("http://a", b.trunk_id, s);
        co_await until([&] { return s->reads > 0; });
        const auto done = co_await b.k->act(id, 3, drivers::port_action::block, 0);
        EXPECT_TRUE(done.ok());
        const auto text = co_await b.k->ussd(id, 3, "*123#");
        EXPECT_EQ(text.value().text, "Bal: Rs 10,50");
        EXPECT_THAT(s->asked, Contains("act 3 0 0"));
        const auto nobody = co_await b.k->act(id + 1, 3, drivers::port_action::block, 0);
        EXPECT_EQ(nobody.error().code, "closed");
        co_await b.close();
    });
}

TEST(keeper, remembers_what_it_blocked_when_it_starts_anew) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        co_await b.open();
        const auto s = all_well();
        const auto id = co_await b.add("http://a", b.trunk_id, s);
        co_await until([&] { return s->reads > 0; });
        (void)co_await b.k->act(id, 3, drivers::port_action::block, 0);
        (void)co_await b.k->act(id, 5, drivers::port_action::block, 0);
        (void)co_await b.k->act(id, 5, drivers::port_action::unblock, 0);
        co_await b.k->stop(ms(1000));
        s->opened_with = {};
        b.begin();
        co_await b.k->load();
        co_await until([&] { return s->open_sessions == 1; });
        EXPECT_EQ(s->opened_with.blocked, std::set<int>{3});
        co_await b.close();
    });
}

TEST(keeper, lets_a_sim_free_at_once_when_our_call_on_it_ends) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        co_await b.open();
        const auto s = all_well();
        s->report.ports[0].in_call = true;
        const auto id = co_await b.add("http://a", b.trunk_id, s);
        auto call = b.book.occupy(b.trunk_id, demo_iccid(0));
        co_await until([&] { return b.box(id).state == box_state::up; });
        call.reset();
        EXPECT_FALSE(b.book.ways().sims[0].condition.in_call);
        co_await b.book.load(db);
        EXPECT_FALSE(b.book.ways().sims[0].condition.in_call);
        b.k->hint(id);  // And the next poll says that somebody else talks on it.
        co_await until([&] { return b.book.ways().sims[0].condition.in_call; });
        co_await b.close();
    });
}

TEST(keeper, keeps_what_a_box_says_that_nobody_understands) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        co_await b.open();
        const auto s = all_well();
        s->report.ports[6] = port_with(6, demo_iccid(6), port_state::unknown);
        s->report.ports[6].said = "BANANA";
        s->report.ports[7].iccid = "none at all";
        const auto id = co_await b.add("http://a", b.trunk_id, s);
        co_await until([&] { return s->reads >= 2 && b.k->words(id).size() >= 2; });
        bool banana = false;
        for (const auto& w : b.k->words(id)) {
            if (w.text != "BANANA") continue;
            banana = true;
            EXPECT_EQ(w.port, 6);
            EXPECT_GE(w.count, 1);
            EXPECT_LE(w.first_at, w.last_at);
        }
        EXPECT_TRUE(banana);
        EXPECT_TRUE(b.k->words(id + 1).empty());
        co_await b.close();
    });
}

}  // namespace
}  // namespace zenix::gateways
