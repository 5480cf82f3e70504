#include "asterisk/types.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace zenix::asterisk {
namespace {

event parsed(std::string_view text) {
    auto e = read_event(boost::json::parse(text));
    EXPECT_TRUE(e.has_value());
    return e.value_or(event{});
}

// As Asterisk 22.10 sent it.
constexpr auto inbound = R"({"type":"StasisStart","timestamp":"2026-11-22T18:19:36.123+0000",
  "args":["inbound","08012345678"],"application":"zenix","channel":{
  "id":"zenix-main-1795371736.38","name":"PJSIP/gw-2-00000026","state":"Ring",
  "protocol_id":"b2c1@127.0.0.1","caller":{"name":"Ramesh K","number":"919812345678"},
  "connected":{"name":"","number":""},"accountcode":"",
  "dialplan":{"context":"zenix-in","exten":"08012345678","priority":1,"app_name":"Stasis",
  "app_data":"zenix,inbound,08012345678"},"creationtime":"2026-11-22T18:19:36.100+0000",
  "channelvars":{"X":"1"},"language":"en"}})";

TEST(types, reads_a_call_coming_in) {
    const auto e = parsed(inbound);
    const auto* start = e.as<stasis_start>();
    ASSERT_NE(start, nullptr);
    EXPECT_EQ(to_rfc3339(e.at), "2026-11-22T18:19:36.123Z");
    EXPECT_EQ(start->args, (std::vector<std::string>{"inbound", "08012345678"}));
    EXPECT_EQ(start->channel.id, "zenix-main-1795371736.38");
    EXPECT_EQ(start->channel.endpoint(), "gw-2");
    EXPECT_EQ(start->channel.state, channel_state::ring);
    EXPECT_EQ(start->channel.protocol_id, "b2c1@127.0.0.1");
    EXPECT_EQ(start->channel.caller.name, "Ramesh K");
    EXPECT_EQ(start->channel.exten, "08012345678");
    EXPECT_EQ(start->channel.created, e.at - ms(23));
    EXPECT_EQ(start->channel.variables.at("X"), "1");
}

TEST(types, reads_causes_and_leaves_what_is_absent_at_zero) {
    const auto e = parsed(R"({"type":"ChannelDestroyed","cause":17,"cause_txt":"User busy",
        "tech_cause":486,"channel":{"id":"a","state":"Down"}})");
    const auto* gone = e.as<channel_destroyed>();
    ASSERT_NE(gone, nullptr);
    EXPECT_EQ(gone->cause, 17);
    EXPECT_EQ(gone->reported_cause, 17);
    EXPECT_EQ(gone->tech_cause, 486);
    const auto plain = parsed(R"({"type":"ChannelDestroyed","cause":16,"channel":{"id":"a"}})");
    EXPECT_EQ(plain.as<channel_destroyed>()->tech_cause, 0);
}

TEST(types, reads_how_dialling_goes) {
    const auto e = parsed(R"({"type":"Dial","dialstatus":"RINGING","peer":{"id":"leg"}})");
    ASSERT_NE(e.as<dial>(), nullptr);
    EXPECT_EQ(e.as<dial>()->peer_id, "leg");
    EXPECT_EQ(e.as<dial>()->status, "RINGING");
}

TEST(types, reads_bridges_with_who_is_in_them) {
    const auto e = parsed(R"({"type":"ChannelEnteredBridge","bridge":{"id":"b","technology":
        "native_rtp","bridge_type":"mixing","channels":["x","y"]},"channel":{"id":"y"}})");
    const auto* in = e.as<entered_bridge>();
    ASSERT_NE(in, nullptr);
    EXPECT_EQ(in->bridge.channels.size(), 2U);
    EXPECT_EQ(in->bridge.technology, "native_rtp");
}

TEST(types, turns_seconds_of_rtp_into_milliseconds) {
    const auto r = read_rtp_stats(boost::json::parse(
        R"({"rxcount":500,"txcount":498,"rxjitter":0.0015,"rtt":0.02,"rxploss":3,"txploss":0})"));
    EXPECT_EQ(r.rx_packets, 500);
    EXPECT_EQ(r.rx_lost, 3);
    EXPECT_DOUBLE_EQ(r.rx_jitter_ms, 1.5);
    EXPECT_DOUBLE_EQ(r.rtt_ms, 20);
}

TEST(types, keeps_what_it_does_not_know) {
    const auto e = parsed(R"({"type":"NewInVersion30","x":1})");
    ASSERT_NE(e.as<other_event>(), nullptr);
    EXPECT_EQ(e.as<other_event>()->raw.at("x").as_int64(), 1);
}

TEST(types, bears_members_of_other_types) {
    const auto e = parsed(R"({"type":"ChannelDestroyed","cause":"17","cause_txt":4,
        "tech_cause":1e300,"channel":[1]})");
    EXPECT_EQ(e.as<channel_destroyed>()->cause, 0);
    EXPECT_EQ(e.as<channel_destroyed>()->tech_cause, 0);
    EXPECT_TRUE(e.as<channel_destroyed>()->channel.id.empty());
}

TEST(types, refuses_what_is_no_event) {
    EXPECT_FALSE(read_event(boost::json::parse("[]")));
    EXPECT_FALSE(read_event(boost::json::parse(R"({"no":"type"})")));
}

}  // namespace
}  // namespace zenix::asterisk
