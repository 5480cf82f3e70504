#include "base/zone.hpp"
#include "calls/office_for_tests.hpp"
#include "calls/outcome.hpp"

#include <future>

namespace zenix::calls {
namespace {

using namespace test;

fields body(const std::string& text) { return fields(json::parse(text)); }
/// A day soon to come, as 2026-12-01.
std::string day_after_tomorrow() { return to_rfc3339(now() + ms(2 * 86'400'000)).substr(0, 10); }
constexpr auto refused_to_pay = R"({"disposition":"refuses","notes":"said no"})";

/// Keeps the pool's one thread busy, so that a call that settles stays in between.
struct held_pool {
    std::promise<void> gate;
    explicit held_pool(office& o) {
        asio::post(o.pool,
            [open = std::make_shared<std::future<void>>(gate.get_future())] { open->wait(); });
    }
    ~held_pool() { release(); }
    void release() {
        if (!released) gate.set_value();
        released = true;
    }
    bool released = false;
};

TEST(outcome, of_a_call_in_wrap_up_goes_into_its_row_with_the_rest) {
    in_office([](office& o) -> task<void> {
        const auto who = co_await o.hire("priya");
        o.seat(who);
        const auto id = o.call_of(who, true);
        o.floor.follow(who.user_id, id, agents::agent_state::talking);
        o.floor.release(who.user_id, id, true);
        const auto c = co_await o.outcomes.write(who, id, body(refused_to_pay));
        EXPECT_EQ(c.disposition, "refuses");
        EXPECT_EQ(o.shown(who), agents::agent_state::ready);
        const auto before = co_await o.row(id);
        EXPECT_EQ(before, "no row");
        o.let_settle(id);
        const bool there = co_await o.settled(id);
        EXPECT_TRUE(there);
        const auto kept = co_await o.row(id);
        EXPECT_EQ(kept, "refuses/said no");
    });
}

TEST(outcome, written_while_the_call_settles_waits_for_its_row) {
    in_office([](office& o) -> task<void> {
        const auto who = co_await o.hire("priya");
        const auto id = o.call_of(who, true);
        held_pool pool(o);
        o.let_settle(id);
        co_await sleep_for(ms(0));
        EXPECT_TRUE(o.calls.settling(id));
        auto writing = std::make_shared<std::optional<std::string>>();
        o.tasks.spawn(
            "outcome", refusal_into(writing, o.outcomes.write(who, id, body(refused_to_pay))));
        co_await sleep_for(ms(100));
        EXPECT_FALSE(*writing) << "there is no row yet to write it into";
        pool.release();
        for (int n = 0; n < 500 && !*writing; ++n) co_await sleep_for(ms(10));
        EXPECT_EQ(*writing, "none");
        const auto kept = co_await o.row(id);
        EXPECT_EQ(kept, "refuses/said no");
    });
}

TEST(outcome, begun_in_wrap_up_and_overtaken_by_the_settling_reaches_the_row) {
    in_office([](office& o) -> task<void> {
        const auto who = co_await o.hire("priya");
        const auto id = o.call_of(who, true);
        held_pool pool(o);
        auto writing = std::make_shared<std::optional<std::string>>();
        const auto promised_day = day_after_tomorrow();
        o.tasks.spawn("outcome",
            refusal_into(writing,
                o.outcomes.write(who, id,
                    body(
                        R"({"disposition":"promise_to_pay","notes":"soon","promise":{"amount":5000,)"
                        R"("due_date":")" +
                        promised_day + R"("}})"))));
        co_await sleep_for(ms(0));  // It has found the call alive and waits for its transaction.
        o.let_settle(id);
        for (int n = 0; n < 500; ++n) {
            const auto promised = co_await o.db.run("select 1 from promises");
            if (!promised.empty()) break;
            co_await sleep_for(ms(10));
        }
        EXPECT_TRUE(o.calls.settling(id));
        co_await sleep_for(ms(100));
        pool.release();
        for (int n = 0; n < 500 && !*writing; ++n) co_await sleep_for(ms(10));
        EXPECT_EQ(*writing, "none");
        const bool there = co_await o.settled(id);
        EXPECT_TRUE(there);
        const auto kept = co_await o.row(id);
        EXPECT_EQ(kept, "promise_to_pay/soon");
    });
}

TEST(outcome, of_a_call_long_settled_changes_its_row_and_may_be_written_anew) {
    in_office([](office& o) -> task<void> {
        const auto who = co_await o.hire("priya");
        const auto id = o.call_of(who, true);
        o.let_settle(id);
        const bool there = co_await o.settled(id);
        EXPECT_TRUE(there);
        co_await o.outcomes.write(who, id, body(refused_to_pay));
        const auto first = co_await o.row(id);
        EXPECT_EQ(first, "refuses/said no");
        const auto c = co_await o.outcomes.write(who, id, body(R"({"disposition":"hung_up"})"));
        EXPECT_EQ(c.disposition, "hung_up");
        const auto kept = co_await o.row(id);
        EXPECT_EQ(kept, "hung_up/said no");
    });
}

TEST(outcome, is_refused_while_the_telecaller_is_still_in_the_call) {
    in_office([](office& o) -> task<void> {
        const auto who = co_await o.hire("priya");
        const auto id = o.call_of(who, false);
        const auto refused = co_await refusal(o.outcomes.write(who, id, body(refused_to_pay)));
        EXPECT_EQ(refused, "409 call_in_progress");
    });
}

TEST(outcome, of_a_colleagues_call_is_hidden_from_telecallers_and_open_to_supervisors) {
    in_office([](office& o) -> task<void> {
        const auto who = co_await o.hire("priya");
        const auto other = co_await o.hire("arun");
        const auto boss = co_await o.hire("meera", role::supervisor);
        const auto id = o.call_of(who, true);
        const auto refused = co_await refusal(o.outcomes.write(other, id, body(refused_to_pay)));
        EXPECT_EQ(refused, "404 not_found");
        const auto c = co_await o.outcomes.write(boss, id, body(refused_to_pay));
        EXPECT_EQ(c.disposition, "refuses");
    });
}

TEST(outcome, that_does_not_fit_names_its_field_and_writes_nothing) {
    in_office([](office& o) -> task<void> {
        const auto who = co_await o.hire("priya");
        const auto id = o.call_of(who, true);
        for (const auto& [text, wanted] :
            std::vector<std::pair<const char*, const char*>>{
                {R"({})", "422 invalid_field disposition"},
                {R"({"disposition":"dancing"})", "422 invalid_field disposition"},
                {R"({"disposition":"refuses","mood":"bad"})", "422 unknown_field mood"},
                {R"({"disposition":"promise_to_pay","promise":{"amount":0,"due_date":"2099-01-01"}})",
                    "422 invalid_field promise.amount"},
                {R"({"disposition":"promise_to_pay","promise":{"amount":5,"due_date":"2099-02-30"}})",
                    "422 invalid_field promise.due_date"},
                {R"({"disposition":"callback","callback":{"at_local":"2001-01-01T10:30"}})",
                    "422 invalid_field callback.at_local"},
                {R"({"disposition":"callback","callback":{"at_local":"2099-01-01T25:30"}})",
                    "422 invalid_field callback.at_local"},
                {R"({"disposition":"refuses","next_state":"lunch"})",
                    "422 invalid_field next_state"}}) {
            const auto refused = co_await refusal(o.outcomes.write(who, id, body(text)));
            EXPECT_EQ(refused, wanted) << text;
        }
        EXPECT_TRUE(o.calls.find(id)->disposition.empty());
        const auto kept =
            co_await o.db.run("select 1 from promises union all select 1 from callbacks");
        EXPECT_TRUE(kept.empty());
    });
}

TEST(outcome, a_callback_outside_the_lawful_hours_there_is_refused_by_the_gate) {
    in_office([](office& o) -> task<void> {
        const auto who = co_await o.hire("priya");
        const auto id = o.call_of(who, true);
        const auto wish = [](const std::string& time) {
            return body(R"({"disposition":"callback","callback":{"at_local":")" +
                        day_after_tomorrow() + time + R"("}})");
        };
        const auto night = co_await refusal(o.outcomes.write(who, id, wish("T21:00")));
        EXPECT_EQ(night, "422 callback_not_lawful callback.at_local");
        const auto day = co_await refusal(o.outcomes.write(who, id, wish("T11:00")));
        EXPECT_EQ(day, "none");
        const auto kept = co_await o.db.run("select due_at from callbacks");
        EXPECT_EQ(kept.size(), 1U);
        EXPECT_EQ(kept.front().time("due_at"), *parse_time(day_after_tomorrow() + "T05:30:00Z"));
    });
}

TEST(outcome, then_pause_leaves_the_telecaller_paused) {
    in_office([](office& o) -> task<void> {
        const auto who = co_await o.hire("priya");
        o.seat(who);
        const auto id = o.call_of(who, true);
        o.floor.follow(who.user_id, id, agents::agent_state::talking);
        co_await o.outcomes.write(
            who, id, body(R"({"disposition":"hung_up","next_state":"paused"})"));
        EXPECT_EQ(o.shown(who), agents::agent_state::paused);
    });
}

TEST(outcome, one_written_in_the_last_moment_before_a_crash_is_owed_no_more) {
    in_office([](office& o) -> task<void> {
        const auto who = co_await o.hire("priya");
        const auto other = co_await o.hire("ravi");
        const auto written = new_uuid(), open = new_uuid();
        for (const auto& [id, said] : {std::pair(written, "hung_up"), std::pair(open, "")})
            co_await o.db.run("insert into call_logs (id, phone_number, call_direction, call_status, created_at,"
                              " ended_at, disposition, call) values ($1::uuid, '+919812345678', 'outbound',"
                              " 'answered', now(), now(), nullif($2, ''), '{}')", id, std::string(said));
        for (const auto& [person, id] : {std::pair(who, written), std::pair(other, open)}) {
            o.seat(person);
            o.floor.follow(person.user_id, id, agents::agent_state::talking);
            o.floor.release(person.user_id, id, true);
        }
        co_await o.outcomes.forgive_written();
        EXPECT_EQ(o.shown(who), agents::agent_state::ready);
        EXPECT_EQ(o.shown(other), agents::agent_state::wrap_up);
    });
}

}  // namespace
}  // namespace zenix::calls
