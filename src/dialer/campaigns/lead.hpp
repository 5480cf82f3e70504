#pragma once
#include "base/json.hpp"
#include "base/time.hpp"
#include "dialer/campaigns/retry.hpp"
#include "pg/pool.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace zenix::dialer {

/// One number to be reached in a campaign.
struct lead {
    std::int64_t id = 0, campaign_id = 0;
    std::optional<std::int64_t> customer_id, loan_id, owner_id, shown_to;
    std::string name, phone, language, state;
    std::string call_id;  ///< while in progress
    std::optional<std::string> reason, last_outcome, last_call_id;
    std::optional<sys_ms> next_at, last_at, guaranteed_until;
    lead_history history;
    std::int64_t days_past_due = 0, amount_due = 0;
    std::string currency, time_zone;  ///< zone empty where the borrower is not in the book
    json::object fields;
    sys_ms created_at{};
};

/// Of `campaign_leads l left join customers c`.
extern const char* const lead_columns;
[[nodiscard]] lead read_lead(const pg::row& r);

/// The contract's `Lead`.
[[nodiscard]] json::object to_json(const lead& l);

}  // namespace zenix::dialer
