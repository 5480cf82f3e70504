#include "base/ids.hpp"
#include "crm/book_for_tests.hpp"
#include "crm/callbacks.hpp"
#include "crm/history.hpp"
#include "crm/outcome.hpp"
#include "pg/test_cluster.hpp"

#include <gmock/gmock.h>

namespace zenix::crm {
namespace {

using namespace test;
using namespace std::chrono_literals;
using testing::ElementsAre;

const auto noon = *parse_time("2026-11-23T06:30:00Z");

task<void> add_call(pg::executor& db, std::int64_t customer, std::int64_t user, sys_ms at) {
    co_await db.run("insert into call_logs (id, customer_id, telecaller_id, phone_number,"
                    " call_direction, call_status, call_duration, call_notes, disposition,"
                    " created_at, ended_at, call)"
                    " values ($1::uuid, $2, $3, '+919812345678', 'outbound', 'answered', 42,"
                    " 'spoke', 'refuses', $4, $4, '{}')",
        new_uuid(), customer, user, at);
}

task<void> add_note_at(pg::executor& db, std::int64_t customer, std::string text, sys_ms at) {
    co_await db.run("insert into notes (customer_id, author, text, created_at)"
                    " values ($1, 'token:crm', $2, $3)",
        customer, text, at);
}

task<std::vector<std::string>> kinds(pg::executor& db, std::int64_t customer, int page) {
    std::vector<std::string> out;
    std::optional<std::string> after;
    do {
        const auto got = co_await history(db, customer, after, page);
        after = got.next;
        for (const auto& i : got.items) out.emplace_back(i.at("kind").as_string());
    } while (after);
    co_return out;
}

TEST(history, merges_all_contacts_newest_first) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        const auto asha = co_await add_borrower(db, "Asha", "+919812345678");
        const auto other = co_await add_borrower(db, "Bina", "+919812345679");
        const auto priya = co_await add_user(db, "priya", "Priya K");
        co_await add_loan(db, asha, "L1", 1000);
        co_await add_call(db, asha, priya, noon);
        co_await add_call(db, other, priya, noon);
        co_await add_note_at(db, asha, "first", noon - 1h);
        co_await add_note_at(db, asha, "last", noon + 1h);
        outcome o;
        o.call_id = new_uuid();
        o.customer_id = asha, o.user_id = priya;
        o.phone_number = "+919812345678";
        o.disposition = "promise_to_pay";
        o.promise = promise_wish{500, *parse_date("2026-11-30"), std::nullopt};
        o.callback = callback_wish{noon + 24h, true, "evening"};
        co_await record_outcome(db, o, noon + 1min);

        const auto all = co_await kinds(db, asha, 50);
        EXPECT_THAT(all, ElementsAre("note", "promise", "callback", "call", "note"));
        for (int page = 1; page <= 4; ++page) {
            const auto paged = co_await kinds(db, asha, page);
            EXPECT_EQ(paged, all) << "by " << page;
        }

        const auto page = co_await history(db, asha, std::nullopt, 50);
        const auto& promise = page.items[1].as_object();
        EXPECT_EQ(promise.at("by").as_string(), "Priya K");
        EXPECT_EQ(promise.at("promise").at("amount").as_int64(), 500);
        EXPECT_EQ(promise.at("promise").at("due_date").as_string(), "2026-11-30");
        EXPECT_TRUE(promise.at("call").is_null() && promise.at("callback").is_null());
        const auto& callback = page.items[2].as_object();
        EXPECT_EQ(callback.at("text").as_string(), "evening");
        EXPECT_EQ(callback.at("callback").at("due_local").as_string(), "2026-11-24 12:00");
        const auto& call = page.items[3].as_object();
        EXPECT_EQ(call.at("text").as_string(), "spoke");
        EXPECT_EQ(call.at("call").at("call_duration").as_int64(), 42);
        EXPECT_EQ(call.at("call").at("has_recording").as_bool(), false);
        EXPECT_EQ(page.items[0].at("by").as_string(), "token:crm");
    });
}

TEST(history, pages_over_contacts_of_the_same_instant) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        const auto asha = co_await add_borrower(db, "Asha", "+919812345678");
        const auto priya = co_await add_user(db, "priya", "Priya K");
        for (int i = 0; i < 4; ++i) {
            co_await add_note_at(db, asha, "n", noon);
            co_await add_call(db, asha, priya, noon);
        }
        const auto whole = co_await kinds(db, asha, 50);
        EXPECT_EQ(whole.size(), 8u);
        for (int page = 1; page <= 5; ++page) {
            const auto paged = co_await kinds(db, asha, page);
            EXPECT_EQ(paged, whole) << "by " << page;
        }
    });
}

TEST(history, of_nobody_is_not_found_and_bad_cursors_are_refused) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        const auto asha = co_await add_borrower(db, "Asha", "+919812345678");
        const auto nobody = co_await refusal(history(db, 999, std::nullopt, 10));
        EXPECT_EQ(nobody, "404 not_found");
        for (const char* bad : {"x", "1.note", "-5.note.1", "9999999999999999999.note.1",
                 "99999999999999999.note.1"}) {
            const auto answer = co_await refusal(history(db, asha, bad, 10));
            EXPECT_EQ(answer, "400 malformed_cursor cursor") << bad;
        }
    });
}

TEST(notes, are_kept_with_their_author_and_only_for_borrowers) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        const auto asha = co_await add_borrower(db, "Asha", "+919812345678");
        principal who;
        who.user_id = co_await add_user(db, "priya", "Priya K");
        who.name = "priya", who.display_name = "Priya K";
        const auto made = co_await add_note(db, asha, who, "calls after six");
        const auto page = co_await history(db, asha, std::nullopt, 10);
        EXPECT_EQ(made.at("by").as_string(), "Priya K");
        EXPECT_EQ(page.items.at(0).as_object(), made);
        const auto nobody = co_await refusal(add_note(db, 999, who, "x"));
        EXPECT_EQ(nobody, "404 not_found");
    });
}

/// The local times of the callbacks listed, page by page.
task<std::string> due_times(pg::executor& db, std::optional<std::int64_t> owner) {
    std::string out;
    std::optional<std::string> after;
    do {
        const auto page = co_await list_callbacks(db, owner, after, 1);
        after = page.next;
        for (const auto& c : page.items)
            out += std::string(c.at("due_local").as_string()).substr(11) + " ";
    } while (after);
    co_return out;
}

TEST(callbacks, are_listed_by_owner_or_all_the_most_overdue_first) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        const auto asha = co_await add_borrower(db, "Asha", "+919812345678");
        const auto bina = co_await add_borrower(db, "Bina", "+919812345679");
        const auto priya = co_await add_user(db, "priya", "Priya K");
        const auto dev = co_await add_user(db, "dev", "Dev");
        const auto agree = [&](std::int64_t customer, std::int64_t user, bool mine, ms ahead) {
            outcome o;
            o.call_id = new_uuid();
            o.customer_id = customer, o.user_id = user;
            o.phone_number = "+919812345678";
            o.disposition = "callback";
            o.callback = callback_wish{noon + ahead, mine, std::nullopt};
            return o;
        };
        co_await record_outcome(db, agree(asha, priya, true, 3h), noon);
        co_await record_outcome(db, agree(asha, dev, false, 2h), noon);
        co_await record_outcome(db, agree(bina, priya, true, 1h), noon);
        const auto mine = co_await due_times(db, priya);
        const auto team = co_await due_times(db, std::nullopt);
        EXPECT_EQ(mine, "13:00 15:00 ");
        EXPECT_EQ(team, "13:00 14:00 15:00 ");
    });
}

}  // namespace
}  // namespace zenix::crm
