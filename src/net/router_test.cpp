#include "base/loop_for_tests.hpp"
#include "net/http.hpp"

#include <gtest/gtest.h>

namespace zenix::net {
namespace {

struct foreign_fault {};

handler says(std::string text) {
    struct speaker {
        std::string text;
        static task<response> say(std::string t) { co_return reply_text(t, "text/plain"); }
        task<response> operator()(request& r) const {
            std::string all = text;
            for (const auto& [name, value] : r.params) all += " " + name + "=" + value;
            return say(all);
        }
    };
    return speaker{std::move(text)};
}

task<response> throws_foreign(request&) {
    throw foreign_fault{};
    co_return response{};
}
task<response> throws_bug(request&) {
    throw std::runtime_error("a bug of a test");
    co_return response{};
}
task<response> throws_problem(request&) {
    throw conflict("taken", "Choose another.");
    co_return response{};
}

/// Accepts the header `authorization: ROLE`.
task<void> by_role_name(request& r) {
    const auto role_named = parse_role(r.header("authorization"));
    if (!role_named) throw problem(401, "bad_token", "No such token.");
    principal p;
    p.role = *role_named;
    r.who = p;
    co_return;
}

class router_test : public testing::Test {
  protected:
    std::string ask(std::string method, std::string path, std::string who = {}) {
        request r;
        r.method = std::move(method);
        r.path = std::move(path);
        r.id = "r1";
        if (!who.empty()) r.headers.emplace_back("authorization", who);
        const response out = run_on(loop_, routes_.answer(r));
        return std::to_string(out.status) + " " + out.body;
    }
    std::string status(std::string method, std::string path, std::string who = {}) {
        return ask(std::move(method), std::move(path), std::move(who)).substr(0, 3);
    }
    asio::io_context loop_;
    router routes_;
};

TEST_F(router_test, literal_segments_go_before_parameters) {
    routes_.add("GET", "/a/{id}", access::everyone(), says("one"));
    routes_.add("GET", "/a/me", access::everyone(), says("me"));
    routes_.add("GET", "/{x}/me", access::everyone(), says("x"));
    routes_.add("GET", "/a/{id}/b/{n}", access::everyone(), says("deep"));
    EXPECT_EQ(ask("GET", "/a/7"), "200 one id=7");
    EXPECT_EQ(ask("GET", "/a/me"), "200 me");
    EXPECT_EQ(ask("GET", "/b/me"), "200 x x=b");
    EXPECT_EQ(ask("GET", "/a/1/b/2"), "200 deep id=1 n=2");
    EXPECT_EQ(ask("HEAD", "/a/me"), "200 me");
}

TEST_F(router_test, says_404_405_and_what_is_allowed) {
    routes_.add("GET", "/a", access::everyone(), says("get"));
    routes_.add("POST", "/a", access::everyone(), says("post"));
    for (const char* path : {"/", "/b", "/a/", "/a/b", "", "a"})
        EXPECT_EQ(status("GET", path), "404") << path;
    const std::string answer = ask("DELETE", "/a");
    EXPECT_EQ(answer.substr(0, 3), "405");
    EXPECT_NE(answer.find("GET, HEAD, POST"), std::string::npos) << answer;
}

TEST_F(router_test, the_fallback_takes_pages_but_never_the_api) {
    routes_.add("POST", "/page", access::everyone(), says("post"));
    routes_.set_fallback(says("page"));
    EXPECT_EQ(ask("GET", "/borrowers/7"), "200 page");
    EXPECT_EQ(ask("HEAD", "/"), "200 page");
    EXPECT_EQ(status("GET", "/api/v1/nothing"), "404");
    EXPECT_EQ(status("POST", "/borrowers"), "404");
    EXPECT_EQ(status("GET", "/page"), "405");
}

TEST_F(router_test, each_route_lets_in_whom_it_names) {
    routes_.set_authenticator(by_role_name);
    routes_.add("GET", "/open", access::everyone(), says("open"));
    routes_.add("GET", "/any", access::any(), says("any"));
    routes_.add("GET", "/admin", access::of({role::admin}), says("admin"));
    EXPECT_EQ(status("GET", "/open"), "200");
    EXPECT_EQ(status("GET", "/open", "nobody"), "200");
    EXPECT_EQ(status("GET", "/any"), "401");
    EXPECT_EQ(status("GET", "/any", "telecaller"), "200");
    EXPECT_EQ(status("GET", "/admin", "telecaller"), "403");
    EXPECT_EQ(status("GET", "/admin", "admin"), "200");
    EXPECT_EQ(status("GET", "/admin", "nobody"), "401");
}

TEST_F(router_test, without_an_authenticator_nobody_is_let_in) {
    routes_.add("GET", "/any", access::any(), says("any"));
    EXPECT_EQ(status("GET", "/any", "admin"), "401");
}

TEST_F(router_test, problems_are_answers_and_bugs_are_500_with_the_request_id) {
    routes_.add("GET", "/problem", access::everyone(), throws_problem);
    routes_.add("GET", "/bug", access::everyone(), throws_bug);
    EXPECT_NE(ask("GET", "/problem").find(R"("code":"taken")"), std::string::npos);
    const std::string bug = ask("GET", "/bug");
    EXPECT_EQ(bug.substr(0, 3), "500");
    EXPECT_NE(bug.find(R"("request_id":"r1")"), std::string::npos);
    EXPECT_EQ(bug.find("a bug of a test"), std::string::npos) << "what broke is for the log";
}

TEST_F(router_test, the_mapper_knows_exceptions_of_other_rooms) {
    routes_.add("GET", "/foreign", access::everyone(), throws_foreign);
    routes_.add("GET", "/bug", access::everyone(), throws_bug);
    EXPECT_EQ(status("GET", "/foreign"), "500");
    routes_.set_exception_mapper([](std::exception_ptr e) -> std::optional<problem> {
        try {
            std::rethrow_exception(e);
        } catch (const foreign_fault&) {
            return unavailable("database", "Come back.");
        } catch (...) {
            return std::nullopt;
        }
    });
    EXPECT_EQ(status("GET", "/foreign"), "503");
    EXPECT_EQ(status("GET", "/bug"), "500");
}

TEST_F(router_test, refuses_a_route_that_is_there_already) {
    routes_.add("GET", "/a", access::everyone(), says("x"));
    EXPECT_THROW(routes_.add("GET", "/a", access::any(), says("y")), std::logic_error);
    EXPECT_THROW(routes_.add("GET", "a", access::any(), says("y")), std::logic_error);
    EXPECT_EQ(routes_.routes().size(), 1u);
}

TEST_F(router_test, a_websocket_asked_for_plainly_says_upgrade) {
    routes_.add_websocket("/ws", access::everyone(), {}, {});
    EXPECT_EQ(status("GET", "/ws"), "426");
    EXPECT_EQ(status("POST", "/ws"), "405");
}

}  // namespace
}  // namespace zenix::net
