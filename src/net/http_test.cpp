#include "net/http.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace zenix::net {
namespace {

std::string refused(const std::function<void()>& f) {
    try {
        f();
    } catch (const problem& p) {
        return std::to_string(p.status()) + " " + p.code() + " " + p.field();
    }
    return "accepted";
}

TEST(request, finds_headers_without_case_and_cookies_by_name) {
    request r;
    r.headers = {{"Cookie", "a=1; zenix_session=abc=; b=\"q\""}, {"X-CSRF-Token", "t"}};
    EXPECT_EQ(r.header("x-csrf-token"), "t");
    EXPECT_EQ(r.header("absent"), "");
    EXPECT_EQ(r.cookie("zenix_session"), "abc=");
    EXPECT_EQ(r.cookie("b"), "q");
    EXPECT_EQ(r.cookie("session"), std::nullopt);
}

TEST(request, reads_its_body_as_json_only) {
    request r;
    EXPECT_NO_THROW(r.json_body().done());
    r.body = R"({"a":1})";
    EXPECT_EQ(refused([&] { (void)r.json_body(); }), "415 unsupported_media_type ");
    r.headers = {{"content-type", "Application/JSON; charset=utf-8"}};
    EXPECT_EQ(r.json_body().integer("a"), 1);
    r.body = "{";
    EXPECT_EQ(refused([&] { (void)r.json_body(); }), "400 malformed_json ");
    r.body = "[]";
    EXPECT_EQ(refused([&] { (void)r.json_body(); }), "422 invalid_field ");
}

TEST(request, names_the_parameter_that_does_not_fit) {
    request r;
    r.params = {{"id", "12"}, {"call", "0190a7c8-1b2c-7d3e-8f40-0123456789ab"}, {"bad", "12x"}};
    EXPECT_EQ(r.int_param("id"), 12);
    EXPECT_EQ(r.uuid_param("call"), "0190a7c8-1b2c-7d3e-8f40-0123456789ab");
    EXPECT_EQ(refused([&] { (void)r.int_param("bad"); }), "422 invalid_field bad");
    EXPECT_EQ(refused([&] { (void)r.uuid_param("id"); }), "422 invalid_field id");
    r.query = {{"n", "-5"}, {"huge", "99999999999999999999"}, {"f", "true"}, {"g", "maybe"}};
    EXPECT_EQ(r.maybe_int_query("n"), -5);
    EXPECT_EQ(r.maybe_int_query("absent"), std::nullopt);
    EXPECT_EQ(refused([&] { (void)r.maybe_int_query("huge"); }), "422 invalid_field huge");
    EXPECT_TRUE(r.flag_query("f", false));
    EXPECT_TRUE(r.flag_query("absent", true));
    EXPECT_EQ(refused([&] { (void)r.flag_query("g", false); }), "422 invalid_field g");
    EXPECT_EQ(refused([&] { r.only_query({"n", "huge", "f"}); }), "422 unknown_field g");
    EXPECT_NO_THROW(r.only_query({"n", "huge", "f", "g"}));
}

TEST(request, a_list_has_1_to_200_items) {
    request r;
    EXPECT_EQ(r.limit(), 50);
    for (const char* good : {"1", "200"}) {
        r.query["limit"] = good;
        EXPECT_EQ(r.limit(), std::stoi(good));
    }
    for (const char* bad : {"0", "201", "x", ""}) {
        r.query["limit"] = bad;
        EXPECT_EQ(refused([&] { (void)r.limit(); }), "422 invalid_field limit") << bad;
    }
    r.query = {{"limit", "5"}, {"cursor", "x"}};
    EXPECT_NO_THROW(r.only_query({}));
}

TEST(reply, has_type_and_body) {
    const response r = reply_list({1, 2}, std::nullopt);
    EXPECT_EQ(r.status, 200);
    EXPECT_EQ(r.body, R"({"items":[1,2],"next":null})");
    EXPECT_EQ(r.headers.front().second, "application/json");
    EXPECT_EQ(no_content().status, 204);
    EXPECT_EQ(reply(json::object{}, 201).status, 201);
}

TEST(reply_problem, carries_the_headers_its_status_asks_for) {
    const auto header = [](const response& r, std::string_view name) {
        for (const auto& [n, v] : r.headers)
            if (n == name) return v;
        return std::string();
    };
    const response busy = reply_problem(unavailable("x", "y"), "r1");
    EXPECT_EQ(busy.status, 503);
    EXPECT_EQ(header(busy, "Content-Type"), "application/problem+json");
    EXPECT_EQ(header(busy, "Retry-After"), "2");
    EXPECT_EQ(json::parse(busy.body).at("request_id").as_string(), "r1");
    EXPECT_EQ(header(reply_problem(problem(401, "x", "y"), ""), "WWW-Authenticate"), "Bearer");
    EXPECT_EQ(
        header(reply_problem(problem(405, "x", "y").with("allow", "GET"), ""), "Allow"), "GET");
}

}  // namespace
}  // namespace zenix::net
