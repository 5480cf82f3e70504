#include "crm/book_for_tests.hpp"
#include "crm/customers.hpp"
#include "crm/search.hpp"
#include "pg/test_cluster.hpp"

#include <gmock/gmock.h>

#include <set>

namespace zenix::crm {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;
using names = std::vector<std::string>;

/// The names found, `*LOAN` behind those found by a loan; page by page of `page`.
task<names> find(pg::executor& db, std::string typed, int page = 50) {
    names out;
    std::optional<std::string> after;
    do {
        auto got = co_await search(db, plan_search(typed, "91"), after, page);
        after = got.next;
        EXPECT_LE(got.items.size(), static_cast<std::size_t>(page));
        if (after) EXPECT_EQ(got.items.size(), static_cast<std::size_t>(page));
        const auto by_loan = got.items;
        const auto rows = co_await summaries(db, std::move(got.items));
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto& row = rows[i].as_object();
            out.emplace_back(row.at("name").as_string());
            if (by_loan[i].loan_id != 0)
                out.back() += "*" + std::string(row.at("loan_number").as_string());
        }
    } while (after);
    co_return out;
}

task<void> fill_with_names(pg::executor& db) {
    int n = 0;
    for (const char* name : {"Ramesh Kumar", "Kumar Ram", "Ram", "Abhiram Iyer",
             "Suresh Ramaswamy Rao", "Śrīrām Das", "Priya Sharma", "रमेश कुमार", "Ram Ramesh"}) {
        co_await add_borrower(db, name, "+91980000000" + std::to_string(n++));
    }
}

TEST(search, ranks_the_whole_name_before_a_word_before_a_part) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        co_await fill_with_names(db);
        const auto found = co_await find(db, "ram");
        EXPECT_THAT(found, ElementsAre("Ram", "Ram Ramesh", "Ramesh Kumar",  // the name begins so
                               "Kumar Ram", "Suresh Ramaswamy Rao",          // a word does
                               "Abhiram Iyer", "Śrīrām Das"));               // part of a word is
    });
}

TEST(search, finds_words_in_any_order_and_by_their_beginnings) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        co_await fill_with_names(db);
        const auto turned = co_await find(db, "kumar ramesh");
        const auto short_words = co_await find(db, "ra su");
        const auto none = co_await find(db, "ramesh zz");
        EXPECT_THAT(turned, ElementsAre("Ramesh Kumar"));
        EXPECT_THAT(short_words, ElementsAre("Suresh Ramaswamy Rao"));
        EXPECT_THAT(none, IsEmpty());
    });
}

TEST(search, sees_neither_accents_nor_case_and_knows_other_scripts) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        co_await fill_with_names(db);
        const auto plain = co_await find(db, "SRIRAM");
        const auto script = co_await find(db, "कुमा");
        EXPECT_THAT(plain, ElementsAre("Śrīrām Das"));
        EXPECT_THAT(script, ElementsAre("रमेश कुमार"));
    });
}

TEST(search, pages_through_all_tiers_without_showing_anybody_twice) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        co_await fill_with_names(db);
        for (const char* typed : {"ram", "r", "a", "kumar", "kumar r"}) {
            const auto whole = co_await find(db, typed);
            for (int page = 1; page <= 4; ++page) {
                const auto paged = co_await find(db, typed, page);
                EXPECT_EQ(paged, whole) << typed << " by " << page;
            }
            EXPECT_EQ(std::set(whole.begin(), whole.end()).size(), whole.size()) << typed;
        }
    });
}

task<void> fill_with_numbers(pg::executor& db) {
    const auto anil = co_await add_borrower(db, "Anil", "+919812345678");
    const auto bina = co_await add_borrower(db, "Bina", "+915678123456");
    const auto chand = co_await add_borrower(db, "Chand", "+917000056781");
    const auto dev = co_await add_borrower(db, "Dev", "+12025678000");
    co_await add_number(db, anil, "+919000005678", "alternate");
    co_await add_loan(db, bina, "5678/22");
    co_await add_loan(db, chand, "PL-000-5678", 100, 90);
    co_await add_loan(db, chand, "PL-000-9", 100, 99);
    co_await add_loan(db, dev, "GL/77");
    co_await add_borrower(db, "Esha", "+918888888888");
}

TEST(search, by_digits_ranks_endings_beginnings_and_parts_of_numbers_and_loans) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        co_await fill_with_numbers(db);
        const auto four = co_await find(db, "5678");
        // Anil's numbers end so (once), Bina's begins so; Chand's and Dev's have it inside.
        EXPECT_THAT(four, ElementsAre("Anil", "Bina", "Chand", "Dev"));
        for (int page = 1; page <= 3; ++page) {
            const auto paged = co_await find(db, "5678", page);
            EXPECT_EQ(paged, four);
        }
    });
}

TEST(search, finds_a_number_however_it_is_dialled) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        co_await fill_with_numbers(db);
        for (const char* typed :
            {"+91 98123 45678", "09812345678", "9812345678", "98123", "919812", "0091 98123"}) {
            const auto found = co_await find(db, typed);
            EXPECT_THAT(found, ElementsAre("Anil")) << typed;
        }
    });
}

TEST(search, by_loan_shows_the_loan_that_matched) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        co_await fill_with_numbers(db);
        const auto begins = co_await find(db, "pl0005");
        const auto contains = co_await find(db, "l000");
        const auto typed_as_is = co_await find(db, "gl/7");
        EXPECT_THAT(begins, ElementsAre("Chand*PL-000-5678"));
        EXPECT_THAT(contains, ElementsAre("Chand*PL-000-5678"));  // once, by the first such loan
        EXPECT_THAT(typed_as_is, ElementsAre("Dev*GL/77"));
    });
}

TEST(search, of_letters_offers_loans_after_names) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        co_await fill_with_numbers(db);
        const auto plum = co_await add_borrower(db, "Plum", "+919999999999");
        co_await add_loan(db, plum, "PL-1");
        const auto found = co_await find(db, "pl");
        EXPECT_THAT(found, ElementsAre("Plum", "Chand*PL-000-5678"));
        for (int page = 1; page <= 2; ++page) {
            const auto paged = co_await find(db, "pl", page);
            EXPECT_EQ(paged, found);
        }
    });
}

TEST(search, follows_a_changed_name) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        const auto id = co_await add_borrower(db, "Asha Rani", "+919812345678");
        co_await db.run(
            "update customers set name = 'Asha Devi', name_key = 'asha devi' where id = $1", id);
        const auto old = co_await find(db, "rani");
        const auto fresh = co_await find(db, "devi");
        EXPECT_THAT(old, IsEmpty());
        EXPECT_THAT(fresh, ElementsAre("Asha Devi"));
        co_await db.run("delete from customers where id = $1", id);
        const auto left = co_await db.run("select from customer_name_turns");
        EXPECT_TRUE(left.empty());
    });
}

TEST(search, refuses_a_cursor_that_is_none_of_its_own) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        for (const char* bad :
            {"x", "a.1", "z.1.0", "e.1.0", "a.x.0", "b.1.x", "b.1.99999", "a.1.0.0", "'; drop"}) {
            const auto answer = co_await refusal(search(db, plan_search("ram", "91"), bad, 10));
            EXPECT_EQ(answer, "400 malformed_cursor cursor") << bad;
        }
    });
}

TEST(search, without_words_gives_the_most_overdue_first) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        const auto a = co_await add_borrower(db, "A", "+919000000001");
        const auto b = co_await add_borrower(db, "B", "+919000000002");
        const auto c = co_await add_borrower(db, "C", "+919000000003");
        co_await add_borrower(db, "D", "+919000000004");
        co_await add_loan(db, a, "1", 500, 10);
        co_await add_loan(db, b, "2", 100, 90);
        co_await add_loan(db, c, "3", 200, 90);
        names order;
        std::optional<std::string> after;
        do {
            auto page = co_await most_overdue(db, after, 1);
            after = page.next;
            const auto rows = co_await summaries(db, std::move(page.items));
            order.emplace_back(rows[0].at("name").as_string());
        } while (after);
        EXPECT_THAT(order, ElementsAre("C", "B", "A", "D"));
    });
}

}  // namespace
}  // namespace zenix::crm
