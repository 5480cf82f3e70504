#include "crm/customers.hpp"
#include "demo/lender.hpp"
#include "demo/seed.hpp"
#include "pg/test_cluster.hpp"

#include <gtest/gtest.h>

namespace zenix::demo {
namespace {

const auto noon = *parse_time("2026-11-23T06:30:00Z");

task<std::string> sizes(pg::executor& db) {
    const auto r =
        co_await db.run("select concat_ws(' ', (select count(*)"
                        " from customers), (select count(*) > 6000 from loans), (select count(*)"
                        " from notes), (select count(*) from do_not_call)) as t");
    co_return r.front().text("t");
}

TEST(seed_lender, fills_an_empty_book_once) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        worker_pool workers(1);
        co_await seed_lender(db, workers, noon);
        const auto first = co_await sizes(db);
        co_await seed_lender(db, workers, noon + std::chrono::hours(24));
        const auto again = co_await sizes(db);
        EXPECT_EQ(first, "5000 t 25 5");
        EXPECT_EQ(again, first);
    });
}

TEST(seed_lender, puts_borrowers_who_answer_on_top_of_the_desk) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        worker_pool workers(1);
        co_await seed_lender(db, workers, noon);
        auto page = co_await crm::most_overdue(db, std::nullopt, 100);
        EXPECT_EQ(page.items.at(0).customer_id, 1);
        const auto rows = co_await crm::summaries(db, std::move(page.items));
        for (const auto& r : rows) {
            const std::string number(r.at("phone_number").as_string());
            EXPECT_EQ(number[11], '0') << number;
        }
    });
}

TEST(seed_lender, leaves_a_book_that_has_borrowers_alone) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        worker_pool workers(1);
        co_await db.run("insert into customers (name, name_key) values ('Asha', 'asha')");
        co_await seed_lender(db, workers, noon);
        const auto count = co_await db.run("select count(*) as n from customers");
        EXPECT_EQ(count.front().integer("n"), 1);
    });
}

}  // namespace
}  // namespace zenix::demo
