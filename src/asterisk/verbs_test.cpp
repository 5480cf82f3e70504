#include "asterisk/fake_ari_for_tests.hpp"
#include "asterisk/verbs.hpp"
#include "base/task_group.hpp"

#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

namespace zenix::asterisk {
namespace {

using namespace std::chrono_literals;

/// What the verbs say to ARI.
class ari_verbs : public testing::Test {
  protected:
    void SetUp() override {
        session_options o;
        o.port = ari.server.port();
        s = std::make_shared<session>(io.get_executor(), o);
        tasks.spawn("session", s->run());
        until([this] { return s->up() && ari.requests.size() >= 2; });
        ari.requests.clear();
        ari.bodies.clear();
        ari.answer = [this](std::string uri, std::string id) {
            const auto refused = uri.find("missing") != std::string::npos;
            ari.reply(id, refused ? 404 : 200, refused ? R"({"message":"gone"})" : answer);
        };
    }
    void TearDown() override {
        s->close();
        asio::post(io, [this] { tasks.cancel(); });
        task_group last(io.get_executor());
        last.spawn("stop", ari.server.stop(100ms));
        io.restart();
        io.run_for(200ms);
    }
    void until(const std::function<bool()>& done) {
        const auto end = std::chrono::steady_clock::now() + 3s;
        io.restart();
        while (!done() && std::chrono::steady_clock::now() < end) io.run_one_for(5ms);
        EXPECT_TRUE(done());
    }
    template <class T>
    result<T> run(task<result<T>> body) {
        std::optional<result<T>> out;
        tasks.spawn("verb", keep(&out, std::move(body)));
        until([&] { return out.has_value(); });
        return out ? std::move(*out) : result<T>(failure{"test", "no answer"});
    }
    template <class T>
    static task<> keep(std::optional<result<T>>* out, task<result<T>> body) {
        auto r = co_await std::move(body);
        out->emplace(std::move(r));
    }

    asio::io_context io;
    fake_ari ari{io.get_executor()};
    task_group tasks{io.get_executor()};
    std::shared_ptr<session> s;
    std::string answer = "{}";
};

TEST_F(ari_verbs, say_what_ari_reads) {
    verbs v(s);
    EXPECT_TRUE(run(v.hangup("leg", 17)).ok());
    EXPECT_TRUE(run(v.mute("leg", true)).ok());
    EXPECT_TRUE(run(v.mute("leg", false)).ok());
    EXPECT_TRUE(run(v.ring("leg", false)).ok());
    EXPECT_TRUE(run(v.bridge_music("room", true)).ok());
    EXPECT_TRUE(run(v.stop_recording("a/b")).ok());
    EXPECT_EQ(ari.requests,
        (std::vector<std::string>{"DELETE channels/leg?reason_code=17",
            "POST channels/leg/mute?direction=in", "DELETE channels/leg/mute?direction=in",
            "DELETE channels/leg/ring", "POST bridges/room/moh?mohClass=default",
            "POST recordings/live/a%2Fb/stop"}));
}

TEST_F(ari_verbs, join_several_at_once_and_keep_our_number_shown) {
    verbs v(s);
    std::vector<std::string> both{"a", "b"};
    EXPECT_TRUE(run(v.join("room", std::move(both))).ok());
    EXPECT_EQ(ari.bodies.at(0), R"({"channel":["a","b"],"inhibitConnectedLineUpdates":true})");
}

TEST_F(ari_verbs, put_disallow_before_allow) {
    verbs v(s);
    variable_map endpoint{{"allow", "ulaw"}, {"disallow", "all"}};
    EXPECT_TRUE(run(v.push("endpoint", "gw", std::move(endpoint))).ok());
    ASSERT_EQ(ari.requests,
        std::vector<std::string>{"PUT asterisk/config/dynamic/res_pjsip/endpoint/gw"});
    EXPECT_LT(ari.bodies[0].find("disallow"), ari.bodies[0].find("\"allow\""));
}

TEST_F(ari_verbs, replace_what_would_add_up) {
    verbs v(s);
    variable_map identify{{"endpoint", "gw"}, {"match", "192.0.2.1"}};
    EXPECT_TRUE(run(v.push("identify", "gw", std::move(identify))).ok());
    EXPECT_EQ(ari.requests,
        (std::vector<std::string>{"DELETE asterisk/config/dynamic/res_pjsip/identify/gw",
            "PUT asterisk/config/dynamic/res_pjsip/identify/gw"}));
}

TEST_F(ari_verbs, erase_what_is_not_there) {
    verbs v(s);
    EXPECT_TRUE(run(v.erase("endpoint", "missing")).ok());
    const auto hung = run(v.hangup("missing"));
    ASSERT_FALSE(hung.ok());
    EXPECT_EQ(hung.error().status, 404);
}

TEST_F(ari_verbs, make_a_leg_that_shows_our_number_and_carries_headers) {
    verbs v(s);
    leg_request leg;
    leg.id = "call-1.borrower";
    leg.endpoint = "PJSIP/919876543210@gw";
    leg.args = {"borrower", "1"};
    leg.caller = {"ZENIX \"quoted\" <x>", "+918000000001"};
    leg.formats = {"ulaw"};
    leg.variables[sip_header("X-Port")] = "3";
    answer = R"({"id":"call-1.borrower","name":"PJSIP/gw-1"})";
    ari.answer = [this](std::string, std::string id) {
        ari.event(R"({"type":"StasisStart","args":[],"channel":{"id":"call-1.borrower"}})");
        ari.reply(id, 200, answer);
    };
    const auto made = run(v.create(std::move(leg)));
    ASSERT_TRUE(made.ok());
    EXPECT_EQ(made.value().name, "PJSIP/gw-1");
    const auto body = json::parse(ari.bodies.at(0));
    EXPECT_EQ(body.at("app").as_string(), "zenix");
    EXPECT_EQ(body.at("appArgs").as_string(), "borrower,1");
    EXPECT_EQ(body.at("channelId").as_string(), "call-1.borrower");
    EXPECT_EQ(body.at("formats").as_string(), "ulaw");
    const auto& variables = body.at("variables");
    EXPECT_EQ(variables.at("PJSIP_HEADER(add,X-Port)").as_string(), "3");
    EXPECT_EQ(
        variables.at("CONNECTEDLINE(all,i)").as_string(), "\"ZENIX quoted x\" <+918000000001>");
}

TEST_F(ari_verbs, read_lists_and_variables) {
    verbs v(s);
    answer = R"([{"id":"a","state":"Up"},{"id":"b","state":"Ringing"}])";
    const auto channels = run(v.list_channels());
    ASSERT_TRUE(channels.ok() && channels.value().size() == 2);
    EXPECT_EQ(channels.value()[1].state, channel_state::ringing);
    answer = R"({"value":"42"})";
    EXPECT_EQ(run(v.variable("a", "CHANNEL(pjsip,call-id)")).value(), "42");
    EXPECT_EQ(ari.requests.back(), "GET channels/a/variable?variable=CHANNEL%28pjsip%2Ccall-id%29");
    answer = R"({"status":{"startup_time":"2026-11-22T18:00:00.000+0000"}})";
    EXPECT_EQ(run(v.startup_time()).value(), "2026-11-22T18:00:00.000+0000");
}

}  // namespace
}  // namespace zenix::asterisk
