#include "app/event_stream.hpp"
#include "net/server_for_tests.hpp"

namespace zenix::app {
namespace {

using socket_ptr = std::shared_ptr<net::websocket>;

/// Who they say they are: `x-user: 7 supervisor`.
task<> believe(net::request& r) {
    const std::string said(r.header("x-user"));
    const auto space = said.find(' ');
    if (space == std::string::npos) throw problem(401, "not_signed_in", "Sign in.");
    principal p;
    p.user_id = std::stoll(said.substr(0, space));
    p.role = parse_role(said.substr(space + 1)).value();
    p.session = "session-" + said.substr(0, space);
    r.who = p;
    co_return;
}

class event_stream_test : public net::server_fixture {
  protected:
    void SetUp() override {
        hub_.offer("me", access::any(),
            [](const principal& who) { return json::value(json::object{{"user", who.user_id}}); });
        hub_.offer("agents", access::of({role::supervisor, role::admin}),
            [this](const principal&) { return json::value(json::object{{"counted", counted_}}); });
        routes_.set_authenticator(believe);
        net::server_options o;
        o.websocket.queued_messages = 8;
        o.websocket.close_patience = ms(200);
        serve(std::move(o));
    }
    net::header_list headers(const std::string& who) const {
        return {{"x-user", who}, {"origin", url("")}};
    }
    socket_ptr connect(const std::string& query, const std::string& who = "7 supervisor") {
        auto r = run_on(loop_, net::connect_websocket(url("/api/v1/events" + query, "ws"),
                                   headers(who), "", ms(5000)));
        EXPECT_TRUE(r.ok()) << r.error().code << " " << r.error().detail;
        return r.ok() ? r.value() : nullptr;
    }
    /// `STATUS code` of the problem that refuses the handshake.
    std::string refusal(const std::string& query, const std::string& who = "7 supervisor") {
        tcp::socket s = open();
        run_on(loop_, write(s, "GET /api/v1/events" + query +
                                   " HTTP/1.1\r\nHost: h\r\nOrigin: http://h\r\nx-user: " + who +
                                   "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                   "Sec-WebSocket-Version: 13\r\n"
                                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        s.shutdown(tcp::socket::shutdown_send);
        const auto answer = run_on(loop_, read(s));
        const auto body = body_of(answer);
        if (body.empty()) return status_of(answer);
        return status_of(answer) + " " + std::string(json::parse(body).at("code").as_string());
    }
    json::object next(const socket_ptr& ws) {
        const auto text = run_on(loop_, ws->read());
        EXPECT_TRUE(text) << "closed with " << ws->close_code();
        return text ? json::parse(*text).as_object() : json::object{};
    }
    /// `topic name` of the next message, which must be an event.
    std::string next_event(const socket_ptr& ws) {
        const auto m = next(ws);
        if (!m.contains("topic")) return json::serialize(m);
        return std::string(m.at("topic").as_string()) + " " + std::string(m.at("name").as_string());
    }
    static std::string cursor_in(const json::object& m) {
        return std::string(m.at("cursor").as_string());
    }

    event_hub hub_{"epoch", 4};
    int counted_ = 0;
    event_streams streams_{routes_, hub_};
};

TEST_F(event_stream_test, begins_with_a_snapshot_and_goes_on_with_every_event_after_it) {
    counted_ = 3;
    const auto ws = connect("?topics=me,agents");
    const auto first = next(ws);
    EXPECT_EQ(first.at("type"), "snapshot");
    EXPECT_EQ(first.at("topics").at("me").at("user"), 7);
    EXPECT_EQ(first.at("topics").at("agents").at("counted"), 3);
    EXPECT_TRUE(first.at("missed").as_array().empty());
    hub_.publish("agents", "a", nullptr);
    hub_.publish("me", "b", nullptr, 7);
    const auto a = next(ws);
    EXPECT_EQ(a.at("name"), "a");
    EXPECT_EQ(cursor_in(a), "epoch-1");
    EXPECT_EQ(cursor_in(next(ws)), "epoch-2");
}

TEST_F(event_stream_test, nobody_hears_what_is_for_others_or_was_not_asked_for) {
    const auto ws = connect("?topics=me");
    next(ws);
    hub_.publish("me", "for another", nullptr, 8);
    hub_.publish("agents", "not asked for", nullptr);
    hub_.publish("me", "mine", nullptr, 7);
    EXPECT_EQ(next_event(ws), "me mine");
}

TEST_F(event_stream_test, without_topics_it_is_about_me) {
    const auto first = next(connect(""));
    EXPECT_EQ(first.at("topics").as_object().size(), 1U);
    EXPECT_TRUE(first.at("topics").as_object().contains("me"));
}

TEST_F(event_stream_test, whoever_comes_back_gets_what_was_missed_and_none_of_it_twice) {
    hub_.publish("me", "one", nullptr, 7);
    const auto cursor = hub_.cursor();
    hub_.publish("me", "two", nullptr, 7);
    hub_.publish("me", "for another", nullptr, 8);
    hub_.publish("me", "three", nullptr, 7);
    const auto ws = connect("?topics=me&after=" + cursor);
    const auto first = next(ws);
    const auto& missed = first.at("missed").as_array();
    ASSERT_EQ(missed.size(), 2U);
    EXPECT_EQ(missed[0].at("name"), "two");
    EXPECT_EQ(missed[1].at("name"), "three");
    EXPECT_EQ(cursor_in(first), "epoch-4");
    hub_.publish("me", "four", nullptr, 7);
    EXPECT_EQ(next_event(ws), "me four");
}

TEST_F(event_stream_test, a_cursor_older_than_what_is_kept_is_stale_and_the_oldest_kept_is_not) {
    for (int n = 0; n < 6; ++n) hub_.publish("me", "n", nullptr, 7);
    EXPECT_EQ(refusal("?topics=me&after=epoch-1"), "410 stale_cursor");
    const auto first = next(connect("?topics=me&after=epoch-2"));
    EXPECT_EQ(first.at("missed").as_array().size(), 4U);
}

TEST_F(event_stream_test, a_cursor_of_an_earlier_server_is_stale) {
    EXPECT_EQ(refusal("?after=another-0"), "410 stale_cursor");
}

TEST_F(event_stream_test, a_cursor_that_was_never_given_out_is_malformed) {
    for (const auto* wrong :
        {"epoch-1", "epoch", "7", "-7", "epoch-99999999999999999999", "epoch-1x"})
        EXPECT_EQ(refusal(std::string("?after=") + wrong), "400 malformed_cursor") << wrong;
}

TEST_F(event_stream_test, a_topic_that_is_none_or_not_theirs_refuses_the_handshake) {
    EXPECT_EQ(refusal("?topics=weather"), "422 invalid_field");
    EXPECT_EQ(refusal("?topics=,"), "422 invalid_field");
    EXPECT_EQ(refusal("?topics=me,agents", "7 telecaller"), "403 forbidden");
    EXPECT_EQ(refusal("?topics=me&from=1"), "422 unknown_field");
}

TEST_F(event_stream_test, a_reader_too_slow_is_let_go_when_its_queue_is_full_and_others_hear_on) {
    const auto slow = connect("?topics=agents");
    const auto other = connect("?topics=me");
    next(slow);
    next(other);
    // Nobody reads, not even the loop, while this is published: nine is one more than a queue holds.
    for (int n = 0; n < 9; ++n) hub_.publish("agents", "burst", nullptr);
    hub_.publish("me", "mine", nullptr, 7);
    EXPECT_EQ(next_event(other), "me mine");
    std::optional<std::string> said;
    do {
        said = run_on(loop_, slow->read());
    } while (said);
    EXPECT_EQ(slow->close_code(), 1013);
    hub_.publish("agents", "to nobody", nullptr);
    hub_.publish("me", "again", nullptr, 7);
    EXPECT_EQ(next_event(other), "me again");
}

TEST_F(event_stream_test, ends_with_the_session_it_was_opened_in_and_no_other) {
    const auto mine = connect("?topics=me", "7 telecaller");
    const auto again = connect("?topics=me", "7 telecaller");
    const auto other = connect("?topics=me", "8 telecaller");
    for (const auto& ws : {mine, again, other}) next(ws);
    streams_.session_ended("session-7");
    for (const auto& ws : {mine, again}) {
        EXPECT_EQ(run_on(loop_, ws->read()), std::nullopt);
        EXPECT_EQ(ws->close_code(), 4001);
    }
    hub_.publish("me", "still here", nullptr, 8);
    EXPECT_EQ(next_event(other), "me still here");
    streams_.session_ended("session-7");
}

}  // namespace
}  // namespace zenix::app
