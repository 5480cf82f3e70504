#include "base/ids.hpp"
#include "crm/book_for_tests.hpp"
#include "crm/outcome.hpp"
#include "pg/test_cluster.hpp"

#include <gtest/gtest.h>

namespace zenix::crm {
namespace {

using namespace test;
using namespace std::chrono_literals;

const auto noon = *parse_time("2026-11-23T06:30:00Z");
constexpr auto number = "+919812345678";

/// A borrower with a loan of 1000 and a telecaller, and what the book says of them.
struct desk {
    pg::pool& db;
    std::int64_t customer = 0, loan = 0, user = 0;

    task<void> open() {
        customer = co_await add_borrower(db, "Asha", number);
        loan = co_await add_loan(db, customer, "L1", 1000);
        user = co_await add_user(db, "priya", "Priya");
    }
    outcome of(std::string disposition, std::string call = new_uuid()) const {
        outcome o;
        o.call_id = std::move(call);
        o.customer_id = customer;
        o.user_id = user;
        o.phone_number = number;
        o.disposition = std::move(disposition);
        o.notes = "said so";
        return o;
    }
    outcome promise(std::int64_t amount, std::string call = new_uuid()) const {
        auto o = of("promise_to_pay", std::move(call));
        o.promise = promise_wish{amount, *parse_date("2026-11-30"), std::nullopt};
        return o;
    }
    outcome callback(ms ahead, bool mine = true, std::string call = new_uuid()) const {
        auto o = of("callback", std::move(call));
        o.callback = callback_wish{noon + ahead, mine, std::nullopt};
        return o;
    }
    task<disposition> write(outcome o, sys_ms at = noon) {
        const auto tx = co_await db.begin();
        auto behaviour = co_await record_outcome(*tx, std::move(o), at);
        co_await tx->commit();
        co_return behaviour;
    }
    task<std::string> promises() {
        const auto r = co_await db.run(
            "select string_agg(amount || ':' || state, ' ' order by id) as t from promises");
        co_return r.front().text("t");
    }
    task<std::string> callbacks() {
        const auto r =
            co_await db.run("select string_agg(state, ' ' order by id) as t from callbacks");
        co_return r.front().text("t");
    }
};

TEST(record_outcome, a_newer_promise_on_the_same_loan_replaces_the_open_one) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        desk d{db};
        co_await d.open();
        co_await d.write(d.promise(100));
        co_await d.write(d.promise(200));
        const auto kept = co_await d.promises();
        EXPECT_EQ(kept, "100:cancelled 200:open");
        const auto link =
            co_await db.run("select n.amount from promises o"
                            " join promises n on n.id = o.superseded_by where o.amount = 100");
        EXPECT_EQ(link.front().integer("amount"), 200);
    });
}

TEST(record_outcome, promises_on_two_loans_stand_side_by_side) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        desk d{db};
        co_await d.open();
        auto first = d.promise(100);
        first.loan_id = d.loan;
        auto second = d.promise(200);
        second.promise->loan_id = co_await add_loan(db, d.customer, "L2", 300);
        co_await d.write(std::move(first));
        co_await d.write(std::move(second));
        const auto kept = co_await d.promises();
        EXPECT_EQ(kept, "100:open 200:open");
    });
}

TEST(record_outcome, written_again_for_the_same_call_takes_back_what_it_wrote) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        desk d{db};
        co_await d.open();
        const auto call = new_uuid();
        co_await d.write(d.promise(100));
        co_await d.write(d.promise(200, call));
        co_await d.write(d.of("refuses", call));
        const auto reopened = co_await d.promises();
        EXPECT_EQ(reopened, "100:open 200:cancelled");
        co_await d.write(d.promise(300, call));
        co_await d.write(d.promise(300, call));
        const auto again = co_await d.promises();
        EXPECT_EQ(again, "100:cancelled 200:cancelled 300:cancelled 300:open");
    });
}

TEST(record_outcome, an_earlier_call_rewritten_does_not_wake_what_a_later_one_replaced) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        desk d{db};
        co_await d.open();
        const auto call = new_uuid();
        co_await d.write(d.promise(100));
        co_await d.write(d.promise(200, call));
        co_await d.write(d.promise(300));
        co_await d.write(d.of("refuses", call));
        const auto kept = co_await d.promises();
        EXPECT_EQ(kept, "100:cancelled 200:cancelled 300:open");
    });
}

TEST(record_outcome, a_conversation_does_the_callbacks_that_were_due) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        desk d{db};
        co_await d.open();
        co_await d.write(d.callback(1h));
        co_await d.write(d.callback(48h, false));
        co_await d.write(d.of("no_answer"), noon + 2h);
        const auto tried = co_await d.callbacks();
        co_await d.write(d.of("refuses"), noon + 2h);
        const auto spoken = co_await d.callbacks();
        EXPECT_EQ(tried, "open open");
        EXPECT_EQ(spoken, "done open");
    });
}

TEST(record_outcome, a_new_callback_replaces_the_open_one_of_its_owner) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        desk d{db};
        co_await d.open();
        const auto call = new_uuid();
        co_await d.write(d.callback(24h));
        co_await d.write(d.callback(48h, false));
        co_await d.write(d.callback(72h, true, call));
        const auto replaced = co_await d.callbacks();
        co_await d.write(d.of("refuses", call));
        const auto taken_back = co_await d.callbacks();
        EXPECT_EQ(replaced, "cancelled open open");
        EXPECT_EQ(taken_back, "open open cancelled");
    });
}

TEST(record_outcome, gives_the_behaviour_of_the_disposition) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        desk d{db};
        co_await d.open();
        const auto never = co_await d.write(d.of("do_not_call"));
        EXPECT_TRUE(never.adds_to_dnc && never.final && never.counts_as_conversation);
        EXPECT_EQ(never.label, "Asks never to be called");
        auto stranger = d.of("wrong_number");
        stranger.customer_id = 0;
        const auto wrong = co_await d.write(std::move(stranger));
        EXPECT_TRUE(wrong.adds_to_dnc);
    });
}

TEST(record_outcome, counts_the_day_where_the_borrower_lives) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        desk d{db};
        co_await d.open();
        const auto midnight_in_india = *parse_time("2026-11-30T18:30:00Z");  // The 30th in London.
        const auto late = co_await refusal(d.write(d.promise(100), midnight_in_india));
        const auto in_time = co_await refusal(d.write(d.promise(100), midnight_in_india - 1min));
        EXPECT_EQ(late, "422 invalid_field promise.due_date");
        EXPECT_EQ(in_time, "none");
    });
}

TEST(record_outcome, refuses_whole_or_writes_whole) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        desk d{db};
        co_await d.open();
        auto both = d.promise(1001);
        both.callback = callback_wish{noon + 1h, true, std::nullopt};
        const auto too_much = co_await refusal(d.write(std::move(both)));
        const auto unknown = co_await refusal(d.write(d.of("nonsense")));
        const auto left = co_await db.run("select from promises union all select from callbacks");
        EXPECT_EQ(too_much, "422 invalid_field promise.amount");
        EXPECT_EQ(unknown, "422 invalid_field disposition");
        EXPECT_TRUE(left.empty());
    });
}

}  // namespace
}  // namespace zenix::crm
