#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/problem.hpp"
#include "identity/house_for_tests.hpp"

namespace zenix::identity {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(sign_in, gives_a_cookie_that_scripts_and_other_sites_cannot_use) {
    house h;
    const auto answer = h.try_sign_in("asha", "long enough");
    ASSERT_EQ(answer.status, 200) << answer.body;
    const std::string set = house::header(answer, "Set-Cookie");
    for (const char* part : {"zenix_session=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict", "; Max-Age=57600"}) {
        EXPECT_THAT(set, HasSubstr(part));
    }
    EXPECT_EQ(set.find(';') - set.find('=') - 1, 43u) << "32 random bytes";
    const auto body = json::parse(answer.body);
    EXPECT_EQ(body.at("user").at("username"), "asha");
    EXPECT_EQ(body.at("user").at("role"), "telecaller");
    EXPECT_EQ(body.at("user").at("last_sign_in_at"), json::value(to_rfc3339(h.now)));
    EXPECT_EQ(body.at("expires_at"), json::value(to_rfc3339(h.now + 16h)));
    EXPECT_EQ(answer.body.find("password"), std::string::npos);

    const auto stored = pg::run(h.io, h.db.run("select token_hash from sessions")).front().text("token_hash");
    EXPECT_EQ(stored.size(), 64u);
    EXPECT_EQ(set.find(stored), std::string::npos) << "only the hash is stored";
}

TEST(sign_in, refuses_wrong_names_wrong_passwords_and_the_switched_off_alike) {
    house h;
    const auto boss = h.sign_in("boss");
    const auto id = h.who.people().find("asha")->id;
    const auto wrong = h.try_sign_in("asha", "something else");
    const auto unknown = h.try_sign_in("nobody-here", "long enough");
    ASSERT_EQ(h.send("PATCH", "/api/v1/users/" + std::to_string(id), {{"active", false}}, boss).status, 200);
    const auto off = h.try_sign_in("asha", "long enough");
    for (const auto& answer : {wrong, unknown, off}) {
        EXPECT_EQ(answer.status, 401);
        EXPECT_EQ(house::code(answer), "wrong_credentials");
        EXPECT_EQ(answer.body, wrong.body);
    }
    const auto said = h.audited();
    EXPECT_THAT(said, Contains("asha session.failed user:" + std::to_string(id)));
    EXPECT_THAT(said, Contains("unknown session.failed "));
    const auto leaked = pg::run(h.io, h.db.run("select from audit_log where details::text like '%nobody-here%'"));
    EXPECT_TRUE(leaked.empty()) << "people type passwords where the name belongs";
}

TEST(sign_in, takes_the_name_in_capitals_and_refuses_what_is_no_name) {
    house h;
    EXPECT_EQ(h.try_sign_in("Asha", "long enough").status, 200);
    EXPECT_EQ(h.send("POST", "/api/v1/session", {{"username", ""}, {"password", "x"}}).status, 422);
    EXPECT_EQ(h.send("POST", "/api/v1/session", {{"username", "a"}, {"password", "x"}, {"x", 1}}).status, 422);
    EXPECT_EQ(h.try_sign_in(std::string(65, 'a'), "x").status, 422);
    EXPECT_EQ(h.try_sign_in("a", std::string(257, 'a')).status, 422);
    EXPECT_EQ(h.try_sign_in(std::string("a\0b", 3), "x").status, 422);
}

TEST(sign_in, guesses_are_throttled_and_the_right_password_waits_too) {
    house h;
    for (int n = 0; n < 5; ++n) EXPECT_EQ(h.try_sign_in("asha", "guess").status, 401);
    for (int n = 0; n < 3; ++n) {
        const auto answer = h.try_sign_in("asha", "long enough");
        EXPECT_EQ(answer.status, 429);
        EXPECT_EQ(house::code(answer), "throttled");
        EXPECT_EQ(house::header(answer, "Retry-After"), "2");
    }
    EXPECT_EQ(h.try_sign_in("boss", "long enough").status, 200) << "a neighbour is not held up";
    EXPECT_EQ(std::ranges::count(h.audited(),
                                 "asha session.throttled user:" + std::to_string(h.who.people().find("asha")->id)),
              1);
    h.now += 2s;
    EXPECT_EQ(h.try_sign_in("asha", "long enough").status, 200);
    EXPECT_EQ(h.try_sign_in("asha", "guess").status, 401) << "and is forgiven";
}

TEST(sign_in, guesses_from_one_ipv6_network_count_together) {
    house h;
    const auto guess = [&](const std::string& ip) {
        service::credentials c("asha", "guess", ip, "test");
        try {
            (void)pg::run(h.io, h.who.sign_in(std::move(c)));
        } catch (const problem& p) {
            return p.status();
        }
        return 200;
    };
    for (int n = 1; n <= 5; ++n) EXPECT_EQ(guess("2001:db8:1:2::" + std::to_string(n)), 401);
    EXPECT_EQ(guess("2001:db8:1:2:ffff::9"), 429);
    EXPECT_EQ(guess("2001:db8:1:3::1"), 401);
}

TEST(sign_in, again_on_the_same_page_replaces_the_session) {
    house h;
    const auto first = h.sign_in("asha");
    net::request r;
    r.method = "POST";
    r.path = "/api/v1/session";
    r.body = R"({"username":"asha","password":"long enough"})";
    r.headers = {{"content-type", "application/json"}, {"cookie", "zenix_session=" + first.cookie}};
    EXPECT_EQ(pg::run(h.io, h.routes.answer(r)).status, 200);
    EXPECT_EQ(h.send("GET", "/api/v1/session", nullptr, first).status, 401);
    EXPECT_EQ(h.who.sessions().size(), 1u);
}

TEST(session, is_answered_from_memory_and_names_who_it_is) {
    house h;
    const auto asha = h.sign_in("asha");
    const auto answer = h.send("GET", "/api/v1/session", nullptr, asha);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(json::parse(answer.body).at("user").at("display_name"), "The asha");
    EXPECT_EQ(json::parse(answer.body).at("csrf_token"), json::value(asha.csrf));
    EXPECT_EQ(h.send("GET", "/api/v1/session").status, 401);
    EXPECT_EQ(h.send("GET", "/api/v1/session", nullptr, {"forged", ""}).status, 401);
}

TEST(session, unsafe_methods_need_its_own_csrf_token) {
    house h;
    const auto asha = h.sign_in("asha"), other = h.sign_in("asha");
    for (const std::string& wrong : {std::string{}, std::string("x"), other.csrf, asha.csrf + "x"}) {
        const auto answer = h.send("DELETE", "/api/v1/session", nullptr, {asha.cookie, wrong});
        EXPECT_EQ(answer.status, 403);
        EXPECT_EQ(house::code(answer), "csrf");
    }
    EXPECT_EQ(h.send("GET", "/api/v1/session", nullptr, {asha.cookie, ""}).status, 200);
    EXPECT_EQ(h.send("DELETE", "/api/v1/session", nullptr, asha).status, 204);
}

TEST(session, ends_at_once_when_signed_out_and_takes_the_cookie_away) {
    house h;
    const auto asha = h.sign_in("asha");
    EXPECT_THAT(h.started, ElementsAre("asha"));
    const auto answer = h.send("DELETE", "/api/v1/session", nullptr, asha);
    EXPECT_EQ(answer.status, 204);
    EXPECT_THAT(house::header(answer, "Set-Cookie"), HasSubstr("zenix_session=; Path=/; Max-Age=0"));
    EXPECT_THAT(h.ended, ElementsAre("asha"));
    EXPECT_EQ(house::code(h.send("GET", "/api/v1/session", nullptr, asha)), "session_ended");
    EXPECT_TRUE(pg::run(h.io, h.db.run("select from sessions")).empty());
    EXPECT_THAT(h.audited(), Contains("asha session.ended user:" + std::to_string(h.who.people().find("asha")->id)));
}

TEST(session, ends_when_unused_for_eight_hours_and_after_sixteen_in_any_case) {
    house h;
    const auto idle = h.sign_in("asha"), busy = h.sign_in("boss");
    for (int hour = 1; hour <= 15; ++hour) {
        h.now += 1h;
        EXPECT_EQ(h.send("GET", "/api/v1/session", nullptr, busy).status, 200) << hour;
        if (hour == 7) EXPECT_EQ(h.who.sessions().size(), 2u);
        if (hour == 8) EXPECT_EQ(h.send("GET", "/api/v1/session", nullptr, idle).status, 401);
    }
    pg::run(h.io, h.who.sweep());
    EXPECT_THAT(h.ended, ElementsAre("asha"));
    h.now += 1h;
    EXPECT_EQ(h.send("GET", "/api/v1/session", nullptr, busy).status, 401);
    pg::run(h.io, h.who.sweep());
    EXPECT_THAT(h.ended, ElementsAre("asha", "boss"));
    EXPECT_TRUE(pg::run(h.io, h.db.run("select from sessions")).empty());
}

TEST(session, one_person_has_ten_at_most) {
    house h;
    const auto first = h.sign_in("asha");
    h.now += 1s;
    for (int n = 0; n < 10; ++n) h.sign_in("asha");
    EXPECT_EQ(h.who.sessions().size(), 10u);
    EXPECT_EQ(h.send("GET", "/api/v1/session", nullptr, first).status, 401);
}

TEST(session, lives_through_a_restart_with_its_last_use) {
    house h;
    const auto asha = h.sign_in("asha");
    h.now += 7h;
    EXPECT_EQ(h.send("GET", "/api/v1/session", nullptr, asha).status, 200);
    pg::run(h.io, h.who.stop());

    h.now += 7h;  // Fourteen after sign-in, seven after the last use.
    service again(h.io.get_executor(), h.db, h.workers, h.options());
    std::vector<std::string> found;
    again.on_session_start([&](const principal& p) { found.push_back(p.name); });
    pg::run(h.io, again.start());
    EXPECT_THAT(found, ElementsAre("asha"));
    net::request r;
    r.method = "DELETE";
    r.headers = {{"cookie", "zenix_session=" + asha.cookie}, {"x-csrf-token", asha.csrf}};
    pg::run(h.io, again.authenticate(r));
    ASSERT_TRUE(r.who);
    EXPECT_EQ(r.who->name, "asha");
    EXPECT_EQ(again.find_session(r.who->session)->user_id, r.who->user_id);
    pg::run(h.io, again.stop());
}

}  // namespace
}  // namespace zenix::identity
