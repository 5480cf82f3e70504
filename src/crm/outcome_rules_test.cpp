#include "base/problem.hpp"
#include "crm/outcome_rules.hpp"

#include <gtest/gtest.h>

namespace zenix::crm {
namespace {

using namespace std::chrono_literals;

const auto today = *parse_date("2026-11-23");
const auto noon = *parse_time("2026-11-23T06:30:00Z");
const std::vector<loan_owed> two_loans{{1, 1000, "INR"}, {2, 500, "INR"}};

disposition ptp() {
    disposition d;
    d.label = "Promises to pay";
    d.needs_promise = d.counts_as_conversation = true;
    return d;
}

outcome promising(
    std::int64_t amount, const char* day, std::optional<std::int64_t> loan = std::nullopt) {
    outcome o;
    o.customer_id = 7;
    o.promise = promise_wish{amount, *parse_date(day), loan};
    return o;
}

/// The field that judging complains of, `fine` when it does not.
std::string complaint(
    const outcome& o, const disposition& d, const std::vector<loan_owed>& loans = two_loans) {
    try {
        (void)judge_outcome(o, d, loans, today, noon);
        return "fine";
    } catch (const problem& p) {
        EXPECT_EQ(p.status(), 422);
        EXPECT_FALSE(p.detail().empty());
        return p.field();
    }
}

TEST(outcome_rules, a_promise_is_at_most_what_is_owed) {
    EXPECT_EQ(complaint(promising(1500, "2026-11-30"), ptp()), "fine");
    EXPECT_EQ(complaint(promising(1501, "2026-11-30"), ptp()), "promise.amount");
    EXPECT_EQ(complaint(promising(500, "2026-11-30", 2), ptp()), "fine");
    EXPECT_EQ(complaint(promising(501, "2026-11-30", 2), ptp()), "promise.amount");
    EXPECT_EQ(complaint(promising(0, "2026-11-30"), ptp()), "promise.amount");
}

TEST(outcome_rules, a_promise_is_for_today_at_the_earliest_and_90_days_ahead_at_the_latest) {
    EXPECT_EQ(complaint(promising(1, "2026-11-22"), ptp()), "promise.due_date");
    EXPECT_EQ(complaint(promising(1, "2026-11-23"), ptp()), "fine");
    EXPECT_EQ(complaint(promising(1, "2027-02-21"), ptp()), "fine");
    EXPECT_EQ(complaint(promising(1, "2027-02-22"), ptp()), "promise.due_date");
}

TEST(outcome_rules, a_promise_belongs_to_the_loan_named_else_the_calls_else_the_only_one) {
    auto o = promising(100, "2026-11-30");
    EXPECT_EQ(judge_outcome(o, ptp(), two_loans, today, noon)->loan_id, std::nullopt);
    EXPECT_EQ(judge_outcome(o, ptp(), {{9, 1000, "USD"}}, today, noon)->loan_id, 9);
    EXPECT_EQ(judge_outcome(o, ptp(), {{9, 1000, "USD"}}, today, noon)->currency, "USD");
    o.loan_id = 2;
    EXPECT_EQ(judge_outcome(o, ptp(), two_loans, today, noon)->loan_id, 2);
    o.promise->loan_id = 1;
    EXPECT_EQ(judge_outcome(o, ptp(), two_loans, today, noon)->loan_id, 1);
    o.promise->loan_id = 3;
    EXPECT_EQ(complaint(o, ptp()), "promise.loan_id");
}

TEST(outcome_rules, loans_in_two_currencies_cannot_be_promised_for_together) {
    EXPECT_EQ(complaint(promising(1, "2026-11-30"), ptp(), {{1, 1000, "INR"}, {2, 500, "USD"}}),
        "promise.loan_id");
    EXPECT_EQ(complaint(promising(1, "2026-11-30", 2), ptp(), {{1, 1000, "INR"}, {2, 500, "USD"}}),
        "fine");
    EXPECT_EQ(complaint(promising(1, "2026-11-30"), ptp(), {}), "promise");
}

TEST(outcome_rules, a_disposition_gets_what_it_needs) {
    outcome o;
    o.customer_id = 7;
    disposition d = ptp();
    EXPECT_EQ(complaint(o, d), "promise");
    d.needs_promise = false;
    d.needs_callback = true;
    EXPECT_EQ(complaint(o, d), "callback");
    d.needs_callback = false;
    d.needs_note = true;
    EXPECT_EQ(complaint(o, d), "notes");
    o.notes = " \n";
    EXPECT_EQ(complaint(o, d), "notes");
    o.notes = "paid in cash";
    EXPECT_EQ(complaint(o, d), "fine");
}

TEST(outcome_rules, nobody_but_the_borrower_promises) {
    auto nobody_spoke = ptp();
    nobody_spoke.counts_as_conversation = nobody_spoke.needs_promise = false;
    EXPECT_EQ(complaint(promising(1, "2026-11-30"), nobody_spoke), "promise");
}

TEST(outcome_rules, a_callback_is_ahead_and_not_to_who_asked_for_none) {
    outcome o;
    o.customer_id = 7;
    disposition d;
    o.callback = callback_wish{noon + 1min, true, std::nullopt};
    EXPECT_EQ(complaint(o, d), "fine");
    o.callback->due_at = noon;
    EXPECT_EQ(complaint(o, d), "callback.at_local");
    o.callback->due_at = noon + 181 * 24h;
    EXPECT_EQ(complaint(o, d), "callback.at_local");
    o.callback->due_at = noon + 1h;
    d.adds_to_dnc = true;
    EXPECT_EQ(complaint(o, d), "callback");
}

TEST(outcome_rules, a_stranger_has_neither_promise_nor_callback) {
    auto o = promising(1, "2026-11-30");
    o.customer_id = 0;
    EXPECT_EQ(complaint(o, ptp(), {}), "promise");
    o.promise.reset();
    o.callback = callback_wish{noon + 1h, true, std::nullopt};
    EXPECT_EQ(complaint(o, disposition{}, {}), "callback");
    o.callback.reset();
    EXPECT_EQ(complaint(o, disposition{}, {}), "fine");
}

}  // namespace
}  // namespace zenix::crm
