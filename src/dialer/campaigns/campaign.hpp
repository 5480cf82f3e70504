#pragma once
#include "base/json.hpp"
#include "base/time.hpp"
#include "compliance/terms.hpp"
#include "dialer/campaigns/retry.hpp"
#include "dialer/campaigns/schedule.hpp"
#include "dialer/pacing/types.hpp"
#include "sms/borrowers.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Campaigns: lists of leads that a team works through. Pacing says how many attempts; this says whom,
/// when, and what comes after.
namespace zenix::dialer {

enum class method : std::uint8_t { manual, preview, progressive, predictive };
BOOST_DESCRIBE_ENUM(method, manual, preview, progressive, predictive)

enum class campaign_state : std::uint8_t { draft, running, paused, finished };
BOOST_DESCRIBE_ENUM(campaign_state, draft, running, paused, finished)

enum class order_key : std::uint8_t { days_past_due, amount_due, promise_broken, never_tried, random };
BOOST_DESCRIBE_ENUM(order_key, days_past_due, amount_due, promise_broken, never_tried, random)

struct order_rule {
    order_key by = order_key::days_past_due;
    bool descending = true;
};

struct script {
    std::string language, text;
};

/// What may change while it runs.
struct limits {
    int max_ratio_pct = 300, max_lines = 100, abandon_budget_permille = 10;
};

/// The contract's `CampaignWrite`, team apart.
struct settings {
    sms::borrower_filter filter;
    bool filtered = false;  ///< a filter was given, be it an empty one
    std::vector<order_rule> order;
    std::optional<dialer::schedule> schedule;
    compliance::purpose purpose = compliance::purpose::recovery;
    std::optional<std::int64_t> route_group_id;
    dialer::limits limits;
    int ring_timeout_s = 30, guarantee_h = 72, wrap_up_limit_s = 120;
    std::vector<script> scripts;
    std::vector<std::string> dispositions;
    std::vector<retry_rule> retry_rules;
};

struct campaign {
    std::int64_t id = 0;
    std::string name;
    dialer::method method = method::progressive;
    campaign_state state = campaign_state::draft;
    std::string state_note;
    dialer::settings settings;
    std::vector<std::int64_t> team;
    sys_ms created_at{}, updated_at{};
    std::string created_by;
    std::optional<sys_ms> started_at, finished_at;

    /// Dials by itself, without a telecaller who asks for each call.
    [[nodiscard]] bool dials() const { return method == method::progressive || method == method::predictive; }
};

/// Reads `CampaignWrite`: name, method, settings, team. Throws problem 422 naming the field, also for
/// rules that contradict each other.
[[nodiscard]] campaign read_campaign(fields in);
/// Reads `CampaignLimits` over what stands.
[[nodiscard]] limits read_limits(fields in, limits standing);

/// What is stored, and back.
[[nodiscard]] json::object stored(const settings& s);
[[nodiscard]] settings read_stored(const json::value& v);

/// The settings as the contract shows them.
[[nodiscard]] json::object shown(const settings& s);

[[nodiscard]] pacing::settings pacing_of(const campaign& c);

/// The script in a language, else the first; empty when there is none.
[[nodiscard]] std::string script_for(const settings& s, std::string_view language);

template <class Enum>
[[nodiscard]] const char* word(Enum e) {
    return boost::describe::enum_to_string(e, "");
}

}  // namespace zenix::dialer
