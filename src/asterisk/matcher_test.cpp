#include "asterisk/matcher.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace zenix::asterisk {
namespace {

using namespace std::chrono_literals;
using settled = matcher::settled;
const matcher::instant t0{};

matcher::opened must_open(matcher& m, matcher::instant deadline = t0 + 5s) {
    auto r = m.open("GET", "channels", nullptr, deadline);
    EXPECT_TRUE(r.ok());
    return r.value();
}

std::string answer(std::uint64_t id, int status, std::string_view body = {}) {
    boost::json::object o{{"type", "RESTResponse"}, {"request_id", std::to_string(id)},
        {"status_code", status}, {"reason_phrase", "Reason"}, {"uri", "channels"}};
    if (!body.empty()) o["message_body"] = body;
    return boost::json::serialize(o);
}

TEST(matcher, writes_a_request_as_ari_wants_it) {
    matcher m(10);
    const auto r = m.open("POST", "channels/create", boost::json::object{{"app", "zenix"}}, t0);
    const auto v = boost::json::parse(r.value().frame);
    EXPECT_EQ(v.at("type").as_string(), "RESTRequest");
    EXPECT_EQ(v.at("request_id").as_string(), std::to_string(r.value().id));
    EXPECT_EQ(v.at("uri").as_string(), "channels/create");
    EXPECT_EQ(v.at("message_body").as_string(), R"({"app":"zenix"})");  // a text, not an object
}

TEST(matcher, gives_each_answer_to_its_request_in_any_order) {
    matcher m(10);
    const auto a = must_open(m), b = must_open(m);
    const auto second = m.receive(answer(b.id, 200, R"([1])"));
    const auto first = m.receive(answer(a.id, 204));
    EXPECT_EQ(std::get<settled>(second).id, b.id);
    EXPECT_EQ(std::get<settled>(second).outcome.value().as_array().size(), 1U);
    EXPECT_EQ(std::get<settled>(first).id, a.id);
    EXPECT_TRUE(std::get<settled>(first).outcome.value().is_null());
    EXPECT_EQ(m.in_flight(), 0U);
}

TEST(matcher, turns_a_refusal_into_a_failure_with_aris_words) {
    matcher m(10);
    const auto a = must_open(m);
    const auto r = m.receive(answer(a.id, 404, R"({"message":"Channel not found"})"));
    const auto& why = std::get<settled>(r).outcome.error();
    EXPECT_EQ(why.code, "status");
    EXPECT_EQ(why.status, 404);
    EXPECT_EQ(why.detail, "channels: Channel not found");
}

TEST(matcher, settles_a_request_once_only) {
    matcher m(10);
    const auto a = must_open(m, t0 + 1s);
    EXPECT_TRUE(m.expire(t0 + 999ms).empty());
    const auto late = m.expire(t0 + 1s);
    ASSERT_EQ(late.size(), 1U);
    EXPECT_EQ(late[0].outcome.error().code, "timeout");
    EXPECT_TRUE(std::holds_alternative<std::monostate>(m.receive(answer(a.id, 200))));
    EXPECT_TRUE(m.drop().empty());
}

TEST(matcher, tells_all_who_wait_when_the_connection_goes) {
    matcher m(10);
    must_open(m);
    must_open(m);
    const auto all = m.drop();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[1].outcome.error().code, "closed");
    EXPECT_EQ(m.in_flight(), 0U);
}

TEST(matcher, never_reuses_an_id_after_a_reconnect) {
    matcher m(10);
    const auto a = must_open(m);
    (void)m.drop();
    EXPECT_GT(must_open(m).id, a.id);
}

TEST(matcher, is_bounded) {
    matcher m(2);
    must_open(m);
    const auto b = must_open(m);
    EXPECT_EQ(m.open("GET", "x", nullptr, t0).error().code, "busy");
    m.forget(b.id);
    EXPECT_TRUE(m.open("GET", "x", nullptr, t0).ok());
}

TEST(matcher, refuses_a_frame_that_would_cost_the_connection) {
    matcher m(2);
    const auto r = m.open("PUT", "x", boost::json::value(std::string(66000, 'a')), t0);
    EXPECT_EQ(r.error().code, "too_large");
    EXPECT_EQ(m.in_flight(), 0U);
}

TEST(matcher, passes_events_and_drops_noise) {
    matcher m(2);
    const auto e = m.receive(R"({"type":"StasisEnd","channel":{"id":"c"}})");
    EXPECT_EQ(std::get<event>(e).as<stasis_end>()->channel.id, "c");
    for (const auto* noise : {"", "{", "[]", "7", R"({"type":"RESTResponse","request_id":"x"})"})
        EXPECT_TRUE(std::holds_alternative<std::monostate>(m.receive(noise))) << noise;
}

TEST(backoff, doubles_to_its_limit_and_starts_again) {
    backoff b(50ms, 300ms);
    EXPECT_EQ(b.next(), 50ms);
    EXPECT_EQ(b.next(), 100ms);
    EXPECT_EQ(b.next(), 200ms);
    EXPECT_EQ(b.next(), 300ms);
    EXPECT_EQ(b.next(), 300ms);
    b.reset();
    EXPECT_EQ(b.next(), 50ms);
}

}  // namespace
}  // namespace zenix::asterisk
