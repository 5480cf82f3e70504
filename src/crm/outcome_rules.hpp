#pragma once
#include "base/time.hpp"
#include "crm/dispositions.hpp"

#include <optional>
#include <string>
#include <vector>

namespace zenix::crm {

struct promise_wish {
    std::int64_t amount = 0;  ///< minor units
    std::chrono::year_month_day due_date;
    std::optional<std::int64_t> loan_id;
};

struct callback_wish {
    sys_ms due_at;
    bool mine = true;  ///< else the team's
    std::optional<std::string> note;
};

/// What a telecaller says a call came to.
struct outcome {
    std::string call_id;           ///< UUID
    std::int64_t customer_id = 0;  ///< 0: the caller is no borrower
    std::int64_t loan_id = 0;      ///< 0: the call was about no one loan
    std::int64_t user_id = 0;
    std::string phone_number;  ///< E.164
    std::string disposition;
    std::optional<std::string> notes;
    std::optional<promise_wish> promise;
    std::optional<callback_wish> callback;
};

struct loan_owed {
    std::int64_t id = 0, amount_due = 0;
    std::string currency;
};

/// A promise that passed the rules. `loan_id` nullopt: over all loans.
struct promise_made {
    std::optional<std::int64_t> loan_id;
    std::int64_t amount = 0;
    std::string currency;
    std::chrono::year_month_day due_date;
};

/// Holds an outcome against its disposition and, when it has one, its promise against what is owed.
/// `today` is the borrower's day. Throws problem 422 naming the field at fault.
///
/// A promise belongs to the loan it names, else to the call's, else to the only loan there is, else to
/// all loans together. It is at most what is owed there, due today at the earliest and 90 days ahead
/// at the latest.
[[nodiscard]] std::optional<promise_made> judge_outcome(const outcome& o, const disposition& d,
    const std::vector<loan_owed>& loans, std::chrono::year_month_day today, sys_ms at);

}  // namespace zenix::crm
