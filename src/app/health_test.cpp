#include "app/health.hpp"
#include "base/metrics.hpp"
#include "base/version.hpp"
#include "net/server_for_tests.hpp"

#include <gmock/gmock.h>

namespace zenix::app {
namespace {

using testing::HasSubstr;

/// An admin's token, and one of somebody else.
task<> by_token(net::request& r) {
    const auto said = r.header("authorization");
    if (said.empty()) throw problem(401, "not_signed_in", "Sign in.");
    principal p;
    p.via_token = true;
    p.role = said == "Bearer admin" ? role::admin : role::auditor;
    r.who = p;
    co_return;
}

class health_test : public net::server_fixture {
  protected:
    void SetUp() override {
        add_health(routes_,
            {{"database",
                 [this] {
                     return std::pair(database_, std::string(database_ ? "connected" : "away"));
                 }},
                {"telephony", [] { return std::pair(true, std::string("linked")); }}});
        routes_.set_authenticator(by_token);
        serve();
    }
    /// Asks as somebody who is not on this machine, through a proxy that is.
    std::string from_afar(const std::string& path, const std::string& headers = {}) {
        return ask("GET " + path, "X-Forwarded-For: 203.0.113.9\r\n" + headers);
    }
    bool database_ = true;
};

TEST_F(health_test, healthz_names_version_and_process_and_asks_nothing_else) {
    database_ = false;
    const auto answer = ask("GET /healthz");
    EXPECT_EQ(status_of(answer), "200");
    const auto body = json::parse(body_of(answer));
    EXPECT_EQ(body.at("status"), "ok");
    EXPECT_EQ(body.at("version").as_string(), zenix::version());
    EXPECT_EQ(body.at("pid").as_int64(), ::getpid());
    EXPECT_GE(body.at("uptime_s").as_int64(), 0);
}

TEST_F(health_test, readyz_is_503_as_long_as_one_part_is_missing_and_names_it) {
    EXPECT_EQ(status_of(ask("GET /readyz")), "200");
    database_ = false;
    const auto answer = ask("GET /readyz");
    EXPECT_EQ(status_of(answer), "503");
    const auto body = json::parse(body_of(answer));
    EXPECT_EQ(body.at("status"), "not_ready");
    const auto& parts = body.at("parts").as_array();
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_EQ(parts[0], (json::value{{"name", "database"}, {"ok", false}, {"detail", "away"}}));
    EXPECT_EQ(parts[1].at("ok"), true);
    database_ = true;
    EXPECT_EQ(status_of(ask("GET /readyz")), "200");
}

TEST_F(health_test, metrics_are_for_this_machine_or_an_admin) {
    metrics::counter("zenix_health_test_total", "Of a test.").Increment();
    const auto near = ask("GET /metrics");
    EXPECT_EQ(status_of(near), "200");
    EXPECT_THAT(near, HasSubstr("text/plain; version=0.0.4"));
    EXPECT_THAT(body_of(near), HasSubstr("zenix_health_test_total 1"));
    EXPECT_EQ(status_of(from_afar("/metrics")), "403");
    EXPECT_EQ(status_of(from_afar("/metrics", "Authorization: Bearer other\r\n")), "403");
    EXPECT_EQ(status_of(from_afar("/metrics", "Authorization: Bearer admin\r\n")), "200");
    EXPECT_EQ(status_of(from_afar("/healthz")), "200");
}

}  // namespace
}  // namespace zenix::app
