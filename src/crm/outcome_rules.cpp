#include "crm/outcome_rules.hpp"

#include "base/problem.hpp"
#include "crm/fold.hpp"
#include "crm/money.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace zenix::crm {
namespace {

constexpr int promise_days_max = 90;
constexpr auto callback_max = std::chrono::days(180);

promise_made judge_promise(const promise_wish& wish, std::int64_t call_loan,
    const std::vector<loan_owed>& loans, std::chrono::year_month_day today) {
    if (loans.empty())
        throw invalid_field(
            "promise", "This borrower has no loan to promise for; leave the promise out.");
    promise_made made{wish.loan_id, wish.amount, loans.front().currency, wish.due_date};
    if (!made.loan_id && call_loan != 0) made.loan_id = call_loan;
    if (!made.loan_id && loans.size() == 1) made.loan_id = loans.front().id;

    std::int64_t owed = 0;
    std::set<std::string> currencies;
    for (const auto& l : loans) {
        if (made.loan_id && *made.loan_id != l.id) continue;
        owed += l.amount_due;
        currencies.insert(l.currency);
    }
    if (currencies.empty())
        throw invalid_field(
            "promise.loan_id", "This is no loan of this borrower; name one of theirs.");
    if (currencies.size() > 1)
        throw invalid_field(
            "promise.loan_id", "The loans are in several currencies; name the loan it is for.");
    made.currency = *currencies.begin();

    if (wish.amount < 1) throw invalid_field("promise.amount", "Must be at least 1 minor unit.");
    if (wish.amount > owed)
        throw invalid_field("promise.amount",
            fmt::format("Only {} is owed; promise at most that.", in_major(owed, made.currency)));
    const auto ahead = std::chrono::sys_days(wish.due_date) - std::chrono::sys_days(today);
    if (ahead.count() < 0)
        throw invalid_field("promise.due_date",
            "Is past where the borrower lives; take " + to_string(today) + " or later.");
    if (ahead.count() > promise_days_max)
        throw invalid_field("promise.due_date",
            fmt::format("Is more than {} days ahead; take {} or earlier.", promise_days_max,
                to_string(std::chrono::sys_days(today) + std::chrono::days(promise_days_max))));
    return made;
}

}  // namespace

std::optional<promise_made> judge_outcome(const outcome& o, const disposition& d,
    const std::vector<loan_owed>& loans, std::chrono::year_month_day today, sys_ms at) {
    if (d.needs_promise && !o.promise)
        throw invalid_field("promise", "“" + d.label + "” needs the amount and the day promised.");
    if (d.needs_callback && !o.callback)
        throw invalid_field("callback", "“" + d.label + "” needs the time to call back.");
    if (d.needs_note && (!o.notes || trim(*o.notes).empty()))
        throw invalid_field("notes", "“" + d.label + "” needs a note that says what was said.");
    if (o.promise && !d.counts_as_conversation)
        throw invalid_field("promise", "Only the borrower can promise; “" + d.label +
                                           "” says somebody else, or nobody, spoke.");
    if (o.callback && d.adds_to_dnc)
        throw invalid_field(
            "callback", "“" + d.label + "” means this number is never called again.");
    if (o.customer_id == 0 && o.promise)
        throw invalid_field(
            "promise", "The caller is no borrower; there is nothing to promise for.");
    if (o.customer_id == 0 && o.callback)
        throw invalid_field(
            "callback", "The caller is no borrower; there is nobody to keep the callback with.");
    if (o.callback && o.callback->due_at <= at)
        throw invalid_field("callback.at_local", "Must be still to come where the borrower lives.");
    if (o.callback && o.callback->due_at > at + callback_max)
        throw invalid_field(
            "callback.at_local", "Is more than 180 days ahead; take an earlier time.");
    if (!o.promise) return std::nullopt;
    return judge_promise(*o.promise, o.loan_id, loans, today);
}

}  // namespace zenix::crm
