#include "demo/lender.hpp"

#include <gtest/gtest.h>

#include "crm/import_batch.hpp"

namespace zenix::demo {
namespace {

TEST(lender, every_row_of_the_book_is_good) {
    const auto read = crm::read_import(lender_csv(5000), "IN");
    EXPECT_TRUE(read.errors.empty()) << (read.errors.empty() ? "" : read.errors[0].message);
    EXPECT_EQ(read.people.size(), 5000U);
    EXPECT_GT(read.loans.size(), 5000U);
}

TEST(lender, the_same_on_every_machine) { EXPECT_EQ(lender_csv(50), lender_csv(50)); }

TEST(lender, the_most_overdue_answer) {
    const auto read = crm::read_import(lender_csv(200), "IN");
    for (std::size_t i = 0; i < 10; ++i) {
        EXPECT_EQ(read.people[i].phone(), "+91990000000" + std::to_string(i));
        EXPECT_GE(read.loans[i].days_past_due.value_or(0), 0);
    }
}

}  // namespace
}  // namespace zenix::demo
