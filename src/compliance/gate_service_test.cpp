#include "base/problem.hpp"
#include "compliance/decision_table.hpp"
#include "compliance/do_not_call.hpp"
#include "compliance/gate_service.hpp"
#include "compliance/rules_for_tests.hpp"
#include "pg/test_cluster.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <type_traits>

namespace zenix::compliance {
namespace {

using namespace test;
using testing::HasSubstr;

// The only way to a permit is the gate.
static_assert(!std::is_default_constructible_v<permit>);
static_assert(!std::is_copy_constructible_v<permit> && !std::is_copy_assignable_v<permit>);
static_assert(!std::is_constructible_v<permit, std::string, std::string, channel, purpose, sys_ms>);

const auto noon = at("2026-11-23T06:30:00Z");  // in India; a Monday
constexpr auto asha = "+919876543210";

/// A gate with a clock of its own.
struct bench {
    sys_ms now = noon;
    gate_service gate;
    explicit bench(pg::executor& db, bool demo = false)
        : gate(db, {.home_country = "IN", .demo = demo, .clock = [this] { return now; }}) {}
};

question click(std::string phone = asha) {
    question q;
    q.phone = std::move(phone);
    q.counts_as_attempt = true;
    q.asked_by = "telecaller";
    q.source = "click";
    return q;
}

task<std::int64_t> add_borrower(pg::executor& db, std::string zone, std::string phone) {
    const auto made = co_await db.run(
        "with c as (insert into customers (name, name_key, time_zone) values ('Asha', 'asha', $1)"
        " returning id), p as (insert into customer_phones (customer_id, e164, kind)"
        " select id, $2, 'primary' from c) select id from c",
        zone, phone);
    co_return made.front().integer("id");
}

/// The problem's code and field that asking ends with.
task<std::string> refusal(gate_service& gate, question q) {
    try {
        (void)co_await gate.ask(std::move(q));
    } catch (const problem& p) {
        co_return p.code() + (p.field().empty() ? "" : " " + p.field());
    }
    co_return "none";
}

TEST(gate_service, gives_one_permit_for_one_counted_attempt) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        auto a = co_await b.gate.ask(click("98765 43210"));
        EXPECT_TRUE(a.verdict.allow);
        EXPECT_EQ(a.verdict.attempts_left_today, 2);
        EXPECT_TRUE(a.pass.has_value());
        permit pass = std::move(*a.pass);
        EXPECT_FALSE(a.pass->good(b.now));
        EXPECT_TRUE(pass.good(b.now));
        EXPECT_FALSE(pass.good(b.now + std::chrono::minutes(1)));
        EXPECT_EQ(pass.e164(), asha);
        EXPECT_EQ(pass.decision_id(), a.verdict.id);
    });
}

TEST(gate_service, gives_no_permit_for_checks_and_what_ifs_and_counts_neither) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        auto check = click();
        check.counts_as_attempt = false;
        auto what_if = click();
        what_if.at = b.now + std::chrono::hours(1);
        for (int i = 0; i < 5; ++i) {
            const auto c = co_await b.gate.ask(check);
            const auto w = co_await b.gate.ask(what_if);
            EXPECT_TRUE(c.verdict.allow && w.verdict.allow);
            EXPECT_FALSE(c.pass || w.pass);
            EXPECT_EQ(c.verdict.attempts_left_today, 3);
        }
    });
}

TEST(gate_service, stores_every_decision_with_its_rules_and_inputs) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        b.now = at("2026-11-23T14:00:00Z");  // 19:30
        const auto refused = co_await b.gate.ask(click());
        EXPECT_FALSE(refused.verdict.allow);
        EXPECT_FALSE(refused.pass);
        const auto kept = co_await find_decision(db, refused.verdict.id);
        EXPECT_TRUE(kept.has_value());
        EXPECT_EQ(json::serialize(to_json(*kept)), json::serialize(to_json(refused.verdict)));
        EXPECT_EQ(kept->next_lawful_at, at("2026-11-24T02:30:00Z"));
        const auto row = co_await db.run(
            "select inputs->>'country' as country, rules_version, source from gate_decisions");
        EXPECT_EQ(row.front().text("country"), "IN");
        EXPECT_EQ(row.front().text("source"), "click");
    });
}

TEST(gate_service, stops_at_the_cap_and_begins_anew_the_next_day_there) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        for (int i = 0; i < 3; ++i) {
            const auto a = co_await b.gate.ask(click());
            EXPECT_TRUE(a.verdict.allow) << a.verdict.summary;
        }
        const auto fourth = co_await b.gate.ask(click());
        EXPECT_FALSE(fourth.verdict.allow);
        EXPECT_EQ(fourth.verdict.next_lawful_at, at("2026-11-24T02:30:00Z"));
        const auto other = co_await b.gate.ask(click("+919876543211"));
        EXPECT_TRUE(other.verdict.allow);
        b.now = *fourth.verdict.next_lawful_at;
        const auto tomorrow = co_await b.gate.ask(click());
        EXPECT_TRUE(tomorrow.verdict.allow);
    });
}

TEST(gate_service, takes_the_borrowers_zone_and_primary_number) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        const auto id = co_await add_borrower(db, "Asia/Dubai", asha);
        b.now = at("2026-11-23T14:30:00Z");  // 20:00 in India, 18:30 in Dubai
        auto q = click("");
        q.customer_id = id;
        const auto a = co_await b.gate.ask(q);
        EXPECT_TRUE(a.verdict.allow) << a.verdict.summary;
        EXPECT_EQ(a.verdict.phone_number, asha);
        EXPECT_EQ(a.verdict.time_zone, "Asia/Dubai");
        const auto by_number = co_await b.gate.ask(click());
        EXPECT_EQ(by_number.verdict.customer_id, id);
        EXPECT_EQ(by_number.verdict.time_zone, "Asia/Dubai");
        // A second borrower with the same number: now it must be lawful for both.
        co_await add_borrower(db, "Asia/Kolkata", asha);
        const auto shared = co_await b.gate.ask(click());
        EXPECT_FALSE(shared.verdict.allow);
        EXPECT_FALSE(shared.verdict.customer_id);
    });
}

TEST(gate_service, names_what_is_wrong_with_a_question) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        const auto id = co_await add_borrower(db, "Asia/Kolkata", asha);
        auto not_theirs = click("+919876500000");
        not_theirs.customer_id = id;
        auto nobody = click();
        nobody.customer_id = id + 1;
        EXPECT_EQ(co_await refusal(b.gate, click("")), "invalid_field customer_id");
        EXPECT_EQ(co_await refusal(b.gate, not_theirs), "invalid_field phone_number");
        EXPECT_EQ(co_await refusal(b.gate, nobody), "not_found");
    });
}

TEST(gate_service, refuses_and_stores_what_is_no_number_whatever_its_length) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        const std::vector<std::string> odd{std::string(300, '9'), "12", "\xff\xfe", "call me",
            "911", std::string(30, 'a') + "\xe2\x82\xac"};
        for (const auto& text : odd) {
            const auto a = co_await b.gate.ask(click(text));
            EXPECT_FALSE(a.verdict.allow);
            EXPECT_LE(a.verdict.phone_number.size(), 40U);
        }
        auto mistyped = click("12");
        mistyped.customer_id = co_await add_borrower(db, "Asia/Dubai", asha);
        const auto theirs = co_await b.gate.ask(mistyped);
        EXPECT_FALSE(theirs.verdict.allow);
        EXPECT_EQ(theirs.verdict.time_zone, "Asia/Dubai");
        const auto kept = co_await list_decisions(db, {});
        EXPECT_EQ(kept.size(), odd.size() + 1);
    });
}

TEST(gate_service, hears_of_a_listed_number_at_the_next_decision) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        const auto before = co_await b.gate.ask(click());
        EXPECT_TRUE(before.verdict.allow);
        co_await add_entry(db, asha, "asked not to be called", dnc_source::disposition, "asha");
        const auto after = co_await b.gate.ask(click());
        EXPECT_FALSE(after.verdict.allow);
        EXPECT_FALSE(after.verdict.next_lawful_at);
        EXPECT_THAT(after.verdict.summary, HasSubstr("asked not to be called"));
    });
}

TEST(gate_service, hears_of_a_changed_rule_at_the_next_decision_whoever_changed_it) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        const auto before = co_await b.gate.ask(click());
        EXPECT_EQ(before.verdict.attempts_left_today, 2);
        co_await db.run("update gate_rules set parameters = '{\"per_number_per_day\": 1}'"
                        " where id = 'any.attempts_per_day'");
        const auto after = co_await b.gate.ask(click());
        EXPECT_FALSE(after.verdict.allow);
        co_await db.run("update gate_rules set enabled = false where id = 'any.attempts_per_day'");
        const auto without = co_await b.gate.ask(click());
        EXPECT_TRUE(without.verdict.allow);
        EXPECT_FALSE(without.verdict.attempts_left_today);
    });
}

TEST(gate_service, is_in_doubt_when_a_rule_cannot_be_read) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        co_await db.run("update gate_rules set parameters = '{}' where kind = 'calling_hours'");
        EXPECT_EQ(co_await refusal(b.gate, click()), "gate_in_doubt");
    });
}

TEST(gate_service, is_in_doubt_when_the_clock_has_gone_back_more_than_five_minutes) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        (void)co_await b.gate.ask(click());
        b.now = noon - std::chrono::minutes(4);
        EXPECT_EQ(co_await refusal(b.gate, click()), "none");
        b.now = noon - std::chrono::minutes(6);
        EXPECT_EQ(co_await refusal(b.gate, click()), "gate_in_doubt");
    });
}

TEST(gate_service, lists_decisions_newest_first_by_page_and_filter) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        for (int i = 0; i < 5; ++i) (void)co_await b.gate.ask(click());  // 3 allowed, 2 refused
        (void)co_await b.gate.ask(click("+919876543211"));
        decision_filter page;
        page.limit = 4;
        const auto first = co_await list_decisions(db, page);
        page.before = first.back().id;
        const auto second = co_await list_decisions(db, page);
        std::set<std::string> ids;
        for (const auto& d : first) ids.insert(d.id);
        for (const auto& d : second) ids.insert(d.id);
        EXPECT_EQ(ids.size(), 6U);
        EXPECT_EQ(first.front().phone_number, "+919876543211");
        decision_filter refused;
        refused.e164 = asha;
        refused.verdict = "refuse";
        const auto some = co_await list_decisions(db, refused);
        EXPECT_EQ(some.size(), 2U);
    });
}

}  // namespace
}  // namespace zenix::compliance
