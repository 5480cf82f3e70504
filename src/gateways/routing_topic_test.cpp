#include "gateways/fleet_table.hpp"
#include "gateways/routing_topic.hpp"
#include "gateways/seed.hpp"
#include "pg/test_cluster.hpp"

#include <gtest/gtest.h>

namespace zenix::gateways {
namespace {

TEST(routing_topic, shows_the_fleet_then_each_change_once) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        event_hub hub("epoch");
        route_book book("Asia/Kolkata", now);
        routing_topic topic(hub, book);
        co_await seed_demo(db, "127.0.0.1", 15160);
        co_await book.load(db);
        topic.tick();
        principal boss;
        boss.role = role::supervisor;
        const auto shown = hub.snapshot_of("routing", boss);
        EXPECT_EQ(shown.at("trunks").as_array().size(), 1U);
        EXPECT_EQ(shown.at("sims").as_array().size(), 8U);

        std::vector<std::string> names;
        const auto listening =
            hub.subscribe([&](const event_hub::event& e) { names.push_back(e.name); });
        const auto id = book.ways().trunks[0].trunk.id;
        {
            auto call = book.occupy(id, demo_iccid(0));
            book.set_health(id, trunk_state::reachable, 3.0);
        }
        topic.tick();
        topic.tick();
        EXPECT_EQ(names, (std::vector<std::string>{"trunk", "sim"}));
        names.clear();
        (void)co_await remove_trunk(db, id);
        co_await book.load(db);
        topic.tick();
        EXPECT_EQ(names.front(), "trunk_removed");
        EXPECT_EQ(names.size(), 9U);  // and each SIM has lost its place
        hub.unsubscribe(listening);
    });
}

}  // namespace
}  // namespace zenix::gateways
