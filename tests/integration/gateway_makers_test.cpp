// The makers beside Dinstar, our drivers against the lab's boxes: every dialect, and each fault.
#include "gateway_world.hpp"

#include <set>

namespace zenix {
namespace {

class gateway_makers : public gateway_world {
  protected:
    /// Everything the box tells by itself.
    struct ear {
        std::vector<text_came> came;
        std::vector<text_report> sent;
        static task<> hear(std::shared_ptr<ear> e, box_event what) {
            if (auto* t = std::get_if<text_came>(&what)) e->came.push_back(std::move(*t));
            if (auto* r = std::get_if<text_report>(&what)) e->sent.push_back(std::move(*r));
            co_return;
        }
    };
    static event_sink into(std::shared_ptr<ear> e) {
        return [e](box_event what) { return ear::hear(e, std::move(what)); };
    }
    /// What a read says with this fault; the other box reads on meanwhile, and this one is back after it.
    std::string with(lab::gateway& g, box& b, box& other, lab::wire_faults f) {
        g.set_wire_faults(std::move(f));
        const auto code = read(b);
        EXPECT_EQ(read(other), "ok");
        g.set_wire_faults({});
        std::string again;
        wait_until([&] { return (again = read(b)) == "ok"; });
        return code;
    }
};

TEST_F(gateway_makers, yeastar_is_read_in_every_dialect) {
    auto& g = stand("yeastar");
    for (const auto* dialect : {"plain", "prefixed"})
        for (const auto* is_short : {"true", "false"})
            for (const int split : {0, 7}) {
                set(g, fmt::format(R"({{"dialect":"{}","short_show":{},"split_bytes":{}}})", dialect,
                           is_short, split)
                           .c_str());
                auto& b = drive(g);
                wait_until([&] { return registered(b, 2); });
                const auto p = port(b, 2);
                EXPECT_TRUE(p.signal_csq) << dialect << is_short << split;
                EXPECT_FALSE(p.network.empty());
                EXPECT_FALSE(p.imsi.empty());
                EXPECT_EQ(run_on(loop_, b.read()).value().ports.size(), 4U);
                run_on(loop_, b.close());
            }
    EXPECT_EQ(read(drive(g, "wrong")), "login");
    auto& b = drive(g);
    g.box().at(1)->fault = lab::port_fault::no_sim;
    wait_until([&] { return port(b, 1).state == port_state::no_sim; });
    EXPECT_TRUE(registered(b, 0));
    const auto found = run_on(loop_, b.probe());
    EXPECT_EQ(found.back().step, "ports");
    EXPECT_TRUE(found.back().ok) << found.back().detail;
}

TEST_F(gateway_makers, yeastar_texts_go_and_come_by_either_index_base) {
    for (const auto* base : {"0", "1"})
        for (const auto* order : {"in_order", "reversed"}) {
            auto& g = stand("yeastar");
            set(g, fmt::format(R"({{"index_base":{},"parts":"{}"}})", base, order).c_str());
            const auto heard = std::make_shared<ear>();
            auto& b = drive(g, "admin", ms(5000), into(heard));
            wait_until([&] { return registered(b, 0); });
            const auto text = std::string(400, 'a') + "z";
            EXPECT_GT(g.box().receive(0, "+919812345678", text, now()), 0);
            wait_until([&] { return !heard->came.empty(); });
            ASSERT_EQ(heard->came.size(), 1U);
            EXPECT_TRUE(heard->came[0].whole) << base << order;
            EXPECT_EQ(heard->came[0].text, text) << base << order;
            EXPECT_EQ(heard->came[0].port, 0);
            ASSERT_TRUE(run_on(loop_, b.send_text({.port = 0, .to = "+919812345678",
                                          .text = "Zahlen + \"bald\"", .reference = 41}))
                            .ok());
            wait_until([&] { return !heard->sent.empty(); });
            EXPECT_EQ(heard->sent[0].reference, 41);
            EXPECT_EQ(heard->sent[0].stage, text_stage::sent);
            EXPECT_EQ(g.box().outbox.all().back().text, "Zahlen + \"bald\"");
        }
}

TEST_F(gateway_makers, yeastar_asks_the_network_for_credit_in_either_alphabet) {
    for (const auto* hex : {"false", "true"}) {
        auto& g = stand("yeastar");
        set(g, fmt::format(R"({{"ussd_hex":{}}})", hex).c_str());
        auto& b = drive(g);
        wait_until([&] { return registered(b, 0); });
        const auto r = run_on(loop_, b.ussd(0, "*121#"), std::chrono::seconds(60));
        ASSERT_TRUE(r.ok()) << r.error().detail;
        EXPECT_NE(r.value().text.find("Rs"), std::string::npos) << r.value().text;
    }
}

TEST_F(gateway_makers, yeastar_with_every_fault_fails_alone_and_comes_back) {
    auto& g = stand("yeastar");
    auto& b = drive(g, "admin", ms(400));
    auto& other = drive(stand("yeastar"));
    wait_until([&] { return read(b) == "ok"; });
    for (const auto& [name, fault] : std::vector<std::pair<std::string, lab::wire_faults>>{
             {"dead", {.dead = true}}, {"stall", {.stall = true}}, {"slow", {.delay_ms = 3000}},
             {"reset", {.reset_after = 30}}, {"rubbish", {.rubbish = "\xff\xfe\r\n\r\n"}},
             {"padding", {.padding = 2'000'000}}})
        EXPECT_NE(with(g, b, other, fault), "ok") << name;
    // Figures spelled as words: what is not understood is left out, not guessed.
    g.set_wire_faults({.wrong_types = true});
    const auto odd = run_on(loop_, b.read());
    if (odd.ok()) {
        for (const auto& p : odd.value().ports) EXPECT_FALSE(p.signal_csq);
    }
}

TEST_F(gateway_makers, generic_box_takes_texts_in_each_manner_and_by_each_login) {
    for (const auto* auth : {"none", "basic", "digest"})
        for (const auto* manner : {"json", "bare", "empty"}) {
            auto& g = stand("generic");
            set(g, fmt::format(R"({{"auth":"{}","manner":"{}"}})", auth, manner).c_str());
            auto& b = drive(g);
            wait_until([&] { return g.box().at(1)->usable(now()); });
            EXPECT_EQ(read(b), "ok") << auth;
            const auto taken = run_on(
                loop_, b.send_text({.port = 1, .to = "+919812345678", .text = "नमस्ते", .reference = 9}));
            ASSERT_TRUE(taken.ok()) << auth << manner << taken.error().detail;
            EXPECT_EQ(g.box().outbox.all().back().text, "नमस्ते");
            EXPECT_EQ(read(drive(g, "wrong")), std::string(auth) == "none" ? "ok" : "login");
        }
}

TEST_F(gateway_makers, generic_box_with_every_fault_fails_alone_and_comes_back) {
    auto& g = stand("generic");
    auto& b = drive(g, "admin", ms(400));
    auto& other = drive(stand("generic"));
    EXPECT_EQ(with(g, b, other, {.dead = true}), "refused");
    EXPECT_EQ(with(g, b, other, {.stall = true}), "timeout");
    EXPECT_EQ(with(g, b, other, {.delay_ms = 3000}), "timeout");
    EXPECT_EQ(with(g, b, other, {.reset_after = 20}), "closed");
    g.set_wire_faults({.rubbish = std::string(2'000'000, 'x')});
    const auto taken =
        run_on(loop_, b.send_text({.port = 1, .to = "+919812345678", .text = "a", .reference = 9}));
    EXPECT_EQ(taken.ok() ? "ok" : taken.error().code, "too_large");
}

}  // namespace
}  // namespace zenix
