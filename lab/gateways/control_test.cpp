// Boxes made and broken over the control; real HTTP.
#include "asterisk/basic_auth.hpp"
#include "asterisk/json_read.hpp"
#include "lab/gateways/control.hpp"
#include "lab/gateways/http/port.hpp"
#include "net/server_for_tests.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <set>

namespace zenix::lab {
namespace {

using asterisk::at;
using asterisk::text_at;

class gateway_control : public net::server_fixture {
  protected:
    void SetUp() override {
        box_settings own;
        own.auth = "basic";
        boxes.add(own);
        add_gateway_routes(routes_, boxes);
        serve();
    }
    void TearDown() override {
        while (boxes.first() != nullptr) boxes.remove(std::string(boxes.first()->id()));
        server_fixture::TearDown();
    }
    net::response send(std::string method, const std::string& path, std::string body = {}) {
        net::header_list headers{{"Content-Type", "application/json"}};
        const auto url = "http://127.0.0.1:" + std::to_string(server_->port()) + path;
        return run_on(loop_, net::fetch(method, url, std::move(body), headers, ms(5000))).value();
    }
    result<net::response> ask(const std::string& url, const std::string& path) {
        net::header_list headers{{"Authorization", asterisk::basic_auth("admin", "admin")}};
        return run_on(loop_, net::fetch("GET", url + path, {}, headers, ms(5000)));
    }
    rack boxes{loop_.get_executor()};
};

TEST_F(gateway_control, makes_boxes_of_every_driver_and_takes_them_away) {
    for (const char* driver : {"dinstar", "yeastar", "generic"}) {
        const auto made = send("POST", "/lab/v1/gateways",
            std::string("{\"id\":\"x\",\"ports\":2,\"first_number\":918100000001,\"driver\":\"") +
                driver + "\"}");
        EXPECT_EQ(made.status, 201) << made.body;
        EXPECT_EQ(send("GET", "/lab/v1/gateways/x").status, 200);
        EXPECT_EQ(send("POST", "/lab/v1/gateways", R"({"id":"x","driver":"dinstar"})").status, 409);
        EXPECT_EQ(send("DELETE", "/lab/v1/gateways/x").status, 204);
        EXPECT_EQ(send("GET", "/lab/v1/gateways/x").status, 404);
    }
    EXPECT_EQ(send("DELETE", "/lab/v1/gateways/gsm1").status, 409);
}

TEST_F(gateway_control, refuses_a_box_that_cannot_be_and_leaves_none_behind) {
    for (const char* bad : {R"({"id":"X","driver":"dinstar"})", R"({"id":"y","driver":"moon"})",
             R"({"id":"y","driver":"dinstar","ports":33})",
             R"({"id":"y","driver":"dinstar","colour":1})",
             R"({"id":"y","driver":"dinstar","auth":"maybe"})"})
        EXPECT_EQ(send("POST", "/lab/v1/gateways", bad).status, 422) << bad;
    EXPECT_EQ(boxes.all().size(), 1U);
}

TEST_F(gateway_control, breaks_and_mends_the_wire) {
    const auto url = boxes.first()->url();
    const std::string path = "/api/get_port_info?info_type=reg";
    EXPECT_EQ(ask(url, path).value().status, 200);
    EXPECT_EQ(send("PUT", "/lab/v1/gateways/gsm1/wire", R"({"dead":true})").status, 200);
    EXPECT_EQ(ask(url, path).error().code, "refused");
    EXPECT_EQ(send("PUT", "/lab/v1/gateways/gsm1/wire", R"({"status":503})").status, 200);
    EXPECT_EQ(ask(url, path).value().status, 503);
    EXPECT_EQ(send("PUT", "/lab/v1/gateways/gsm1/wire", "{}").status, 200);
    EXPECT_EQ(ask(url, path).value().status, 200);
    EXPECT_EQ(send("PUT", "/lab/v1/gateways/gsm1/wire", R"({"stal":true})").status, 422);
}

TEST_F(gateway_control, sets_ports_and_sims) {
    const auto put = [&](const char* body) {
        const auto r = send("PUT", "/lab/v1/gateways/gsm1/ports/2", body);
        EXPECT_EQ(r.status, 200) << r.body;
        return json::parse(r.body);
    };
    EXPECT_EQ(text_at(put(R"({"fault":"no_sim"})"), "state"), "no_sim");
    EXPECT_EQ(text_at(put(R"({"fault":"none","pin":"1234"})"), "state"), "pin_required");
    EXPECT_EQ(text_at(put(R"({"pin_tries":0})"), "state"), "puk_required");
    EXPECT_EQ(text_at(put(R"({"pin":""})"), "state"), "registered");
    (void)put(R"({"credit_paise":0,"no_credit_cause":50})");
    EXPECT_EQ(boxes.first()->box().seize(2, "call", now()), 50);
    (void)put(R"({"credit_paise":100000,"congestion_cause":47})");
    EXPECT_EQ(boxes.first()->box().seize(2, "call", now()), 47);
    (void)put(R"({"congestion_cause":0,"blocked":true})");
    EXPECT_EQ(boxes.first()->box().seize(2, "call", now()), 34);
    EXPECT_EQ(text_at(put(R"({"power":false})"), "state"), "power_off");
    EXPECT_EQ(send("PUT", "/lab/v1/gateways/gsm1/ports/8", "{}").status, 404);
}

TEST_F(gateway_control, puts_texts_into_the_inbox_until_it_is_full) {
    EXPECT_EQ(send("PUT", "/lab/v1/gateways/gsm1/text-faults", R"({"inbox_limit":3})").status, 200);
    const auto r = send("POST", "/lab/v1/gateways/gsm1/texts",
        R"({"port":1,"from":"+919876543210","text":"hi","times":5})");
    EXPECT_EQ(r.status, 201);
    EXPECT_EQ(asterisk::int_at(json::parse(r.body), "taken"), 3);
    const auto got = ask(boxes.first()->url(), "/api/query_incoming_sms?flag=all");
    EXPECT_EQ(at(json::parse(got.value().body), "sms").as_array().size(), 3U);
}

TEST_F(gateway_control, pushes_what_happens_to_the_address_that_was_set) {
    std::vector<std::string> pushed;
    http_port ear(loop_.get_executor(), [&](const box_request& r) {
        pushed.push_back(r.body);
        return box_reply{};
    });
    ear.open();
    const auto url = "http://127.0.0.1:" + std::to_string(ear.port()) + "/push/secret";
    EXPECT_EQ(
        send("PUT", "/lab/v1/gateways/gsm1/maker", R"({"push_url":")" + url + "\"}").status, 200);
    (void)send(
        "POST", "/lab/v1/gateways/gsm1/texts", R"({"port":1,"from":"+919876543210","text":"hi"})");
    boxes.step(now());
    run_on(loop_, [](std::vector<std::string>* all) -> task<> {
        while (all->empty()) (void)co_await sleep_for(ms(5));
    }(&pushed));
    EXPECT_EQ(text_at(at(json::parse(pushed.at(0)), "sms").as_array()[0], "text"), "hi");
    ear.close();
}

TEST_F(gateway_control, cuts_the_power_and_gives_it_back) {
    auto& g = *boxes.first();
    const auto url = g.url();
    const auto sip = g.sip().port();
    std::string lost;
    boxes.on_call_lost = [&](const std::string& call) { lost = call; };
    EXPECT_EQ(g.box().seize(3, "call-1", now()), 0);
    const auto off = send("PUT", "/lab/v1/gateways/gsm1/power", R"({"on":false})");
    EXPECT_EQ(off.status, 200) << off.body;
    EXPECT_EQ(lost, "call-1");
    EXPECT_FALSE(g.sip().is_open());
    EXPECT_EQ(ask(url, "/api/get_port_info?info_type=reg").error().code, "refused");
    EXPECT_EQ(send("PUT", "/lab/v1/gateways/gsm1/wire", "{}").status, 409) << "no wire without it";
    EXPECT_EQ(send("PUT", "/lab/v1/gateways/gsm1/power", R"({"on":true})").status, 200);
    EXPECT_EQ(g.sip().port(), sip) << "it is found where it was";
    const auto back = ask(url, "/api/get_port_info?info_type=reg");
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(text_at(at(json::parse(back.value().body), "info").as_array()[3], "reg"), "POWER_OFF")
        << "its modules start";
    EXPECT_EQ(send("PUT", "/lab/v1/gateways/gsm1/power", "{}").status, 422);
}

TEST_F(gateway_control, scripts_ussd_credit_and_a_registration_that_comes_and_goes) {
    auto& box = boxes.first()->box();
    const auto put = [&](const char* body) {
        const auto r = send("PUT", "/lab/v1/gateways/gsm1/ports/1", body);
        EXPECT_EQ(r.status, 200) << r.body;
    };
    put(R"({"ussd":{"text":"Solde: 12,50 \u20ac","hex":true}})");
    EXPECT_EQ(box.send_ussd(1, "*1#", now()), gsm_box::ussd_result::sent);
    EXPECT_EQ(box.ussd_reply(1, now() + ms(6'000)),
        "0053006F006C00640065003A002000310032002C003500300020"
        "20AC");
    put(R"({"ussd":{"manner":"busy"}})");
    EXPECT_EQ(box.send_ussd(1, "*1#", now()), gsm_box::ussd_result::busy);
    put(R"({"ussd":{}})");
    put(R"({"drain_paise":6000})");
    const auto later = now() + ms(20'000);  // the dialogue has moved the box's time ahead
    box.step(later);
    const auto before = box.at(1)->sim()->credit_paise;
    for (int i = 1; i <= 60; ++i) box.step(later + ms(i * 1'000));
    EXPECT_EQ(before - box.at(1)->sim()->credit_paise, 6000);
    put(R"({"drain_paise":0,"flap_ms":1000})");
    int up = 0;
    for (int i = 0; i < 100; ++i)
        up += box.at(1)->state(later + ms(i * 100)) == registration::registered ? 1 : 0;
    EXPECT_NEAR(up, 50, 11);
    for (const char* bad : {R"({"ussd":{"manner":"odd"}})", R"({"ussd":{"x":1}})",
             R"({"flap_ms":-1})", R"({"drain_paise":"much"})"})
        EXPECT_EQ(send("PUT", "/lab/v1/gateways/gsm1/ports/1", bad).status, 422) << bad;
}

TEST_F(gateway_control, a_dialogue_that_the_network_never_answers_ends_by_itself) {
    auto& box = boxes.first()->box();
    (void)send("PUT", "/lab/v1/gateways/gsm1/ports/1", R"({"ussd":{"manner":"silent"}})");
    EXPECT_EQ(box.send_ussd(1, "*1#", now()), gsm_box::ussd_result::sent);
    EXPECT_EQ(box.ussd_reply(1, now() + ms(30'000)), "");
    EXPECT_EQ(box.at(1)->busy_with(), gsm_port::job::ussd);
    EXPECT_EQ(box.ussd_reply(1, now() + ms(61'000)), "");
    EXPECT_EQ(box.at(1)->busy_with(), gsm_port::job::none);
}

TEST_F(gateway_control, sets_the_sip_side_and_its_manners) {
    auto& g = *boxes.first();
    EXPECT_EQ(send("PUT", "/lab/v1/gateways/gsm1/sip", R"({"dead":true})").status, 200);
    EXPECT_TRUE(g.sip().faults().dead);
    EXPECT_EQ(send("PUT", "/lab/v1/gateways/gsm1/sip", "{}").status, 200);
    EXPECT_FALSE(g.sip().faults().dead);
    const auto r = send("PUT", "/lab/v1/gateways/gsm1/voice",
        R"({"answer_on_alerting":true,"inbound_user":"8000","only_cause":34})");
    EXPECT_EQ(r.status, 200) << r.body;
    EXPECT_TRUE(g.voice.answer_on_alerting);
    EXPECT_EQ(g.voice.inbound_user, "8000");
    EXPECT_EQ(send("PUT", "/lab/v1/gateways/gsm1/voice", R"({"inbound_user":"a b"})").status, 422);
    EXPECT_EQ(send("PUT", "/lab/v1/gateways/gsm1/sip", R"({"drop_percent":101})").status, 422);
}

TEST_F(gateway_control, pushes_in_another_manner_and_forges_some) {
    std::vector<std::string> methods, bodies;
    http_port ear(loop_.get_executor(), [&](const box_request& r) {
        methods.push_back(r.method);
        bodies.push_back(r.body);
        box_reply out;
        out.status = methods.size() == 1 ? 503 : 200;
        return out;
    });
    ear.open();
    const auto url = "http://127.0.0.1:" + std::to_string(ear.port()) + "/push/secret";
    (void)send("PUT", "/lab/v1/gateways/gsm1/maker",
        R"({"push_url":")" + url + R"(","push_method":"PUT","push_tries":2})");
    (void)send(
        "POST", "/lab/v1/gateways/gsm1/texts", R"({"port":1,"from":"+919876543210","text":"hi"})");
    boxes.step(now());
    run_on(loop_, [](std::vector<std::string>* all) -> task<> {
        while (all->size() < 2) (void)co_await sleep_for(ms(5));
    }(&methods));
    EXPECT_EQ(methods, (std::vector<std::string>{"PUT", "PUT"})) << "the first was not taken";
    EXPECT_EQ(bodies.at(0), bodies.at(1));
    const auto forged = send("POST", "/lab/v1/forged-pushes",
        R"({"url":")" + url + R"(","from":"127.0.0.9","body":"{}"})");
    EXPECT_EQ(asterisk::int_at(json::parse(forged.body), "status"), 200) << forged.body;
    EXPECT_EQ(bodies.back(), "{}");
    const auto away =
        send("POST", "/lab/v1/forged-pushes", R"({"url":"http://192.0.2.1/x","body":"{}"})");
    EXPECT_EQ(asterisk::int_at(json::parse(away.body), "status"), 0) << "this machine only";
    ear.close();
}

TEST_F(gateway_control, holds_a_hundred_boxes) {
    for (int i = 0; i < 100; ++i) {
        json::object body{{"id", "b" + std::to_string(i)}, {"driver", "dinstar"}, {"ports", 32},
            {"first_number", 918200000000 + i * 100}, {"auth", "basic"}};
        ASSERT_EQ(send("POST", "/lab/v1/gateways", json::serialize(body)).status, 201);
    }
    std::set<std::string> serials, cards;
    for (const auto* g : boxes.all()) {
        const auto r = ask(g->url(), "/api/get_port_info?info_type=iccid");
        ASSERT_TRUE(r.ok());
        const auto v = json::parse(r.value().body);
        serials.insert(text_at(v, "sn"));
        for (const auto& p : at(v, "info").as_array()) cards.insert(text_at(p, "iccid"));
    }
    EXPECT_EQ(serials.size(), 101U);
    EXPECT_EQ(cards.size(), 8U + 100 * 32) << "no SIM is in two boxes";
    boxes.step(now());
}

TEST_F(gateway_control, sends_by_the_plain_box_in_each_manner) {
    const auto made = send("POST", "/lab/v1/gateways",
        R"({"id":"p","driver":"generic","ports":2,"first_number":918300000001})");
    const auto url = text_at(json::parse(made.body), "url");
    const auto post = [&](std::string body) {
        net::header_list headers{{"Content-Type", "application/json"}};
        return run_on(
            loop_, net::fetch("POST", url + "/api/sms", std::move(body), headers, ms(5000)))
            .value();
    };
    const std::string good = R"({"to":"+919876543210","message":"Hi","sim_slot":"auto"})";
    const auto sent = post(good);
    EXPECT_EQ(sent.status, 200);
    const auto id = text_at(json::parse(sent.body), "id");
    const auto later = ask(url, "/api/sms/" + id);
    EXPECT_EQ(text_at(json::parse(later.value().body), "status"), "sending");
    EXPECT_EQ(post(R"({"to":"+919876543210","message":"Hi","sim_slot":1})").status, 200);
    EXPECT_EQ(post(R"({"to":"+919876543210","message":"Hi","sim_slot":7})").status, 503);
    for (const char* bad : {"", "[]", R"({"to":"","message":"x"})", R"({"to":"1"})",
             R"({"to":"1","message":"x","sim_slot":"best"})"})
        EXPECT_EQ(post(bad).status, 400) << bad;
    (void)send("PUT", "/lab/v1/gateways/p/maker", R"({"manner":"bare"})");
    EXPECT_EQ(post(good).body, R"({"success":true})");
    (void)send("PUT", "/lab/v1/gateways/p/maker", R"({"manner":"empty"})");
    EXPECT_EQ(post(good).status, 204);
}

}  // namespace
}  // namespace zenix::lab
