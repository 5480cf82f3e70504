#include "gateways/drivers/dinstar/push.hpp"

#include <gtest/gtest.h>

namespace zenix::gateways::drivers::dinstar {
namespace {

result<push> read(std::string_view body) { return read_push(body, "Asia/Kolkata"); }

template <class T>
T hint(std::string_view body) {
    auto p = read(body);
    if (!p || p.value().hints.size() != 1) throw std::runtime_error("not one hint");
    return std::get<T>(p.value().hints[0]);
}

TEST(dinstar_push, each_class_is_a_hint_of_its_own) {
    EXPECT_EQ(hint<text_came>(R"({"sn":"a","sms":[{"incoming_sms_id":5,"port":1,"number":"+91",
        "timestamp":"2026-11-22 18:30:00","text":"hi"}]})")
                  .id,
        "5");
    EXPECT_EQ(hint<text_report>(R"({"sn":"a","sms_result":[{"port":1,"status":"SENT_OK"}]})").stage,
        text_stage::sent);
    EXPECT_EQ(
        hint<text_report>(R"({"sn":"a","sms_deliver_status":[{"port":1,"status_code":64}]})").stage,
        text_stage::failed);
    EXPECT_EQ(hint<ussd_came>(R"({"sn":"a","ussd":[{"port":1,"text":"Bal 1"}]})").text, "Bal 1");
    const auto r = hint<registration_changed>(R"({"sn":"a","register":[{"port":2,"slot":255,
        "iccid":"<NULL>","imsi":"<NULL>","number":"<NULL>","status":"down","sequence":1}]})");
    EXPECT_FALSE(r.up);
    EXPECT_EQ(r.iccid, "");
    EXPECT_FALSE(r.slot);
    EXPECT_EQ(hint<call_ended>(R"({"sn":"a","cdr":[{"port":0,"start_date":"2026-11-22 18:30:00",
        "direction":"ip->gsm","gsm_code":16,"duration":4}]})")
                  .call.duration_s,
        4);
    EXPECT_EQ(
        hint<box_changed>(R"({"sn":"a","device":{"port_number":8,"status":"power_off"}})").status,
        "power_off");
    EXPECT_EQ(hint<port_trouble>(
                  R"({"sn":"a","exception_info":{"port":3,"type":"call_fail","action":"reset"}})")
                  .type,
        "call_fail");
}

TEST(dinstar_push, other_shapes_are_no_push) {
    for (const auto* bad : {"", "[]", "{}", R"({"sms":[]})", R"({"sn":"a"})",
             R"({"sn":"a","weather":[]})", R"({"sn":"a","sms":[],"cdr":[]})",
             R"({"sn":"a","sms":{}})", R"({"sn":"a","ussd":"x"})", R"({"sn":{},"sms":[]})"})
        EXPECT_EQ(read(bad).error().code, "protocol") << bad;
    std::string many = R"({"sn":"a","ussd":[)";
    for (int i = 0; i < 600; ++i)
        many += std::string(i == 0 ? "" : ",") + R"({"port":1,"text":"x"})";
    EXPECT_EQ(read(many + "]}").error().code, "too_large");
}

TEST(dinstar_push, items_nobody_understands_are_counted_and_left) {
    const auto p = read(R"({"sn":"a","register":[{"port":1,"status":"sideways"},{"status":"up"},
        {"port":1,"status":"up"},5]})");
    ASSERT_TRUE(p.ok());
    EXPECT_EQ(p.value().hints.size(), 1U);
    EXPECT_EQ(p.value().unknown.size(), 3U);
}

}  // namespace
}  // namespace zenix::gateways::drivers::dinstar
