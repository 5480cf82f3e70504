#include "asterisk/basic_auth.hpp"
#include "asterisk/json_read.hpp"
#include "lab/gateways/dinstar/api.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace zenix::lab {
namespace {

using asterisk::at;
using asterisk::int_at;
using asterisk::text_at;
constexpr sys_ms t0{ms(1'700'000'000'000)};  // 2023-11-14 22:13:20 UTC

class dinstar : public testing::Test {
  protected:
    dinstar() { api.login.kind = login::scheme::none; }

    box_reply send(std::string method, const std::string& target, std::string body = {}) {
        box_request r;
        r.method = std::move(method);
        read_target(target, r);
        r.body = std::move(body);
        return api.answer(r, time);
    }
    json::value get(const std::string& target) { return json::parse(send("GET", target).body); }
    json::value post(const std::string& target, json::value body) {
        return json::parse(send("POST", target, json::serialize(body)).body);
    }
    int code_of(const json::value& v) { return int_at(v, "error_code"); }

    gsm_box box{{.ports = 4, .slots = 2}};
    dinstar_api api{box, "db00-0001-0002-0003"};
    sys_ms time = t0;
};

TEST_F(dinstar, names_its_ports_with_every_info_type) {
    const auto v = get(
        "/api/get_port_info?info_type=type,imei,imsi,iccid,number,reg,slot,callstate,signal,gprs,"
        "remain_credit,remain_monthly_credit,remain_daily_credit,remain_daily_call_time,"
        "remain_hourly_call_time,remain_daily_connected");
    EXPECT_EQ(code_of(v), 200);
    EXPECT_EQ(text_at(v, "sn"), "db00-0001-0002-0003");
    ASSERT_EQ(at(v, "info").as_array().size(), 4U);
    const auto& first = at(v, "info").as_array()[0];
    EXPECT_EQ(int_at(first, "port"), 0);
    EXPECT_EQ(text_at(first, "reg"), "REGISTER_OK");
    EXPECT_EQ(text_at(first, "callstate"), "Idle");
    EXPECT_EQ(int_at(first, "slot"), 0);
    EXPECT_EQ(text_at(first, "iccid"), box.at(0)->sim()->iccid);
    EXPECT_EQ(text_at(first, "gprs"), "attached");
    EXPECT_EQ(at(first, "remain_credit"), json::value(""));
    EXPECT_EQ(first.as_object().size(), 17U);
    EXPECT_EQ(at(get("/api/get_port_info?info_type=reg&port=1,3"), "info").as_array().size(), 2U);
    EXPECT_EQ(code_of(get("/api/get_port_info")), 400);
    EXPECT_EQ(code_of(get("/api/get_port_info?info_type=colour")), 400);
}

TEST_F(dinstar, shows_each_state_of_a_port_in_its_own_word) {
    const auto reg = [&](int port) {
        const auto v = get("/api/get_port_info?info_type=reg&port=" + std::to_string(port));
        return text_at(at(v, "info").as_array()[0], "reg");
    };
    box.at(0)->fault = port_fault::no_sim;
    EXPECT_EQ(reg(0), "NO_SIM");
    box.at(0)->fault = port_fault::unregistered;
    EXPECT_EQ(reg(0), "UNREGISTER");
    box.at(0)->fault = port_fault::lost;
    EXPECT_EQ(reg(0), "UNKNOWN");
    box.at(1)->sim()->pin = "1111";
    EXPECT_EQ(reg(1), "PIN_REQUIRE");
    box.at(1)->sim()->pin_tries = 0;
    EXPECT_EQ(reg(1), "PUK_REQUIRE");
    EXPECT_EQ(code_of(get("/api/set_port_info?port=2&action=power&param=off")), 200);
    EXPECT_EQ(reg(2), "POWER_OFF");
    EXPECT_EQ(code_of(get("/api/set_port_info?port=3&action=slot&param=1")), 200);
    EXPECT_EQ(reg(3), "POWER_OFF");
    time += ms(15'000);
    EXPECT_EQ(reg(3), "SEARCHING_NETWORK");
    time += ms(45'000);
    EXPECT_EQ(reg(3), "REGISTER_OK");
    api.dialect.registered_word = "Mobile Registered";
    EXPECT_EQ(reg(3), "Mobile Registered");
}

TEST_F(dinstar, obeys_actions_and_refuses_what_it_does_not_know) {
    EXPECT_EQ(code_of(get("/api/set_port_info?port=0&action=block&param=1")), 200);
    EXPECT_TRUE(box.at(0)->blocked);
    EXPECT_EQ(code_of(get("/api/set_port_info?port=0&action=unblock&param=1")), 200);
    EXPECT_FALSE(box.at(0)->blocked);
    EXPECT_EQ(code_of(get("/api/set_port_info?port=0&action=reset")), 400) << "wants a param";
    EXPECT_EQ(code_of(get("/api/set_port_info?port=0&action=reset&param=1")), 200);
    EXPECT_NE(box.at(0)->state(time), registration::registered);
    EXPECT_EQ(code_of(get("/api/set_port_info?port=0&action=imei&param=123456789012345")), 400);
    EXPECT_EQ(code_of(get("/api/set_port_info?port=9&action=block")), 400);
    EXPECT_EQ(code_of(get("/api/set_port_info?port=1&action=slot&param=3")), 400);
    box.at(1)->sim()->pin = "4444";
    EXPECT_EQ(code_of(get("/api/set_port_info?port=1&action=unlock&param=1")), 500);
    EXPECT_EQ(code_of(get("/api/set_port_info?port=1&action=unlock&param=4444")), 200);
    EXPECT_EQ(
        code_of(get("/api/set_port_info?port=1&action=CallForward&param=Busy&number=123")), 200);
    const auto v = get("/api/get_port_info?info_type=CallForward&port=1");
    EXPECT_EQ(text_at(at(at(v, "info").as_array()[0], "CallForward"), "Busy"), "123");
}

TEST_F(dinstar, answers_a_wrong_method_with_403_and_a_wrong_path_with_404) {
    EXPECT_EQ(send("POST", "/api/get_port_info?info_type=reg").status, 403);
    EXPECT_EQ(send("GET", "/api/send_sms").status, 403);
    EXPECT_EQ(send("GET", "/api/get_device_status").status, 404);
    EXPECT_EQ(send("GET", "/api/get_port_info?info_type=reg").reason, "Data follows");
}

TEST_F(dinstar, sends_texts_and_tells_what_became_of_them) {
    const json::value body{{"text", "Dear #param#, pay #param#."},
        {"param", json::array{{{"number", "+919876543210"},
                                  {"text_param", json::array{"Asha", "500"}}, {"user_id", 7}},
                      {{"number", "+919876543211"}, {"user_id", 8}}}},
        {"port", json::array{1, 2}}};
    const auto sent = post("/api/send_sms", body);
    EXPECT_EQ(code_of(sent), 202);
    EXPECT_EQ(int_at(sent, "sms_in_queue"), 2);
    EXPECT_EQ(int_at(sent, "task_id"), 1);
    EXPECT_EQ(box.outbox.all()[0].text, "Dear Asha, pay 500.");
    const auto ask = [&](json::object what) {
        const auto v = post("/api/query_sms_result", std::move(what));
        EXPECT_EQ(code_of(v), 200);
        return at(v, "result").as_array();
    };
    EXPECT_EQ(text_at(ask({{"user_id", json::array{7}}}).at(0), "status"), "SENDING");
    time += ms(6'000);
    const auto done = ask({{"user_id", json::array{7}}}).at(0);
    EXPECT_EQ(text_at(done, "status"), "SENT_OK");
    EXPECT_EQ(int_at(done, "count"), 1);
    EXPECT_EQ(int_at(done, "succ_count"), 1);
    EXPECT_EQ(int_at(done, "port"), 1);
    EXPECT_EQ(text_at(done, "time"), "2023-11-15 03:43:20") << "Indian local time";
    time += ms(20'000);
    EXPECT_EQ(
        text_at(ask({{"number", json::array{"+919876543210"}}}).at(0), "status"), "DELIVERED");
    const auto receipts = at(post("/api/query_sms_deliver_status", json::object()), "result");
    EXPECT_EQ(receipts.as_array().size(), 2U);
    EXPECT_EQ(int_at(receipts.as_array()[0], "status_code"), 0);
    EXPECT_EQ(ask({{"time_before", "2023-11-15 03:43:19"}}).size(), 0U);
    EXPECT_EQ(ask({{"time_after", "2023-11-15 03:43:20"}}).size(), 2U);
    EXPECT_EQ(int_at(get("/api/query_sms_in_queue"), "in_queue"), 0);
    EXPECT_EQ(code_of(get("/api/stop_sms?task_id=1")), 200);
    EXPECT_EQ(code_of(get("/api/stop_sms?task_id=44")), 404);
}

TEST_F(dinstar, refuses_texts_it_cannot_send) {
    const json::array one{{{"number", "+91987"}}};
    EXPECT_EQ(code_of(post("/api/send_sms", {{"text", "x"}})), 400);
    EXPECT_EQ(code_of(post("/api/send_sms", {{"text", 5}, {"param", one}})), 400);
    EXPECT_EQ(
        code_of(post("/api/send_sms", {{"text", std::string(1501, 'x')}, {"param", one}})), 413);
    EXPECT_EQ(code_of(post("/api/send_sms",
                  {{"text", "x"}, {"param", json::array{{{"number", std::string(25, '1')}}}}})),
        400);
    json::array many;
    for (int i = 0; i < 129; ++i) many.push_back({{"number", "+91987"}});
    EXPECT_EQ(code_of(post("/api/send_sms", {{"text", "x"}, {"param", many}})), 413);
    many.resize(33);
    api.dialect.recipients_max = 32;
    EXPECT_EQ(code_of(post("/api/send_sms", {{"text", "x"}, {"param", many}})), 413);
    EXPECT_EQ(json::parse(send("POST", "/api/send_sms", "{\"text\":").body).at("error_code"),
        json::value(400));
    for (auto& p : box.ports()) p.blocked = true;
    EXPECT_EQ(code_of(post("/api/send_sms", {{"text", "x"}, {"param", one}})), 550);
}

TEST_F(dinstar, pages_the_inbox_at_eight_kilobytes) {
    for (int i = 0; i < 40; ++i)
        ASSERT_GT(box.receive(1, "+919876543210", std::string(400, 'm'), time), 0);
    const auto first = get("/api/query_incoming_sms?flag=unread");
    const auto rows = at(first, "sms").as_array().size();
    EXPECT_GT(rows, 5U);
    EXPECT_LT(rows, 20U);
    EXPECT_EQ(int_at(first, "read"), static_cast<int>(rows));
    EXPECT_EQ(int_at(first, "unread"), 40 - static_cast<int>(rows));
    std::size_t seen = rows;
    std::int64_t last = asterisk::integer_at(at(first, "sms").as_array().back(), "incoming_sms_id");
    while (seen < 40) {
        const auto next =
            get("/api/query_incoming_sms?flag=all&incoming_sms_id=" + std::to_string(last));
        ASSERT_FALSE(at(next, "sms").as_array().empty());
        seen += at(next, "sms").as_array().size();
        last = asterisk::integer_at(at(next, "sms").as_array().back(), "incoming_sms_id");
    }
    EXPECT_EQ(seen, 40U);
    EXPECT_TRUE(at(get("/api/query_incoming_sms"), "sms").as_array().empty());
    EXPECT_EQ(at(get("/api/query_incoming_sms?flag=read&port=2"), "sms").as_array().size(), 0U);
}

TEST_F(dinstar, speaks_the_dialect_it_is_told) {
    api.dialect.incoming_method = "post";
    EXPECT_EQ(send("GET", "/api/query_incoming_sms").status, 403);
    EXPECT_EQ(code_of(post("/api/query_incoming_sms", {{"flag", "all"}})), 200);
    api.dialect.queue_name = "query_sms_queue";
    EXPECT_EQ(send("GET", "/api/query_sms_in_queue").status, 404);
    EXPECT_EQ(code_of(post("/api/query_sms_queue", json::object())), 200);
}

TEST_F(dinstar, asks_credit_by_ussd) {
    box.at(1)->sim()->credit_paise = 5'005;
    const auto sent = post("/api/send_ussd", {{"text", "*333#"}, {"port", json::array{1}}});
    EXPECT_EQ(code_of(sent), 202);
    EXPECT_EQ(int_at(at(sent, "result").as_array()[0], "status"), 200);
    const auto again = post("/api/send_ussd", {{"text", "*333#"}, {"port", json::array{1}}});
    EXPECT_EQ(int_at(at(again, "result").as_array()[0], "status"), 486);
    const auto reply = [&] {
        return text_at(at(get("/api/query_ussd_reply?port=1"), "reply").as_array()[0], "text");
    };
    EXPECT_EQ(reply(), "");
    time += ms(5'000);
    EXPECT_EQ(reply(), "Main balance is 50,05 INR. Plan valid till 31-12-2026.");
    box.at(2)->fault = port_fault::unregistered;
    const auto away = post("/api/send_ussd", {{"text", "*199#"}, {"port", json::array{2}}});
    EXPECT_EQ(int_at(at(away, "result").as_array()[0], "status"), 503);
}

TEST_F(dinstar, lists_calls_with_the_networks_cause) {
    call_record r;
    r.port = 2;
    r.source = "08041234567";
    r.destination = "+919876543280";
    r.began = t0;
    r.ended = t0 + ms(4'000);
    r.gsm_code = 17;
    r.hangup = "called";
    box.settle(r);
    const auto v = post("/api/get_cdr", {{"port", json::array{2}}});
    ASSERT_EQ(at(v, "cdr").as_array().size(), 1U);
    const auto& row = at(v, "cdr").as_array()[0];
    EXPECT_EQ(int_at(row, "gsm_code"), 17);
    EXPECT_EQ(text_at(row, "direction"), "ip->gsm");
    EXPECT_EQ(text_at(row, "answer_date"), "");
    EXPECT_EQ(int_at(row, "duration"), 0);
    EXPECT_EQ(at(post("/api/get_cdr", {{"port", json::array{3}}}), "cdr").as_array().size(), 0U);
    // Unanswered calls are not pushed.
    box_event over{box_event::kind::call, 2, 1};
    EXPECT_EQ(api.push_body(over), "");
    r.answered = t0 + ms(1'000);
    box.settle(r);
    over.id = 2;
    EXPECT_EQ(int_at(at(json::parse(api.push_body(over)), "cdr").as_array()[0], "duration"), 3);
}

TEST_F(dinstar, tells_its_status_without_an_error_code) {
    const auto v = post("/api/get_status", json::array{"performance"});
    EXPECT_FALSE(v.as_object().contains("error_code"));
    EXPECT_EQ(at(v, "performance").as_object().size(), 8U);
    for (const auto& m : at(v, "performance").as_object()) EXPECT_TRUE(m.value().is_string());
}

TEST_F(dinstar, has_a_clock_that_can_be_wrong) {
    api.clock_skew = ms(-90'000);
    EXPECT_EQ(api.device_time(t0), "2023-11-15 03:41:50");
    EXPECT_EQ(api.read_device_time("2023-11-15 03:41:50"), t0);
}

TEST_F(dinstar, pushes_in_the_shape_of_the_queries) {
    box.step(time);
    const auto id = box.receive(0, "+919876543210", "hi", time);
    ASSERT_GT(id, 0);
    const auto events = box.take_events();
    ASSERT_EQ(events.size(), 1U);
    const auto sms = json::parse(api.push_body(events[0]));
    EXPECT_EQ(text_at(sms, "sn"), "db00-0001-0002-0003");
    EXPECT_EQ(text_at(at(sms, "sms").as_array()[0], "text"), "hi");
    const auto down = json::parse(api.push_body({box_event::kind::unregistered, 1, 0}));
    EXPECT_EQ(text_at(at(down, "register").as_array()[0], "iccid"), "<NULL>");
    EXPECT_EQ(text_at(at(down, "register").as_array()[0], "status"), "down");
    api.pushed.erase("register");
    EXPECT_EQ(api.push_body({box_event::kind::unregistered, 1, 0}), "");
}

}  // namespace
}  // namespace zenix::lab
