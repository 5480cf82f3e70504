#include "sms/gateway_road.hpp"

#include "gateways/drivers_for_tests.hpp"
#include "gateways/key_for_tests.hpp"
#include "gateways/seed.hpp"
#include "sms/world_for_tests.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zenix::sms {
namespace {

using test::in_world;
using test::world;
using testing::HasSubstr;

TEST(gateway_answers, never_take_an_unclear_word_for_a_refusal) {
    EXPECT_EQ(answer_of({"busy", "the port is in use"}).fate, part_fate::refused_for_now);
    EXPECT_EQ(answer_of({"refused", "connection refused"}).fate, part_fate::refused_for_now);
    EXPECT_EQ(answer_of({"rejected", "error_code 550", 550}).fate, part_fate::refused_for_now);
    EXPECT_EQ(answer_of({"rejected", "error_code 413", 413}).fate, part_fate::refused);
    EXPECT_EQ(answer_of({"too_large", "512 characters"}).fate, part_fate::refused);
    for (const auto* code : {"timeout", "closed", "protocol", "anything else"})
        EXPECT_EQ(answer_of({code, "no word"}).fate, part_fate::unknown) << code;
    EXPECT_EQ(answer_of({"rejected", "error_code 500", 500}).fate, part_fate::unknown);
}

/// A box that takes texts as it is told.
class texting_box : public gateways::test::scripted_box {
  public:
    struct text_script : gateways::test::script {
        std::vector<gateways::drivers::text_order> taken;
        std::optional<failure> answer;
        bool never_answers = false;
    };
    explicit texting_box(std::shared_ptr<text_script> s) : scripted_box(s), s_(std::move(s)) {}
    task<result<gateways::drivers::text_taken>> send_text(gateways::drivers::text_order o) override {
        const auto s = s_;
        s->taken.push_back(std::move(o));
        if (s->never_answers) (void)co_await sleep_for(ms(3'600'000));
        if (s->answer) co_return *s->answer;
        co_return gateways::drivers::text_taken{"task-1"};
    }

  private:
    std::shared_ptr<text_script> s_;
};

/// The demonstration's gateway with a scripted box behind it.
struct fleet {
    explicit fleet(world& w)
        : book("Asia/Kolkata", [&w] { return w.now; }),
          boxes({w.executor, w.db, book, gateways::test::a_key(), {"dinstar"},
              [this](const gateways::drivers::settings&) { return std::make_unique<texting_box>(script); },
              [&w] { return w.now; }, [] { return 0.0; }}),
          road({w.db, book, boxes, [&w] { return w.now; }}) {
        for (int port = 0; port < 8; ++port)
            script->report.ports.push_back(
                gateways::test::port_with(port, gateways::demo_iccid(port)));
    }
    task<> open(world& w) {
        co_await w.db.run("update gate_installation set demo = true, demo_since = now()");
        co_await gateways::seed_demo(w.db, "127.0.0.1", 15160);
        co_await w.db.run("insert into gateway_boxes (trunk_id, driver, url, poll_interval_ms)"
                          " select id, 'dinstar', 'http://127.0.0.1:9', 1000 from trunks");
        co_await book.load(w.db);
        co_await boxes.load();
        while (!road.up()) co_await sleep_for(ms(5));
    }
    task<std::vector<part_answer>> send(world& w, const new_message& m) {
        compliance::question q;
        q.phone = m.phone_number;
        q.channel = compliance::channel::text;
        q.counts_as_attempt = true;
        q.template_registered = true;
        auto a = co_await w.gate.ask(std::move(q));
        order o;
        o.message_id = m.id;
        o.e164 = m.phone_number;
        o.text = m.text;
        o.purpose = "recovery";
        co_return co_await road.send(std::move(a.pass.value()), std::move(o));
    }
    std::shared_ptr<texting_box::text_script> script = std::make_shared<texting_box::text_script>();
    gateways::route_book book;
    gateways::keeper boxes;
    gateway_road road;
};

task<std::int64_t> number(pg::pool& db, const char* sql) {
    const auto r = co_await db.run(sql);
    co_return r.front().integer("n");
}
constexpr auto counted = "select coalesce(sum(texts), 0) as n from sim_usage";
constexpr auto parts_written = "select count(*) as n from sms_parts where status = 'submitted'";

TEST(gateway_road, has_written_sim_count_and_part_before_the_box_is_told) {
    in_world([](world& w) -> task<> {
        fleet f(w);
        co_await f.open(w);
        f.script->never_answers = true;
        const auto m = w.text();
        co_await w.box->store(m);
        task_group sending(w.executor);
        sending.spawn("send", [](fleet& of, world& in, new_message one) -> task<> {
            co_await of.send(in, one);
        }(f, w, m));
        while (f.script->taken.empty()) co_await sleep_for(ms(5));
        // As a server killed in this moment leaves it.
        auto n = co_await number(w.db, counted);
        EXPECT_EQ(n, 1);
        n = co_await number(w.db, parts_written);
        EXPECT_EQ(n, 1);
        const auto row = co_await w.db.run(
            "select m.sim_slot, m.sim_iccid, p.reference from sms_logs m join sms_parts p on p.message_id = m.id");
        EXPECT_EQ(row.front().integer("sim_slot"), f.script->taken[0].port);
        EXPECT_EQ(row.front().integer("reference"), f.script->taken[0].reference);
        sending.cancel();
        co_await sending.join(ms(5000));
        co_await f.boxes.stop(ms(1000));
    });
}

TEST(gateway_road, counts_nothing_that_the_box_did_not_take) {
    in_world([](world& w) -> task<> {
        fleet f(w);
        co_await f.open(w);
        f.script->answer = failure{"rejected", "error_code 550", 550};
        const auto m = w.text();
        co_await w.box->store(m);
        const auto got = co_await f.send(w, m);
        EXPECT_EQ(got.front().fate, part_fate::refused_for_now);
        const auto n = co_await number(w.db, counted);
        EXPECT_EQ(n, 0);
        EXPECT_EQ(f.book.ways().sims[0].today.texts, 0);
        f.script->answer.reset();
        const auto second = co_await f.send(w, m);
        EXPECT_EQ(second.front().fate, part_fate::accepted);
        EXPECT_EQ(second.front().peer_id, "task-1");
        co_await f.boxes.stop(ms(1000));
    });
}

TEST(gateway_road, knows_the_port_that_was_asked_for_and_whether_there_is_one) {
    in_world([](world& w) -> task<> {
        fleet f(w);
        co_await f.open(w);
        order o;
        o.e164 = "+919876543210";
        o.purpose = "recovery";
        o.port = 7;
        EXPECT_TRUE(f.road.ever(o));
        EXPECT_EQ(f.road.obstacle(o), "");
        o.port = 8;
        EXPECT_FALSE(f.road.ever(o));
        co_await f.boxes.stop(ms(1000));
    });
}

TEST(outbox, sends_after_a_crash_only_what_no_box_was_told_of) {
    in_world([](world& w) -> task<> {
        const auto before = w.text("+919876543210"), after = w.text("+919876543211"), again = w.text("+919876543212");
        for (const auto& m : {before, after, again}) co_await w.box->store(m);
        co_await w.db.run("update sms_logs set status = 'submitted', route_kind = 'gateway', attempts = 2,"
                          " submitted_at = now()");
        const auto part = [&](const std::string& id, std::int64_t attempt) {
            return w.db.run("insert into sms_parts (message_id, number, box_id, status, attempt)"
                            " values ($1::uuid, 1, 1, 'submitted', $2) returning reference", id, attempt);
        };
        const auto told = co_await part(after.id, 2);
        co_await part(again.id, 1);  // Of an attempt that was refused.
        co_await w.box->recover();
        auto s = co_await w.state(before.id);
        EXPECT_EQ(s, "queued");
        s = co_await w.state(again.id);
        EXPECT_EQ(s, "queued");
        s = co_await w.state(after.id);
        EXPECT_EQ(s, "unknown interrupted");
        // The box's report settles it, by our number or by its own.
        outbox::box_report r;
        r.reference = told.front().integer("reference");
        r.box_id = 1;
        r.sent_only = true;
        std::vector<outbox::box_report> first{r};
        const auto changed = co_await w.box->box_reports(std::move(first));
        EXPECT_EQ(changed.size(), 1u);
        s = co_await w.state(after.id);
        EXPECT_EQ(s, "accepted");
        co_await w.db.run("update sms_parts set peer_id = 'task-9' where message_id = $1::uuid", after.id);
        outbox::box_report late;
        late.box_id = 1;
        late.task = "task-9";
        late.state = receipt_state::delivered;
        late.at = w.now;
        std::vector<outbox::box_report> second{late};
        co_await w.box->box_reports(std::move(second));
        s = co_await w.state(after.id);
        EXPECT_EQ(s, "delivered");
    });
}

}  // namespace
}  // namespace zenix::sms
