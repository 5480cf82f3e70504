#pragma once
#include "base/task.hpp"
#include "dialer/campaigns/campaign.hpp"
#include "dialer/campaigns/lead.hpp"
#include "dialer/campaigns/lead_file.hpp"

#include <vector>

/// Leads as supervisors see and make them.
namespace zenix::dialer {

struct lead_filter {
    std::optional<std::string> state, q;
    std::int64_t after = 0;  ///< id
    int limit = 50;
};
/// In the order in which they came.
task<std::vector<lead>> list_leads(pg::executor& db, std::int64_t campaign_id, lead_filter f);
/// Throws problem 404.
task<lead> get_lead(pg::executor& db, std::int64_t campaign_id, std::int64_t id);
/// By hand. Throws problem 404, 409 `lead_in_progress`.
task<void> change_lead(pg::executor& db, std::int64_t campaign_id, std::int64_t id, std::string state,
    std::optional<sys_ms> next_at, std::optional<std::string> reason);

struct lead_counts {
    std::int64_t total = 0, callable = 0, later = 0, blocked = 0, exhausted = 0, in_progress = 0, done = 0,
                 dialled = 0, answered = 0, connected = 0, contacts = 0, promises = 0;
};
task<lead_counts> count_leads(pg::executor& db, std::int64_t campaign_id);
/// The contract's `LeadCounts`.
[[nodiscard]] json::object to_json(const lead_counts& n, sys_ms as_of);

struct fill_report {
    std::int64_t added = 0, without_number = 0, total = 0;
};
/// Borrowers the filter means who are no leads yet become leads; all are ordered anew.
task<fill_report> fill_leads(pg::executor& tx, const campaign& c);
/// Rows of a file that passed. Gives how many were new.
task<std::int64_t> add_leads(pg::executor& tx, const campaign& c, const std::vector<lead_row>& rows);
/// Which of these numbers are leads already.
task<std::vector<std::string>> known_numbers(pg::executor& db, std::int64_t campaign_id, std::vector<std::string> numbers);
task<void> order_leads(pg::executor& tx, const campaign& c);

/// The expressions that order_1 to order_3 are, smallest first, over customers `c` and leads `l`.
[[nodiscard]] std::vector<std::string> order_sql(const std::vector<order_rule>& rules);

}  // namespace zenix::dialer
