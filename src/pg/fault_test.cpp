#include <gtest/gtest.h>

#include "pg/pool.hpp"

namespace zenix::pg {
namespace {

TEST(fault, an_absent_database_is_a_503_that_says_to_come_back_and_nothing_else_is) {
    const auto away = problem_of(std::make_exception_ptr(unavailable("connection to 10.0.0.1 refused")));
    ASSERT_TRUE(away);
    EXPECT_EQ(away->status(), 503);
    EXPECT_EQ(away->code(), "database_away");
    EXPECT_GT(away->retry_after_s(), 0);
    EXPECT_EQ(away->detail().find("10.0.0.1"), std::string::npos) << "addresses are no business of clients";
    EXPECT_FALSE(problem_of(std::make_exception_ptr(sql_error("23505", "taken", "users_key"))));
    EXPECT_FALSE(problem_of(std::make_exception_ptr(std::logic_error("bug"))));
}

}  // namespace
}  // namespace zenix::pg
