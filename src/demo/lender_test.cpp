#include "base/time.hpp"
#include "crm/import_batch.hpp"
#include "demo/lender.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace zenix::demo {
namespace {

const auto today = *parse_date("2026-11-23");

crm::import_batch read(int borrowers) {
    return crm::read_import(lender_csv(borrowers, today), "IN");
}

TEST(lender, is_a_file_without_a_bad_row) {
    const auto b = read(5000);
    for (const auto& e : b.errors)
        ADD_FAILURE() << e.row << " " << e.column << " " << e.value << " " << e.message;
    EXPECT_EQ(b.people.size(), 5000u);
    EXPECT_GT(b.loans.size(), 6000u);
    EXPECT_LE(b.loans.size(), 15000u);
}

TEST(lender, is_the_same_each_time) { EXPECT_EQ(lender_csv(500, today), lender_csv(500, today)); }

TEST(lender, gives_every_borrower_a_number_of_their_own_in_the_labs_block) {
    std::set<int> taken;
    for (int place = 0; place < 19'900; ++place) {
        const int n = borrower_number(place);
        EXPECT_GE(n, 0);
        EXPECT_LT(n, 20'000);
        EXPECT_TRUE(taken.insert(n).second) << place;
    }
}

TEST(lender, lets_those_at_the_top_of_the_list_answer) {
    for (int place = 0; place < 100; ++place) EXPECT_LT(borrower_number(place) % 100, 10) << place;
}

TEST(lender, has_the_most_overdue_first) {
    const auto b = read(1000);
    std::map<std::int32_t, std::int64_t> worst;
    for (const auto& l : b.loans)
        worst[l.person] = std::max(worst[l.person], l.days_past_due.value_or(0));
    for (std::int32_t i = 1; i < 100; ++i) EXPECT_GT(worst[i - 1], worst[i]);
    for (std::int32_t i = 100; i < 1000; ++i) EXPECT_LT(worst[i], worst[99]);
}

TEST(lender, mixes_languages_products_and_behaviours) {
    const auto b = read(5000);
    std::set<std::string> languages, products, branches;
    std::map<int, int> endings;
    int alternates = 0, guarantors = 0, two_loans = 0;
    for (const auto& p : b.people) {
        languages.insert(*p.language);
        ++endings[std::stoi(p.phone().substr(11))];
        for (const auto& n : p.phones) {
            EXPECT_TRUE(n.e164.starts_with("+9199000"));
            alternates += n.kind == crm::phone_kind::alternate;
            guarantors += n.kind == crm::phone_kind::guarantor;
        }
    }
    std::map<std::int32_t, int> loans;
    for (const auto& l : b.loans) {
        products.insert(*l.product);
        branches.insert(*l.branch);
        two_loans += ++loans[l.person] == 2;
        EXPECT_GT(l.amount_due, 0);
        EXPECT_LE(*l.due_date, "2026-11-23");
    }
    EXPECT_GE(languages.size(), 10u);
    EXPECT_EQ(products.size(), 5u);
    EXPECT_GE(branches.size(), 30u);
    EXPECT_EQ(endings.size(), 100u);  // every behaviour of the lab can be met
    EXPECT_GT(alternates, 1000);
    EXPECT_GT(guarantors, 800);
    EXPECT_GT(two_loans, 1000);
}

}  // namespace
}  // namespace zenix::demo
