#include "gateways/drivers/dinstar/clock_watch.hpp"
#include "gateways/drivers/dinstar/words.hpp"
#include "gateways/drivers/read_json.hpp"

#include <gtest/gtest.h>

namespace zenix::gateways::drivers::dinstar {
namespace {

constexpr std::string_view zone = "Asia/Kolkata";

reading<std::vector<port_report>> ports(std::string_view json) {
    auto r = read_ports(read_answer(200, json).value());
    return r ? std::move(r).value() : reading<std::vector<port_report>>{{}, {r.error().code}};
}

TEST(dinstar_words, an_answer_needs_http_and_error_code_to_be_well) {
    const auto code = [](int status, std::string_view body) {
        const auto r = read_answer(status, body);
        return r ? "ok" : r.error().code;
    };
    EXPECT_EQ(code(200, R"({"error_code":200})"), "ok");
    EXPECT_EQ(code(200, R"({"error_code":"202"})"), "ok");
    EXPECT_EQ(code(200, R"({"performance":{}})"), "ok") << "get_status has none";
    EXPECT_EQ(code(200, R"({"error_code":500})"), "rejected");
    EXPECT_EQ(code(200, R"({"error_code":486})"), "busy");
    EXPECT_EQ(code(200, R"({"error_code":[]})"), "protocol");
    EXPECT_EQ(code(200, "[1]"), "protocol");
    EXPECT_EQ(code(200, "<html>"), "protocol");
    EXPECT_EQ(code(200, ""), "protocol");
    EXPECT_EQ(code(404, ""), "unsupported");
    EXPECT_EQ(code(403, ""), "method");
    EXPECT_EQ(code(500, ""), "rejected");
}

TEST(dinstar_words, a_port_with_all_it_tells) {
    const auto r = ports(R"({"error_code":200,"info":[
        {"port":1,"reg":"REGISTER_OK","imsi":"404","iccid":"8991","number":"+91","slot":2,
         "callstate":"Alerting","signal":21,"type":"LTE"},
        {"port":"0","reg":"NO_SIM","imsi":"<NULL>","slot":255,"signal":99,"callstate":"Idle"}]})");
    ASSERT_EQ(r.value.size(), 2U);
    EXPECT_TRUE(r.unknown.empty());
    const auto& p = r.value[1];
    EXPECT_EQ(p.port, 1);
    EXPECT_EQ(p.state, port_state::registered);
    EXPECT_EQ(p.slot, 2);
    EXPECT_EQ(p.signal_csq, 21);
    EXPECT_TRUE(p.in_call);
    EXPECT_EQ(p.iccid, "8991");
    EXPECT_EQ(r.value[0].state, port_state::no_sim);
    EXPECT_EQ(r.value[0].imsi, "");
    EXPECT_FALSE(r.value[0].slot);
    EXPECT_FALSE(r.value[0].signal_csq);
}

TEST(dinstar_words, every_spelling_of_a_registration) {
    const std::pair<const char*, port_state> all[] = {{"POWER_OFF", port_state::powered_off},
        {"NO_SIM", port_state::no_sim}, {"PIN_REQUIRE", port_state::pin_required},
        {"PUK_REQUIRE", port_state::puk_required}, {"UNREGISTER", port_state::unregistered},
        {"SEARCHING_NETWORK", port_state::searching}, {"REGISTER_OK", port_state::registered},
        {"REGISTERED", port_state::registered}, {"Mobile Registered", port_state::registered},
        {"UNKNOWN", port_state::unknown}, {"UNREGISTER_OK", port_state::unknown}};
    for (const auto& [word, state] : all) EXPECT_EQ(read_registration(word), state) << word;
}

TEST(dinstar_words, what_is_not_known_is_told_and_not_guessed) {
    const auto r = ports(
        R"({"info":[{"port":3,"reg":"FROZEN","callstate":"Dreaming"},{"reg":"NO_SIM"},
            {"port":3,"reg":"REGISTER_OK"},{"port":-1},7]})");
    ASSERT_EQ(r.value.size(), 1U);
    EXPECT_EQ(r.value[0].state, port_state::unknown);
    EXPECT_EQ(r.value[0].said, "FROZEN");
    EXPECT_EQ(r.unknown.size(), 6U);
    EXPECT_EQ(r.unknown[0], "port 3: reg \"FROZEN\"");
    EXPECT_EQ(ports(R"({"info":{"port":1}})").unknown[0], "protocol");
}

TEST(dinstar_words, device_time_is_of_the_boxs_zone) {
    const auto t = read_device_time("2026-11-22 18:30:05", zone);
    ASSERT_TRUE(t);
    EXPECT_EQ(to_rfc3339(*t), "2026-11-22T13:00:05.000Z");
    EXPECT_EQ(device_time(*t, zone), "2026-11-22 18:30:05");
    for (const auto* bad : {"", "0000-00-00 00:00:00", "1970-01-01 00:00:00", "2026-11-22 18:30",
             "2026-11-22 18:30:xx", "2026-13-22 18:30:05"})
        EXPECT_FALSE(read_device_time(bad, zone)) << bad;
    EXPECT_FALSE(read_device_time("2026-11-22 18:30:05", "Nowhere/Land"));
}

TEST(dinstar_words, calls_with_their_cause) {
    const auto v = read_json(R"([
        {"port":2,"start_date":"2026-11-22 18:31:00","answer_date":"","duration":0,
         "source_number":"1","destination_number":"9198","direction":"ip->gsm","gsm_code":"17"},
        {"port":1,"start_date":"2026-11-22 18:30:00","answer_date":"2026-11-22 18:30:09",
         "duration":"00:01:30","direction":"gsm->ip","gsm_code":16},
        {"port":1,"start_date":"soon","direction":"ip->gsm"},
        {"port":1,"start_date":"2026-11-22 18:30:00","direction":"sideways"}])");
    const auto r = read_calls(&*v, zone);
    ASSERT_EQ(r.value.size(), 2U);
    EXPECT_EQ(r.unknown.size(), 2U);
    EXPECT_EQ(r.value[0].duration_s, 90);
    EXPECT_FALSE(r.value[0].outbound);
    EXPECT_EQ(r.value[1].cause_q850, 17);
    EXPECT_FALSE(r.value[1].answered_at);
    EXPECT_EQ(read_calls(nullptr, zone).unknown.size(), 1U);
}

TEST(dinstar_words, ussd_is_told_port_by_port) {
    const auto v = *read_json(R"({"result":[{"port":0,"status":200},{"port":1,"status":486},
        {"port":2,"status":"503"},{"port":3,"status":9}],"reply":[{"port":1,"text":"00420061"}]})");
    EXPECT_TRUE(read_ussd_sent(v, 0).ok());
    EXPECT_EQ(read_ussd_sent(v, 1).error().code, "busy");
    EXPECT_EQ(read_ussd_sent(v, 2).error().status, 503);
    EXPECT_EQ(read_ussd_sent(v, 3).error().code, "rejected");
    EXPECT_EQ(read_ussd_sent(v, 4).error().code, "protocol");
    EXPECT_EQ(read_ussd_reply(v, 1), "Ba");
    EXPECT_EQ(read_ussd_reply(v, 0), "");
}

TEST(dinstar_clock, takes_the_best_it_was_told) {
    clock_watch w;
    const sys_ms t(ms(1'000'000'000));
    EXPECT_FALSE(w.ahead());
    w.ended(t - ms(5000), t);
    EXPECT_FALSE(w.ahead()) << "a call of the past proves nothing";
    w.ended(t + ms(90'000), t);
    EXPECT_EQ(w.ahead(), ms(90'000));
    w.text(t + ms(130'000), t);
    w.text(t + ms(120'000), t);  // waited less in the queue
    EXPECT_EQ(w.ahead(), ms(120'000));
    w.date(t - ms(3000), t);
    EXPECT_EQ(w.ahead(), ms(-3000));
}

}  // namespace
}  // namespace zenix::gateways::drivers::dinstar
