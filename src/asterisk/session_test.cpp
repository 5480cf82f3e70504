#include "asterisk/fake_ari_for_tests.hpp"
#include "asterisk/session.hpp"
#include "base/task_group.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

namespace zenix::asterisk {
namespace {

using namespace std::chrono_literals;

class ari_session : public testing::Test {
  protected:
    void SetUp() override {
        session_options o;
        o.port = ari.server.port();
        o.user = "zenix";
        o.password = "pw";
        o.retry_min = 5ms;
        o.retry_max = 20ms;
        s = std::make_shared<session>(io.get_executor(), o);
        s->on_event([this](const event& e) { heard.push_back(e); });
        s->on_state([this](bool up) { states.push_back(up); });
        tasks.spawn("session", s->run());
    }
    void TearDown() override {
        s->close();
        // From inside the loop: Boost 1.81 hands a cancellation on by a pointer that may dangle
        // otherwise.
        asio::post(io, [this] { tasks.cancel(); });
        task_group last(io.get_executor());
        last.spawn("stop", ari.server.stop(100ms));
        io.restart();
        io.run_for(300ms);
    }
    void until(const std::function<bool()>& done) {
        const auto end = std::chrono::steady_clock::now() + 3s;
        io.restart();
        while (!done() && std::chrono::steady_clock::now() < end) io.run_one_for(5ms);
        EXPECT_TRUE(done());
    }
    void come_up() {
        until([this] { return s->up() && ari.requests.size() >= 2; });
        ari.requests.clear();
    }
    using answer = result<json::value>;
    std::shared_ptr<std::optional<answer>> ask(std::string uri, ms deadline = 2s) {
        auto out = std::make_shared<std::optional<answer>>();
        tasks.spawn("ask", keep(out, s->request("GET", std::move(uri), nullptr, deadline)));
        return out;
    }
    static task<> keep(std::shared_ptr<std::optional<answer>> out, task<answer> from) {
        auto r = co_await std::move(from);
        out->emplace(std::move(r));
    }

    asio::io_context io;
    fake_ari ari{io.get_executor()};
    task_group tasks{io.get_executor()};
    std::shared_ptr<session> s;
    std::vector<event> heard;
    std::vector<bool> states;
};

TEST_F(ari_session, signs_in_and_asks_for_events_and_less_noise_first) {
    until([this] { return ari.requests.size() >= 2; });
    EXPECT_EQ(ari.authorization, "Basic emVuaXg6cHc=");  // zenix:pw
    EXPECT_EQ(ari.app, "zenix");
    EXPECT_EQ(ari.requests[0], "POST applications/zenix/subscription");
    EXPECT_EQ(json::parse(ari.bodies[0]).at("eventSource"),
        json::array({"channel:", "bridge:"}));
    EXPECT_EQ(ari.requests[1], "PUT applications/zenix/eventFilter");
    EXPECT_EQ(states, std::vector<bool>{true});
}

TEST_F(ari_session, does_not_stay_where_it_hears_nothing) {
    ari.answer = [this](const std::string& uri, const std::string& id) {
        if (uri.ends_with("/subscription") && ari.connections == 1)
            ari.reply(id, 500, R"({"message":"no"})");
    };
    until([this] { return ari.connections >= 2 && s->up(); });
    EXPECT_EQ(ari.connections, 2);
}

TEST_F(ari_session, has_many_requests_under_way_and_gives_each_its_own_answer) {
    come_up();
    std::vector<std::string> ids;
    ari.answer = [&](std::string, std::string id) { ids.push_back(std::move(id)); };
    const auto a = ask("a"), b = ask("b");
    until([&] { return ids.size() == 2; });
    ari.reply(ids[1], 200, R"("second")");
    ari.reply(ids[0], 200, R"("first")");
    until([&] { return a->has_value() && b->has_value(); });
    EXPECT_EQ((*a)->value().as_string(), "first");
    EXPECT_EQ((*b)->value().as_string(), "second");
}

TEST_F(ari_session, hears_events_in_order) {
    come_up();
    for (int n = 0; n < 50; ++n)
        ari.event(R"({"type":"StasisEnd","channel":{"id":")" + std::to_string(n) + R"("}})");
    until([this] { return heard.size() == 50; });
    for (std::size_t n = 0; n < 50; ++n)
        EXPECT_EQ(heard[n].as<stasis_end>()->channel.id, std::to_string(n));
}

TEST_F(ari_session, gives_up_on_an_answer_in_time) {
    come_up();
    const auto a = ask("slow", 30ms);
    until([&] { return a->has_value(); });
    EXPECT_EQ((*a)->error().code, "timeout");
    EXPECT_TRUE(s->up());
}

TEST_F(ari_session, tells_who_waits_that_the_connection_broke_and_comes_back) {
    come_up();
    const auto a = ask("lost");
    until([this] { return !ari.requests.empty(); });
    ari.socket->close(1011, "crash");
    until([&] { return a->has_value(); });
    EXPECT_EQ((*a)->error().code, "closed");
    until([this] { return ari.connections == 2 && s->up(); });
    EXPECT_EQ(states, (std::vector<bool>{true, false, true}));
}

TEST_F(ari_session, fails_at_once_while_it_is_down) {
    const auto a = ask("early");
    until([&] { return a->has_value(); });
    EXPECT_EQ((*a)->error().code, "down");
}

TEST_F(ari_session, yields_to_another_client_of_the_same_name) {
    come_up();
    ari.event(R"({"type":"ApplicationReplaced","application":"zenix"})");
    until([this] { return states.size() == 2; });
    EXPECT_FALSE(states.back());
    io.restart();
    io.run_for(200ms);  // ten times the longest pause between tries
    EXPECT_EQ(ari.connections, 1);
}

TEST_F(ari_session, hands_out_a_channel_once_it_has_come_in) {
    come_up();
    ari.answer = [&](std::string, std::string id) { ari.reply(id, 200, R"({"id":"leg"})"); };
    auto out = std::make_shared<std::optional<answer>>();
    tasks.spawn("make", keep(out, s->make_channel("channels/create", json::object(), "leg")));
    until([this] { return !ari.requests.empty(); });
    io.restart();
    io.run_for(30ms);
    EXPECT_FALSE(out->has_value());  // answered, but dialling it now would be refused
    ari.event(R"({"type":"StasisStart","args":[],"channel":{"id":"leg"}})");
    until([&] { return out->has_value(); });
    EXPECT_TRUE((*out)->ok());
}

TEST_F(ari_session, says_so_when_the_channel_ends_before_it_came) {
    come_up();
    ari.answer = [&](std::string, std::string id) { ari.reply(id, 200, R"({"id":"leg"})"); };
    auto out = std::make_shared<std::optional<answer>>();
    tasks.spawn("make", keep(out, s->make_channel("channels/create", json::object(), "leg")));
    until([this] { return !ari.requests.empty(); });
    ari.event(R"({"type":"ChannelDestroyed","cause":38,"channel":{"id":"leg"}})");
    until([&] { return out->has_value(); });
    EXPECT_EQ((*out)->error().code, "gone");
}

TEST_F(ari_session, reports_the_networks_cause_where_the_trace_has_it) {
    s->set_release_lookup([](std::string_view call) -> std::optional<release> {
        if (call == "sip-1") return release{480, 20, "Subscriber absent"};
        return std::nullopt;
    });
    come_up();
    for (const auto* call : {"sip-1", "sip-2"})
        ari.event(R"({"type":"ChannelDestroyed","cause":19,"tech_cause":480,"channel":{"id":"c",)"
                  R"("protocol_id":")" +
                  std::string(call) + R"("}})");
    until([this] { return heard.size() == 2; });
    const auto *known = heard[0].as<channel_destroyed>(),
               *unknown = heard[1].as<channel_destroyed>();
    EXPECT_EQ(known->cause, 20);
    EXPECT_EQ(known->cause_txt, "Subscriber absent");
    EXPECT_EQ(known->reported_cause, 19);
    EXPECT_EQ(unknown->cause, 19);
}

TEST_F(ari_session, waits_a_moment_for_the_networks_word_about_a_refusal) {
    int asked = 0;
    s->set_release_lookup([&](std::string_view) -> std::optional<release> {
        if (++asked < 3) return std::nullopt;
        return release{480, 20, "Subscriber absent"};
    });
    come_up();
    ari.event(R"({"type":"ChannelDestroyed","cause":19,"tech_cause":480,)"
              R"("channel":{"id":"c","protocol_id":"sip-1"}})");
    until([this] { return heard.size() == 1; });
    EXPECT_EQ(heard[0].as<channel_destroyed>()->cause, 20);
}

TEST_F(ari_session, a_hang_up_that_was_no_refusal_waits_for_no_word) {
    s->set_release_lookup([](std::string_view) { return std::optional<release>{}; });
    come_up();
    ari.event(R"({"type":"ChannelDestroyed","cause":17,"tech_cause":486,)"
              R"("channel":{"id":"refused","protocol_id":"sip-1"}})");
    ari.event(R"({"type":"ChannelDestroyed","cause":16,"channel":{"id":"over"}})");
    until([this] { return heard.size() == 2; });
    EXPECT_EQ(heard[0].as<channel_destroyed>()->channel.id, "over");
}

TEST_F(ari_session, bears_a_listener_that_throws) {
    s->on_event([this](const event& e) {
        heard.push_back(e);
        throw std::runtime_error("bug");
    });
    come_up();
    ari.event(R"({"type":"StasisEnd","channel":{"id":"1"}})");
    ari.event("not json");
    ari.event(R"({"type":"StasisEnd","channel":{"id":"2"}})");
    until([this] { return heard.size() == 2; });
    EXPECT_TRUE(s->up());
}

}  // namespace
}  // namespace zenix::asterisk
