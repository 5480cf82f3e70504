#include "audit/routes.hpp"

#include <gtest/gtest.h>

#include "audit/audit_log.hpp"
#include "base/problem.hpp"
#include "pg/test_cluster.hpp"

namespace zenix::audit {
namespace {

net::request get(std::map<std::string, std::string> query, role as) {
    net::request r;
    r.method = "GET";
    r.path = "/api/v1/audit";
    r.query = std::move(query);
    principal who;
    who.user_id = 1;
    who.role = as;
    r.who = who;
    return r;
}

task<json::object> page(const net::router& routes, std::map<std::string, std::string> query) {
    net::request r = get(std::move(query), role::auditor);
    const net::response answer = co_await routes.answer(r);
    EXPECT_EQ(answer.status, 200) << answer.body;
    co_return json::parse(answer.body).as_object();
}

TEST(audit_route, pages_newest_first_to_the_end) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        net::router routes;
        add_routes(routes, db);
        for (int n = 1; n <= 5; ++n) co_await append(db, "asha", "user.created", "user:1", {{"n", n}});
        const json::object first = co_await page(routes, {{"limit", "2"}});
        EXPECT_EQ(first.at("items").at(0).at("id"), 5);
        EXPECT_EQ(first.at("items").at(1).at("details").at("n"), 4);
        const json::object second =
            co_await page(routes, {{"limit", "3"}, {"cursor", std::string(first.at("next").as_string())}});
        EXPECT_EQ(second.at("items").as_array().size(), 3u);
        EXPECT_EQ(second.at("items").at(2).at("id"), 1);
        EXPECT_TRUE(second.at("next").is_null());
    });
}

TEST(audit_route, is_for_admins_and_auditors_and_refuses_a_foreign_cursor) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        net::router routes;
        add_routes(routes, db);
        for (const role other : {role::telecaller, role::supervisor}) {
            net::request r = get({}, other);
            const net::response answer = co_await routes.answer(r);
            EXPECT_EQ(answer.status, 403);
        }
        for (const char* cursor : {"x", "-1", "1x", "99999999999999999999"}) {
            net::request r = get({{"cursor", cursor}}, role::admin);
            const net::response answer = co_await routes.answer(r);
            EXPECT_EQ(answer.status, 400) << cursor;
        }
    });
}

}  // namespace
}  // namespace zenix::audit
