// What the triggers keep: each borrower's totals over the loans.
#include "crm/book_for_tests.hpp"
#include "pg/test_cluster.hpp"

namespace zenix::crm {
namespace {

using namespace test;

task<std::string> totals(pg::executor& db, std::int64_t id) {
    const auto r = co_await db.run("select concat_ws(' ', loan_count, amount_due, currency,"
                                   " days_past_due) as t from customers where id = $1",
        id);
    co_return r.front().text("t");
}

TEST(totals, follow_every_loan_that_comes_changes_moves_or_goes) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        const auto asha = co_await add_borrower(db, "Asha", "+919812345678");
        const auto bina = co_await add_borrower(db, "Bina", "+919812345679");
        const auto before = co_await totals(db, asha);
        const auto one = co_await add_loan(db, asha, "A1", 1000, 30);
        co_await add_loan(db, asha, "A2", 500, 60);
        const auto two = co_await totals(db, asha);
        co_await db.run("update loans set amount_due = 700, days_past_due = 90 where id = $1", one);
        const auto changed = co_await totals(db, asha);
        co_await db.run("update loans set customer_id = $2 where id = $1", one, bina);
        const auto left = co_await totals(db, asha), gained = co_await totals(db, bina);
        co_await db.run("delete from loans");
        const auto none = co_await totals(db, asha);
        EXPECT_EQ(before, "0 0 INR 0");
        EXPECT_EQ(two, "2 1500 INR 60");
        EXPECT_EQ(changed, "2 1200 INR 90");
        EXPECT_EQ(left, "1 500 INR 60");
        EXPECT_EQ(gained, "1 700 INR 90");
        EXPECT_EQ(none, "0 0 INR 0");
    });
}

TEST(totals, are_in_the_currency_of_the_worst_loan) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        const auto asha = co_await add_borrower(db, "Asha", "+919812345678");
        co_await add_loan(db, asha, "A1", 1000, 30, "INR");
        co_await add_loan(db, asha, "A2", 77, 60, "USD");
        const auto mixed = co_await totals(db, asha);
        EXPECT_EQ(mixed, "2 77 USD 60");
    });
}

}  // namespace
}  // namespace zenix::crm
