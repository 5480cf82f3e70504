// Our drivers against the lab's boxes: the same protocols, written by others, with their faults.
#include "gateway_world.hpp"
#include "gateways/drivers/dinstar/push.hpp"
#include "net/server.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <set>

namespace zenix {
namespace {

using namespace gateways::drivers;

class gateway_drivers : public gateway_world {};

TEST_F(gateway_drivers, dinstar_is_read_through_every_login) {
    for (const auto* auth : {"none", "basic", "digest", "both"}) {
        auto& g = stand("dinstar", auth);
        auto& b = drive(g);
        EXPECT_EQ(read(b), "ok") << auth;
        auto& stranger = drive(g, "wrong");
        EXPECT_EQ(read(stranger), std::string(auth) == "none" ? "ok" : "login");
    }
    auto& g = stand("dinstar");
    auto& b = drive(g);
    set(g, R"({"nonce_uses":2})");
    for (int i = 0; i < 6; ++i) EXPECT_EQ(read(b), "ok") << "nonces grow old";
    set(g, R"({"expire_nonce":true})");
    EXPECT_EQ(read(b), "ok");
    set(g, R"({"refuse_login":true})");
    EXPECT_EQ(read(b), "login");
}

TEST_F(gateway_drivers, dinstar_ports_obey) {
    auto& g = stand("dinstar");
    auto& b = drive(g);
    wait_until([&] { return registered(b, 1); });
    const auto before = port(b, 1);
    EXPECT_FALSE(before.iccid.empty());
    EXPECT_TRUE(before.signal_csq);
    EXPECT_TRUE(run_on(loop_, b.act(1, port_action::select_slot, 1)).ok());
    EXPECT_EQ(port(b, 1).slot, 1);
    wait_until([&] { return registered(b, 1); });
    EXPECT_NE(port(b, 1).iccid, before.iccid) << "another SIM sits there now";
    EXPECT_TRUE(run_on(loop_, b.act(1, port_action::power_off, 0)).ok());
    EXPECT_EQ(port(b, 1).state, port_state::powered_off);
    EXPECT_TRUE(run_on(loop_, b.act(1, port_action::power_on, 0)).ok());
    EXPECT_TRUE(run_on(loop_, b.act(2, port_action::block, 0)).ok());
    EXPECT_TRUE(g.box().at(2)->blocked);
    EXPECT_TRUE(run_on(loop_, b.act(2, port_action::unblock, 0)).ok());
    EXPECT_TRUE(run_on(loop_, b.act(2, port_action::reset, 0)).ok());
    EXPECT_EQ(run_on(loop_, b.act(3, port_action::select_slot, 3)).error().code, "rejected");
    set(g, R"({"dialect":{"registered_word":"Mobile Registered"}})");
    wait_until([&] { return registered(b, 1); });
}

TEST_F(gateway_drivers, dinstar_asks_the_network_for_credit) {
    auto& g = stand("dinstar");
    auto& b = drive(g);
    wait_until([&] { return registered(b, 0); });
    auto r = run_on(loop_, b.ussd(0, "*123#"), std::chrono::seconds(60));
    ASSERT_TRUE(r.ok()) << r.error().detail;
    EXPECT_FALSE(r.value().text.empty());
    auto again = run_on(loop_, b.ussd(0, "*123#"), std::chrono::seconds(60));
    ASSERT_TRUE(again.ok()) << again.error().detail;
    EXPECT_FALSE(again.value().maybe_old) << "the same words, but said anew";
    EXPECT_TRUE(g.box().at(0)->seize(lab::gsm_port::job::call, "somebody"));
    EXPECT_EQ(run_on(loop_, b.ussd(0, "*123#")).error().code, "busy");
}

TEST_F(gateway_drivers, dinstar_tells_how_calls_ended) {
    auto& g = stand("dinstar");
    auto& b = drive(g);
    const auto t = std::chrono::floor<std::chrono::seconds>(now()) - std::chrono::minutes(5);
    lab::call_record answered;
    answered.port = 1;
    answered.destination = "+919812345678";
    answered.began = t;
    answered.answered = t + std::chrono::seconds(10);
    answered.ended = t + std::chrono::seconds(40);
    g.box().settle(answered);
    lab::call_record refused;
    refused.port = 2;
    refused.began = t + std::chrono::seconds(60);
    refused.ended = t + std::chrono::seconds(70);
    refused.gsm_code = 34;
    g.box().settle(refused);
    auto r = run_on(loop_, b.calls_since(t));
    ASSERT_TRUE(r.ok()) << r.error().detail;
    ASSERT_EQ(r.value().size(), 2U);
    EXPECT_EQ(r.value()[0].started_at, sys_ms(t));
    EXPECT_EQ(r.value()[0].duration_s, 30);
    EXPECT_EQ(r.value()[1].cause_q850, 34);
    EXPECT_EQ(run_on(loop_, b.calls_since(t + std::chrono::seconds(45))).value().size(), 1U);
}

TEST_F(gateway_drivers, dinstar_is_set_up_once_and_calls_find_their_port) {
    auto& g = stand("dinstar");
    auto& b = drive(g);
    wait_until([&] { return registered(b, 3); });
    const voice_plan plan{"127.0.0.1", 5999, 4};
    for (const auto& f : run_on(loop_, b.provision(plan)))
        EXPECT_TRUE(f.ok) << f.step << " " << f.detail;
    const auto placed = g.place("03919876543210", "1", {"127.0.0.1", 5999}, now());
    EXPECT_EQ(placed.port, 3);
    EXPECT_EQ(placed.number, "+919876543210");
    EXPECT_EQ(g.destination(2), (lab::sip_address{"127.0.0.1", 5999}));
    const auto again = run_on(loop_, b.provision(plan));
    EXPECT_EQ(again.back().step, "check");
    EXPECT_TRUE(again.back().ok);
}

TEST_F(gateway_drivers, dinstar_texts_go_out_and_come_in) {
    auto& g = stand("dinstar");
    auto& b = drive(g);
    wait_until([&] { return registered(b, 0); });
    const auto begun = now() - std::chrono::minutes(1);
    set(g, R"({"clock_skew_s":600})");
    ASSERT_TRUE(run_on(loop_,
        b.send_text({.port = 0, .to = "+919812345678", .text = "a #param# b", .reference = 77}))
            .ok());
    EXPECT_EQ(g.box().outbox.all().back().text, "a #param# b");
    std::vector<text_report> reports;
    wait_until([&] {
        reports = run_on(loop_, b.text_reports(begun, {})).value();
        return !reports.empty() && reports[0].stage == text_stage::delivered;
    });
    EXPECT_EQ(reports[0].reference, 77);
    const auto ahead = run_on(loop_, b.read()).value().clock_ahead;
    ASSERT_TRUE(ahead) << "from the time of the text";
    EXPECT_GE(*ahead, ms(598'000));
    EXPECT_LE(*ahead, ms(660'000));

    for (int i = 0; i < 60; ++i)
        ASSERT_GT(g.box().receive(
                      0, "+919812345678", fmt::format("{} {}", i, std::string(400, 'x')), now()),
            0);
    for (const auto* name : {"query_sms_in_queue", "query_sms_queue"}) {
        set(g, fmt::format(R"({{"dialect":{{"queue_name":"{}"}}}})", name).c_str());
        EXPECT_EQ(run_on(loop_, drive(g).texts_waiting()).value(), 0) << name;
    }
    for (const auto* method : {"get", "post"}) {
        set(g, fmt::format(R"({{"dialect":{{"incoming_method":"{}"}}}})", method).c_str());
        const auto page = run_on(loop_, drive(g).inbox(""));
        ASSERT_TRUE(page.ok()) << page.error().detail;
        EXPECT_EQ(page.value().texts.size(), 60U) << "eight kilobytes at a time, by " << method;
        EXPECT_FALSE(page.value().more);
    }
}

TEST_F(gateway_drivers, dinstar_with_every_fault_fails_and_comes_back) {
    auto& g = stand("dinstar", "basic");
    auto& b = drive(g, "admin", ms(400));
    auto& other = drive(stand("dinstar", "basic"));
    const auto with = [&](lab::wire_faults f) {
        g.set_wire_faults(std::move(f));
        const auto code = read(b);
        EXPECT_EQ(read(other), "ok");
        g.set_wire_faults({});
        EXPECT_EQ(read(b), "ok") << "it comes back";
        return code;
    };
    EXPECT_EQ(with({.dead = true}), "refused");
    EXPECT_EQ(with({.stall = true}), "timeout");
    EXPECT_EQ(with({.delay_ms = 3000}), "timeout");
    EXPECT_EQ(with({.reset_after = 60}), "closed");
    EXPECT_EQ(with({.status = 500}), "rejected");
    EXPECT_EQ(with({.rubbish = "\xff{"}), "protocol");
    EXPECT_EQ(with({.wrong_types = true}), "protocol");
    EXPECT_EQ(with({.padding = 2'000'000}), "too_large");
    EXPECT_EQ(with({.padding = 50'000'000}), "too_large");
    EXPECT_EQ(with({.wrong_serial = "other"}), "ok");
}

/// What the box pushed, as the webhook would take it.
TEST_F(gateway_drivers, dinstar_pushes_are_understood) {
    auto& g = stand("dinstar");
    net::router routes;
    std::vector<std::string> bodies;
    struct taker {
        static task<net::response> take(std::vector<std::string>& into, net::request& r) {
            into.push_back(r.body);
            co_return net::no_content();
        }
    };
    routes.add("POST", "/push", access::everyone(),
        [&](net::request& r) { return taker::take(bodies, r); });
    net::server_options o;
    o.port = 0;
    net::server server(loop_.get_executor(), o, routes);
    server.listen();
    set(g, fmt::format(R"({{"push_url":"http://127.0.0.1:{}/push"}})", server.port()).c_str());
    auto& b = drive(g);
    wait_until([&] { return registered(b, 0); });
    (void)g.box().receive(0, "+919812345678", "hello", now());
    (void)run_on(
        loop_, b.send_text({.port = 0, .to = "+919812345678", .text = "x", .reference = 1}));
    (void)run_on(loop_, b.act(1, port_action::reset, 0));
    std::size_t kinds = 0;
    wait_until([&] {
        std::set<std::size_t> seen;
        for (const auto& body : bodies) {
            const auto p = dinstar::read_push(body, "Asia/Kolkata");
            EXPECT_TRUE(p.ok()) << body;
            if (!p) continue;
            EXPECT_TRUE(p.value().unknown.empty()) << body;
            for (const auto& h : p.value().hints) seen.insert(h.index());
        }
        kinds = seen.size();
        return kinds >= 3;
    });
    EXPECT_GE(kinds, 3U) << "texts that came, texts that went, registrations";
    run_on(loop_, server.stop(ms(200)));
}

}  // namespace
}  // namespace zenix
