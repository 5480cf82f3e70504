#include "base/problem.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace zenix {
namespace {

TEST(problem, says_all_that_rfc9457_and_the_contract_ask) {
    const problem p = problem(409, "blocked", "Wait until 08:00.", "promise.amount")
                          .with("decision", boost::json::object{{"id", 7}})
                          .retry_after(30);
    const auto body = p.to_json();
    EXPECT_EQ(body.at("status").as_int64(), 409);
    EXPECT_EQ(body.at("title").as_string(), "Conflict");
    EXPECT_EQ(body.at("type").as_string(), "about:blank");
    EXPECT_EQ(body.at("code").as_string(), "blocked");
    EXPECT_EQ(body.at("detail").as_string(), "Wait until 08:00.");
    EXPECT_EQ(body.at("field").as_string(), "promise.amount");
    EXPECT_EQ(body.at("decision").at("id").as_int64(), 7);
    EXPECT_EQ(p.retry_after_s(), 30);
}

TEST(problem, a_further_member_cannot_hide_the_status) {
    const problem p = problem(404, "not_found", "Gone.").with("status", 200);
    EXPECT_EQ(p.to_json().at("status").as_int64(), 404);
    EXPECT_FALSE(p.to_json().contains("field"));
}

TEST(problem, the_common_ones_have_their_status) {
    EXPECT_EQ(bad_request("x", "y").status(), 400);
    EXPECT_EQ(invalid_field("a.b", "y").status(), 422);
    EXPECT_EQ(invalid_field("a.b", "y").field(), "a.b");
    EXPECT_EQ(not_found("y").code(), "not_found");
    EXPECT_EQ(conflict("x", "y").status(), 409);
    EXPECT_EQ(forbidden("y").status(), 403);
    EXPECT_EQ(unavailable("x", "y").status(), 503);
    EXPECT_EQ(unavailable("x", "y").retry_after_s(), 2);
}

}  // namespace
}  // namespace zenix
