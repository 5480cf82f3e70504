#pragma once
#include "sms/plan.hpp"

namespace zenix::sms {

/// The contract's `MessageRule`.
struct message_rule {
    std::int64_t id = 0;
    std::string name, trigger;
    bool enabled = true;
    std::int64_t offset_days = 0, offset_min = 0;
    std::string at_local = "10:00";
    std::int64_t template_id = 0;
    std::optional<std::string> purpose;
    borrower_filter filter;
};
/// Reads `MessageRuleWrite`. Throws problem 422.
[[nodiscard]] message_rule read_rule(fields in);
/// The contract's shape of all, or of one.
task<std::vector<json::object>> list_rules(pg::executor& db, std::optional<std::int64_t> id);
task<std::vector<message_rule>> load_rules(pg::executor& db, std::optional<std::int64_t> id);
/// Throws problem 404. A rule that is switched on leaves what happened before alone.
task<std::int64_t> store_rule(pg::executor& tx, message_rule r, std::string by);

/// Whom a rule means, and about what.
struct rule_case {
    std::int64_t customer_id = 0;
    std::string subject;
    bool done = false;  ///< had it already
};
/// Those it means at `now`; with `whole_day` everybody of today, whatever the hour.
task<std::vector<rule_case>> rule_cases(
    pg::executor& db, message_rule r, sys_ms now, bool whole_day, int limit);

/// Runs every rule once: stores messages for those who are due, each once for its loan, promise or
/// call. Gives how many it stored.
task<std::size_t> run_rules(
    pg::pool& db, const template_book& templates, lender_words lender, sys_ms now);

}  // namespace zenix::sms
