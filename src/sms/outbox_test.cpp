#include "sms/outbox.hpp"

#include "compliance/text_opt_out.hpp"
#include "sms/world_for_tests.hpp"

#include <gtest/gtest.h>

namespace zenix::sms {
namespace {

using test::in_world;
using test::noon;
using test::world;

TEST(outbox, takes_a_text_to_its_peer_with_a_decision_of_the_gate) {
    in_world([](world& w) -> task<> {
        const auto m = w.text();
        co_await w.box->store(m);
        w.run();
        const bool accepted = co_await w.becomes(m.id, "accepted");
        EXPECT_TRUE(accepted);
        EXPECT_EQ(w.road->sent, std::vector<std::string>{m.id});
        const auto r = co_await w.db.run(
            "select m.gate_decision_id::text as d, g.verdict, g.channel, g.attempt_ordinal, m.cost_minor,"
            " m.route_name, m.attempts from sms_logs m join gate_decisions g on g.id = m.gate_decision_id");
        EXPECT_EQ(r.front().text("d"), w.road->decisions.front());
        EXPECT_EQ(r.front().text("verdict"), "allow");
        EXPECT_EQ(r.front().text("channel"), "text");
        EXPECT_EQ(r.front().integer("attempt_ordinal"), 1);
        EXPECT_EQ(r.front().integer("cost_minor"), 12);
        EXPECT_EQ(r.front().text("route_name"), "one");
        EXPECT_GT(w.told, 0u);
    });
}

TEST(outbox, hears_receipts_late_and_early) {
    in_world([](world& w) -> task<> {
        const auto account = w.ways.accounts().begin()->first;
        const auto late = w.text("+919876543210"), early = w.text("+919876543211");
        // Before the answer it speaks of, as some centres do.
        co_await w.box->receipt({account, "peer-" + early.id, receipt_state::failed, "021", noon});
        co_await w.box->store(late);
        co_await w.box->store(early);
        w.run();
        const bool failed = co_await w.becomes(early.id, "failed 021");
        EXPECT_TRUE(failed);
        const bool accepted = co_await w.becomes(late.id, "accepted");
        EXPECT_TRUE(accepted);
        co_await w.box->receipt({account, "peer-" + late.id, receipt_state::under_way, "", noon});
        const auto still = co_await w.state(late.id);
        EXPECT_EQ(still, "accepted");
        co_await w.box->receipt({account, "peer-" + late.id, receipt_state::delivered, "000", noon});
        const auto done = co_await w.state(late.id);
        EXPECT_EQ(done, "delivered");
        // Of a message nobody sent: kept aside, and nothing breaks.
        co_await w.box->receipt({account, "nobody", receipt_state::delivered, "", noon});
        const auto aside = co_await w.db.run("select peer_id from sms_receipts");
        EXPECT_EQ(aside.size(), 1u);
    });
}

TEST(outbox, is_delivered_only_when_every_part_is) {
    in_world([](world& w) -> task<> {
        const auto account = w.ways.accounts().begin()->first;
        const auto m = w.text();
        w.road->script.push_back(
            {{1, part_fate::accepted, "a", {}, {}}, {2, part_fate::accepted, "b", {}, {}}});
        co_await w.box->store(m);
        w.run();
        const bool accepted = co_await w.becomes(m.id, "accepted");
        EXPECT_TRUE(accepted);
        co_await w.box->receipt({account, "a", receipt_state::delivered, "", noon});
        const auto half = co_await w.state(m.id);
        EXPECT_EQ(half, "accepted");
        co_await w.box->receipt({account, "b", receipt_state::delivered, "", noon});
        const auto whole = co_await w.state(m.id);
        EXPECT_EQ(whole, "delivered");
    });
}

TEST(outbox, tries_again_only_what_was_certainly_not_taken) {
    in_world([](world& w) -> task<> {
        const auto busy = w.text("+919876543210"), lost = w.text("+919876543211"),
                   bad = w.text("+919876543212");
        w.road->script.push_back({{1, part_fate::refused_for_now, {}, "0x00000058", "throttled"}});
        co_await w.box->store(busy);
        w.run();
        const bool waits = co_await w.becomes(busy.id, "queued 0x00000058");
        EXPECT_TRUE(waits);
        w.road->script.push_back({{1, part_fate::unknown, {}, "unknown", "no answer"}});
        co_await w.box->store(lost);
        const bool unknown = co_await w.becomes(lost.id, "unknown unknown");
        EXPECT_TRUE(unknown);
        w.road->script.push_back({{1, part_fate::refused, {}, "0x0000000b", "no such number"}});
        co_await w.box->store(bad);
        const bool failed = co_await w.becomes(bad.id, "failed 0x0000000b");
        EXPECT_TRUE(failed);
        w.now += std::chrono::minutes(5);
        w.box->rouse();
        const bool accepted = co_await w.becomes(busy.id, "accepted");
        EXPECT_TRUE(accepted);
        EXPECT_EQ(std::count(w.road->sent.begin(), w.road->sent.end(), busy.id), 2);
        EXPECT_EQ(std::count(w.road->sent.begin(), w.road->sent.end(), lost.id), 1);
        EXPECT_EQ(std::count(w.road->sent.begin(), w.road->sent.end(), bad.id), 1);
        // The retry was judged anew and counted once.
        const auto n = co_await w.db.run("select count(*) as n, count(attempt_ordinal) as c"
                                         " from gate_decisions where phone_number = '+919876543210'");
        EXPECT_EQ(n.front().integer("n"), 2);
        EXPECT_EQ(n.front().integer("c"), 1);
    });
}

TEST(outbox, leaves_what_a_killed_server_had_marked_as_unknown) {
    in_world([](world& w) -> task<> {
        const auto m = w.text();
        co_await w.box->store(m);
        co_await w.db.run("update sms_logs set status = 'submitted', submitted_at = now()");
        co_await w.box->recover();
        const auto s = co_await w.state(m.id);
        EXPECT_EQ(s, "unknown interrupted");
        w.run();
        const auto other = w.text("+919876543211");
        co_await w.box->store(other);
        const bool accepted = co_await w.becomes(other.id, "accepted");
        EXPECT_TRUE(accepted);
        EXPECT_EQ(w.road->sent, std::vector<std::string>{other.id});
    });
}

TEST(outbox, heeds_the_gate_when_the_text_leaves_not_when_it_was_asked_for) {
    in_world([](world& w) -> task<> {
        const auto stopped = w.text("+919876543210");
        co_await w.box->store(stopped);
        co_await compliance::opt_out(w.db, "+919876543210", "said STOP",
            compliance::opt_out_source::stop_word, "stop", "system");
        auto late = w.text("+919876543211"), patient = w.text("+919876543212"),
             unregistered = w.text("+919876543213");
        unregistered.registered = false;
        co_await w.box->store(unregistered);
        w.run();
        const bool refused = co_await w.becomes(stopped.id, "refused gate_refused");
        EXPECT_TRUE(refused);
        const bool template_asked = co_await w.becomes(unregistered.id, "refused gate_refused");
        EXPECT_TRUE(template_asked);
        w.now = parse_time("2026-11-23T14:00:00Z").value();  // 19:30 in India
        patient.wait_until_lawful = true;
        patient.due_at = late.due_at = w.now;
        patient.valid_until = late.valid_until = w.now + std::chrono::hours(24);
        co_await w.box->store(late);
        co_await w.box->store(patient);
        const bool too_late = co_await w.becomes(late.id, "refused gate_refused");
        EXPECT_TRUE(too_late);
        const bool waits = co_await w.becomes(patient.id, "queued gate_refused");
        EXPECT_TRUE(waits);
        EXPECT_TRUE(w.road->sent.empty());
        w.now = parse_time("2026-11-24T02:30:00Z").value();  // 08:00
        w.box->rouse();
        const bool accepted = co_await w.becomes(patient.id, "accepted");
        EXPECT_TRUE(accepted);
        EXPECT_EQ(w.road->sent, std::vector<std::string>{patient.id});
    });
}

TEST(outbox, never_passes_the_cap_of_a_number) {
    in_world([](world& w) -> task<> {
        std::vector<std::string> ids;
        for (int i = 0; i < 8; ++i) {
            auto m = w.text();
            ids.push_back(m.id);
            co_await w.box->store(std::move(m));
        }
        w.run();
        for (int i = 0; i < 1000; ++i) {
            const auto open = co_await w.db.run(
                "select count(*) as n from sms_logs where status in ('queued', 'submitted')");
            if (open.front().integer("n") == 0) break;
            co_await sleep_for(ms(10));
        }
        EXPECT_EQ(w.road->sent.size(), 5u);  // any.texts_per_day
    });
}

TEST(outbox, cancels_what_waits_and_nothing_else) {
    in_world([](world& w) -> task<> {
        auto m = w.text();
        m.due_at = w.now + std::chrono::hours(1);
        co_await w.box->store(m);
        w.run();
        const bool was = co_await w.box->cancel(m.id);
        EXPECT_TRUE(was);
        const bool again = co_await w.box->cancel(m.id);
        EXPECT_FALSE(again);
        const auto s = co_await w.state(m.id);
        EXPECT_EQ(s, "cancelled");
    });
}

TEST(outbox, says_so_when_no_way_leads_out) {
    in_world([](world& w) -> task<> {
        auto foreign = w.text(), waiting = w.text("+919876543211");
        foreign.wanted_account = 999;
        w.road->is_up = false;
        co_await w.box->store(foreign);
        co_await w.box->store(waiting);
        w.run();
        const bool refused = co_await w.becomes(foreign.id, "refused no_route");
        EXPECT_TRUE(refused);
        const bool waits = co_await w.becomes(waiting.id, "queued no_route");
        EXPECT_TRUE(waits);
        w.road->is_up = true;
        w.now += std::chrono::seconds(10);
        w.box->rouse();
        const bool accepted = co_await w.becomes(waiting.id, "accepted");
        EXPECT_TRUE(accepted);
        w.now += std::chrono::hours(25);
        auto old = w.text("+919876543212");
        old.valid_until = w.now - std::chrono::seconds(1);
        co_await w.box->store(old);
        const bool expired = co_await w.becomes(old.id, "expired expired");
        EXPECT_TRUE(expired);
    });
}

TEST(outbox, asks_about_what_had_no_receipt_and_never_sends_it_again) {
    in_world([](world& w) -> task<> {
        const auto arrived = w.text("+919876543210"), travels = w.text("+919876543211"),
                   fresh = w.text("+919876543212"), lost = w.text("+919876543213");
        for (const auto& m : {arrived, travels, fresh, lost}) {
            w.road->script.push_back({{1, part_fate::accepted, "id-" + m.id, {}, {}, "ID-" + m.id}});
            co_await w.box->store(m);
        }
        w.run();
        for (const auto& m : {arrived, travels, fresh, lost}) {
            const bool accepted = co_await w.becomes(m.id, "accepted");
            EXPECT_TRUE(accepted);
        }
        // Its answer never came: nobody knows its id, so nobody can ask.
        co_await w.db.run("update sms_logs set status = 'unknown' where id = $1::uuid", lost.id);
        co_await w.db.run("update sms_parts set peer_written = null, peer_id = null where message_id = $1::uuid", lost.id);
        co_await w.db.run("update sms_parts set submitted_at = now() - interval '20 minutes'"
                          " where message_id <> $1::uuid", fresh.id);
        w.road->knows = {{"ID-" + arrived.id, receipt_state::delivered},
            {"ID-" + travels.id, receipt_state::under_way}};
        const auto asked = co_await w.box->reconcile();
        EXPECT_EQ(asked, 2u);
        EXPECT_EQ(w.road->asked.size(), 2u);
        auto s = co_await w.state(arrived.id);
        EXPECT_EQ(s, "delivered");
        for (const auto& m : {travels, fresh}) {
            s = co_await w.state(m.id);
            EXPECT_EQ(s, "accepted");
        }
        s = co_await w.state(lost.id);
        EXPECT_EQ(s, "unknown");
        const auto again = co_await w.box->reconcile();
        EXPECT_EQ(again, 0u) << "not before an hour is over";
        EXPECT_EQ(w.road->sent.size(), 4u);
    });
}

TEST(outbox, waits_longer_before_each_retry) {
    EXPECT_EQ(retry_after(1), std::chrono::seconds(2));
    EXPECT_LT(retry_after(3), retry_after(4));
    EXPECT_EQ(retry_after(99), std::chrono::seconds(600));
}

}  // namespace
}  // namespace zenix::sms
