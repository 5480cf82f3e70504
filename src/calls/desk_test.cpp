#include "calls/desk.hpp"
#include "calls/office_for_tests.hpp"

namespace zenix::calls {
namespace {

using namespace test;

call_request to_number(std::string number) {
    call_request r;
    r.phone_number = std::move(number);
    return r;
}

task<std::int64_t> count(office& o, std::string table) {
    const auto found = co_await o.db.run("select count(*) as n from " + table);
    co_return found.front().integer("n");
}

TEST(desk, a_click_asks_the_gate_takes_a_line_and_is_under_way) {
    in_office([](office& o) -> task<void> {
        co_await o.add_line();
        const auto who = co_await o.hire("priya");
        o.seat(who);
        call_request r;
        r.customer_id = o.borrower;
        const auto c = co_await o.desk.start(who, r);
        EXPECT_EQ(c.phone_number, office::borrower_number);
        EXPECT_EQ(c.customer_name, "Asha");
        EXPECT_EQ(c.telecaller_id, who.user_id);
        EXPECT_EQ(c.route->trunk, "line");
        EXPECT_FALSE(c.route->explanation.empty());
        const auto decided = co_await o.db.run(
            "select verdict from gate_decisions where id = $1::uuid", c.gate_decision_id);
        EXPECT_EQ(decided.front().text("verdict"), "allow");
    });
}

TEST(desk, a_number_of_a_borrower_is_known_by_name) {
    in_office([](office& o) -> task<void> {
        co_await o.add_line();
        const auto who = co_await o.hire("priya");
        o.seat(who);
        const auto c = co_await o.desk.start(who, to_number("98123 45678"));
        EXPECT_EQ(c.phone_number, office::borrower_number);
        EXPECT_EQ(c.customer_id, o.borrower);
    });
}

TEST(desk, refuses_who_cannot_call_before_anybody_is_asked) {
    in_office([](office& o) -> task<void> {
        co_await o.add_line();
        const auto who = co_await o.hire("priya");
        principal system;
        system.via_token = true;
        const auto token =
            co_await refusal(o.desk.start(system, to_number(office::borrower_number)));
        EXPECT_EQ(token, "403 no_phone");
        const auto nobody = co_await refusal(o.desk.start(who, {}));
        EXPECT_EQ(nobody, "422 invalid_field customer_id");
        const auto away = co_await refusal(o.desk.start(who, to_number(office::borrower_number)));
        EXPECT_EQ(away, "409 phone_offline");
        const auto asked = co_await count(o, "gate_decisions");
        EXPECT_EQ(asked, 0);
    });
}

TEST(desk, what_the_gate_refuses_starts_no_call_and_sets_the_telecaller_free) {
    in_office([](office& o) -> task<void> {
        co_await o.add_line();
        const auto who = co_await o.hire("priya");
        o.seat(who);
        o.now = *parse_time("2026-11-23T14:00:00Z");  // 19:30 in India
        const auto refused =
            co_await refusal(o.desk.start(who, to_number(office::borrower_number)));
        EXPECT_EQ(refused, "422 gate_refused");
        EXPECT_EQ(o.shown(who), agents::agent_state::ready);
        EXPECT_TRUE(o.calls.in_progress().empty());
        const auto decided = co_await count(o, "gate_decisions where verdict = 'refuse'");
        EXPECT_EQ(decided, 1);
    });
}

TEST(desk, without_a_line_says_so_and_sets_the_telecaller_free) {
    in_office([](office& o) -> task<void> {
        const auto who = co_await o.hire("priya");
        o.seat(who);
        const auto refused =
            co_await refusal(o.desk.start(who, to_number(office::borrower_number)));
        EXPECT_EQ(refused, "503 no_route");
        call_request known;
        known.customer_id = o.borrower;
        const auto again = co_await refusal(o.desk.start(who, known));
        EXPECT_EQ(again, "503 no_route");
        EXPECT_EQ(o.shown(who), agents::agent_state::ready);
        const auto asked = co_await count(o, "gate_decisions");
        EXPECT_EQ(asked, 0) << "what could not go out was no attempt";
    });
}

TEST(desk, two_clicks_at_once_make_one_call) {
    in_office([](office& o) -> task<void> {
        co_await o.add_line();
        const auto who = co_await o.hire("priya");
        o.seat(who);
        auto first = std::make_shared<std::optional<std::string>>();
        o.tasks.spawn(
            "first", refusal_into(first, o.desk.start(who, to_number(office::borrower_number))));
        co_await sleep_for(ms(0));
        EXPECT_FALSE(*first) << "it is at the gate";
        const auto second = co_await refusal(o.desk.start(who, to_number(office::borrower_number)));
        EXPECT_EQ(second, "409 in_call");
        for (int n = 0; n < 500 && !*first; ++n) co_await sleep_for(ms(10));
        EXPECT_EQ(*first, "none");
        const auto asked = co_await count(o, "gate_decisions");
        EXPECT_EQ(asked, 1);
    });
}

TEST(desk, the_same_request_sent_again_is_the_same_call) {
    in_office([](office& o) -> task<void> {
        co_await o.add_line();
        const auto who = co_await o.hire("priya");
        const auto other = co_await o.hire("arun");
        o.seat(who);
        o.seat(other);
        auto r = to_number(office::borrower_number);
        r.idempotency_key = "key-1";
        const auto first = co_await o.desk.start(who, r);
        const auto again = co_await o.desk.start(who, r);
        EXPECT_EQ(again.id, first.id);
        const auto colleague = co_await o.desk.start(other, r);
        EXPECT_NE(colleague.id, first.id) << "a key is its sender's own";
    });
}

TEST(desk, a_call_is_shown_to_who_takes_part_and_to_overseers) {
    in_office([](office& o) -> task<void> {
        const auto who = co_await o.hire("priya");
        const auto other = co_await o.hire("arun");
        const auto boss = co_await o.hire("meera", role::supervisor);
        const auto auditor = co_await o.hire("audit", role::auditor);
        const auto id = o.call_of(who, false);
        for (const auto& allowed : {who, boss, auditor}) {
            const auto c = co_await o.desk.look_up(allowed, id);
            EXPECT_EQ(c.id, id);
        }
        const auto hidden = co_await refusal(o.desk.look_up(other, id));
        EXPECT_EQ(hidden, "404 not_found");
        const auto none = co_await refusal(o.desk.look_up(boss, new_uuid()));
        EXPECT_EQ(none, "404 not_found");
    });
}

TEST(desk, a_call_is_steered_by_who_takes_part_or_a_supervisor_and_only_while_it_lives) {
    in_office([](office& o) -> task<void> {
        const auto who = co_await o.hire("priya");
        const auto boss = co_await o.hire("meera", role::supervisor);
        const auto auditor = co_await o.hire("audit", role::auditor);
        const auto live = o.call_of(who, false);
        for (const auto& allowed : {who, boss}) {
            const auto c = co_await o.desk.steerable(allowed, live);
            EXPECT_EQ(c.id, live);
        }
        const auto watches = co_await refusal(o.desk.steerable(auditor, live));
        EXPECT_EQ(watches, "403 forbidden");
        const auto over = co_await refusal(o.desk.steerable(who, o.call_of(who, true)));
        EXPECT_EQ(over, "409 call_over");
    });
}

TEST(desk, a_transfer_names_one_target_who_can_take_it) {
    in_office([](office& o) -> task<void> {
        const auto who = co_await o.hire("priya");
        const auto other = co_await o.hire("arun");
        const auto id = o.call_of(who, false);
        transfer_request r;
        const auto nobody = co_await refusal(o.desk.transfer(who, id, r));
        EXPECT_EQ(nobody, "422 invalid_field to_user_id");
        r.to_user_id = other.user_id;
        r.to_phone_number = office::borrower_number;
        const auto both = co_await refusal(o.desk.transfer(who, id, r));
        EXPECT_EQ(both, "422 invalid_field to_user_id");
        r.to_phone_number.reset();
        const auto away = co_await refusal(o.desk.transfer(who, id, r));
        EXPECT_EQ(away, "409 not_available");
        r.to_user_id = 999'999;
        const auto unknown = co_await refusal(o.desk.transfer(who, id, r));
        EXPECT_EQ(unknown, "422 invalid_field to_user_id");
        r.to_user_id = who.user_id;
        const auto self = co_await refusal(o.desk.transfer(who, id, r));
        EXPECT_EQ(self, "422 invalid_field to_user_id");
    });
}

TEST(desk, a_transfer_to_a_number_passes_the_gate_like_any_call) {
    in_office([](office& o) -> task<void> {
        co_await o.add_line();
        const auto who = co_await o.hire("priya");
        const auto id = o.call_of(who, false);
        o.now = *parse_time("2026-11-23T14:00:00Z");
        transfer_request r;
        r.to_phone_number = "+919812340000";
        const auto refused = co_await refusal(o.desk.transfer(who, id, r));
        EXPECT_EQ(refused, "422 gate_refused");
    });
}

}  // namespace
}  // namespace zenix::calls
