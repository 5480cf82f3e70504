#include "gateways/drivers/dinstar/texts.hpp"
#include "gateways/drivers/read_json.hpp"

#include <gtest/gtest.h>

namespace zenix::gateways::drivers::dinstar {
namespace {

std::vector<text_report> results(std::string_view rows) {
    const auto v = *read_json(rows);
    return read_results(&v, "UTC").value;
}
std::vector<text_report> receipts(std::string_view rows) {
    const auto v = *read_json(rows);
    return read_receipts(&v, "UTC").value;
}

TEST(dinstar_texts, our_words_are_never_a_placeholder) {
    EXPECT_EQ(send_sms_body({.port = 3, .to = "+9198", .text = "a", .reference = 7}),
        R"({"text":"a","param":[{"number":"+9198","user_id":7}],"encoding":"unicode","request_status_report":true,"port":[3]})");
    const auto guarded = send_sms_body({.to = "+9198", .text = "x #param# y"});
    EXPECT_NE(guarded.find(R"("text":"#param#")"), std::string::npos);
    EXPECT_NE(guarded.find(R"("text_param":["x #param# y"])"), std::string::npos);
}

TEST(dinstar_texts, a_receipt_finds_its_text_although_ref_ids_come_round) {
    const auto sent = results(R"([
        {"port":1,"user_id":1,"number":"+9198","time":"2026-11-22 10:00:00","status":"SENT_OK","ref_id":9},
        {"port":1,"user_id":2,"number":"+9198","time":"2026-11-22 12:00:00","status":"SENT_OK","ref_id":9},
        {"port":2,"user_id":3,"number":"+9198","time":"2026-11-22 12:00:00","status":"SENDING","ref_id":9}])");
    const auto got = match_receipts(sent, receipts(R"([
        {"port":1,"number":"+9198","time":"2026-11-22 12:00:07","ref_id":9,"status_code":0},
        {"port":1,"number":"+9198","time":"2026-11-22 10:00:03","ref_id":9,"status_code":70},
        {"port":5,"number":"+9198","time":"2026-11-22 10:00:03","ref_id":9,"status_code":0}])"));
    ASSERT_EQ(got.size(), 4U);
    EXPECT_EQ(got[0].stage, text_stage::failed);
    EXPECT_EQ(got[1].stage, text_stage::delivered);
    EXPECT_EQ(got[2].stage, text_stage::sending);
    EXPECT_EQ(got[3].reference, 0) << "nobody's: handed up as it is";
}

TEST(dinstar_texts, tp_status_is_read_by_its_ranges) {
    const auto r = receipts(R"([{"status_code":0},{"status_code":1},{"status_code":48},
        {"status_code":64},{"status_code":127},{"status_code":400},{}])");
    ASSERT_EQ(r.size(), 5U);
    EXPECT_EQ(r[0].stage, text_stage::delivered);
    EXPECT_EQ(r[1].stage, text_stage::sent);
    EXPECT_EQ(r[2].stage, text_stage::sending);
    EXPECT_EQ(r[3].stage, text_stage::failed);
    EXPECT_EQ(r[4].stage, text_stage::failed);
}

TEST(dinstar_texts, an_unknown_state_is_unknown) {
    const auto v = *read_json(R"([{"status":"PONDERING","user_id":1}])");
    const auto r = read_results(&v, "UTC");
    EXPECT_EQ(r.value[0].stage, text_stage::unknown);
    EXPECT_EQ(r.unknown.size(), 1U);
}

}  // namespace
}  // namespace zenix::gateways::drivers::dinstar
