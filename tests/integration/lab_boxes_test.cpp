// Many boxes with voice: each has a SIP side of its own between our Asterisk and the lab's.
#include "tests/integration/phone_world.hpp"

#include <gtest/gtest.h>

namespace zenix::tests {
namespace {

using lab::behaviour;

class lab_boxes : public testing::Test {
  protected:
    static void SetUpTestSuite() { world = new phone_world; }
    static void TearDownTestSuite() {
        delete world;
        world = nullptr;
    }
    void SetUp() override {
        world->events.clear();
        world->run(stand(world));
    }
    void TearDown() override {
        world->run(world->clear_calls());
        world->box->boxes().remove("b2");
    }
    /// A second box, and the trunk to it as ours knows it.
    static task<> stand(phone_world* w) {
        lab::box_settings s;
        s.id = "b2";
        s.maker = "dinstar";
        s.shape.ports = 4;
        s.shape.first_number = 918200000001;
        s.shape.speed = 100;
        auto& g = w->box->boxes().add(s);
        const auto main_port = w->node->settings().sip_port;
        g.set_main({"127.0.0.1", main_port});
        auto known = w->box->boxes().on_added("b2");
        co_await std::move(known);
        const auto side = "127.0.0.1:" + std::to_string(g.sip().port());
        for (const char* type : {"identify", "endpoint", "aor"})
            (void)co_await w->ari->erase(type, "b2");
        auto endpoint = phone_world::trunk_endpoint();
        endpoint["aors"] = "b2";
        asterisk::variable_map aor{{"contact", "sip:" + side}};
        asterisk::variable_map identify{{"endpoint", "b2"}, {"match", side}};
        const auto a = co_await w->ari->push("aor", "b2", std::move(aor));
        const auto e = co_await w->ari->push("endpoint", "b2", std::move(endpoint));
        const auto i = co_await w->ari->push("identify", "b2", std::move(identify));
        EXPECT_TRUE(a.ok() && e.ok() && i.ok());
    }
    static lab::gateway& second() { return *world->box->boxes().find("b2"); }
    static task<bool> call(phone_world* w, std::string id, std::string user) {
        asterisk::leg_request leg;
        leg.id = id;
        leg.endpoint = "PJSIP/" + user + "@b2";
        const auto made = co_await w->ari->create(std::move(leg));
        const auto dialled = co_await w->ari->dial(std::move(id), 30);
        co_return made.ok() && dialled.ok();
    }
    static phone_world* world;
};
phone_world* lab_boxes::world = nullptr;

task<> expect_cause_in_cdr(phone_world* w, lab::gateway* g, task<bool> dialling) {
    const bool dialled = co_await std::move(dialling);
    EXPECT_TRUE(dialled);
    const auto* end = co_await w->wait_end("busy-leg");
    EXPECT_NE(end, nullptr);
    if (end != nullptr) EXPECT_EQ(end->cause, 17);
    const bool told = co_await w->wait_for([&] { return !g->box().records().empty(); });
    EXPECT_TRUE(told);
    if (!told) co_return;
    const auto& r = g->box().records().back();
    EXPECT_EQ(r.port, 2);
    EXPECT_EQ(r.destination, "+919876543280");
    EXPECT_EQ(r.gsm_code, 17);
    EXPECT_TRUE(w->box->boxes().first()->box().records().empty()) << "the other box was not asked";
}
TEST_F(lab_boxes, a_call_goes_to_the_box_it_was_sent_to_and_its_record_has_the_gsm_cause) {
    world->run(expect_cause_in_cdr(world, &second(), call(world, "busy-leg", "02919876543280")));
}

task<> expect_inbound(phone_world* w) {
    const auto since = w->events.size();
    const auto made = w->box->network().call_in("+919812345678", "+918200000003", {});
    EXPECT_TRUE(made.ok());
    const auto* e = co_await w->wait_event(since, [](const asterisk::event& one) {
        const auto* s = one.as<asterisk::stasis_start>();
        return s != nullptr && !s->args.empty() && s->args[0] == "inbound";
    });
    EXPECT_NE(e, nullptr);
    if (e == nullptr) co_return;
    const auto start = *e->as<asterisk::stasis_start>();
    EXPECT_EQ(start.args, (std::vector<std::string>{"inbound", "+918200000003", "b2"}));
    const auto ended = co_await w->ari->hangup(start.channel.id, 17);
    EXPECT_TRUE(ended.ok());
    const bool over = co_await w->wait_for([&] { return made.value()->over(); });
    EXPECT_TRUE(over);
}
TEST_F(lab_boxes, a_borrower_who_calls_a_sim_comes_in_by_its_box) {
    world->run(expect_inbound(world));
}

task<> expect_power_cut(phone_world* w, lab::gateway* g, task<bool> dialling) {
    const bool dialled = co_await std::move(dialling);
    EXPECT_TRUE(dialled);
    const bool talks = co_await w->wait_for([&] {
        const auto c = w->lab_call("+919876543221");
        return c && c->state == lab::call_state::talking;
    });
    EXPECT_TRUE(talks);
    const auto call = w->lab_call("+919876543221");
    g->power(false, now());
    w->box->boxes().step(now());
    const bool over = co_await w->wait_for([&] { return call->over(); });
    EXPECT_TRUE(over);
    const auto ours = co_await w->ari->get_channel("cut-leg");
    EXPECT_TRUE(ours.ok()) << "nobody told us: a box without power says nothing";
    (void)co_await w->ari->hangup("cut-leg", 16);
    g->power(true, now());
    const bool back = co_await w->wait_for(
        [&] { return g->box().at(1)->state(now()) == lab::registration::registered; });
    EXPECT_TRUE(back);
}
task<> expect_answered(phone_world* w, task<bool> dialling) {
    const bool dialled = co_await std::move(dialling);
    EXPECT_TRUE(dialled);
    const auto* end = co_await w->wait_end("again-leg");
    EXPECT_NE(end, nullptr);
    if (end != nullptr) EXPECT_EQ(end->cause, 17);
}
TEST_F(lab_boxes, without_power_falls_silent_in_the_midst_of_a_call_and_comes_back) {
    world->box->network().teach("+919876543221", {behaviour::answer, 200, std::nullopt, 0});
    world->run(expect_power_cut(world, &second(), call(world, "cut-leg", "01919876543221")));
    world->run(expect_answered(world, call(world, "again-leg", "01919876543280")));
}

task<> expect_alerting_answer(phone_world* w, task<bool> dialling) {
    const auto since = w->events.size();
    const bool dialled = co_await std::move(dialling);
    EXPECT_TRUE(dialled);
    const auto* up = co_await w->wait_event(since, [](const asterisk::event& one) {
        const auto* s = one.as<asterisk::channel_state_change>();
        return s != nullptr && s->channel.id == "alert-leg" &&
               s->channel.state == asterisk::channel_state::up;
    });
    EXPECT_NE(up, nullptr) << "answered while it only rings";
    const auto c = w->lab_call("+919876543286");
    EXPECT_TRUE(c && c->state == lab::call_state::ringing);
}
TEST_F(lab_boxes, a_box_may_answer_when_the_far_end_only_rings) {
    second().voice.answer_on_alerting = true;
    world->run(expect_alerting_answer(world, call(world, "alert-leg", "00919876543286")));
}

}  // namespace
}  // namespace zenix::tests
