#pragma once
#include "base/task.hpp"
#include "dialer/campaigns/campaign.hpp"
#include "dialer/campaigns/lead.hpp"

#include <optional>
#include <string>
#include <vector>

/// Leads as the dialer takes them and gives them back. Each step is one statement that says from which
/// state it goes, so that doing it twice does nothing the second time.
namespace zenix::dialer {

/// The next lead in order, from now on in progress by this call. `held`: a telecaller is held for it, so
/// it may be one that must not be dialled without.
task<std::optional<lead>> take_next(pg::executor& db, std::int64_t campaign_id, std::string call_id, bool held);
/// A callback of this telecaller that is due.
task<std::optional<lead>> take_owned(pg::executor& db, std::int64_t campaign_id, std::int64_t owner, std::string call_id);
/// This one, to be dialled by hand. Nullopt when it is not callable, or its number is in use.
task<std::optional<lead>> take_this(pg::executor& db, std::int64_t campaign_id, std::int64_t lead_id, std::string call_id);

/// Preview: the next lead for a telecaller's screen, theirs first.
task<std::optional<lead>> show_next(pg::executor& db, std::int64_t campaign_id, std::int64_t user_id);
/// From the screen into a call. False when it is not on their screen any more.
task<bool> dial_shown(pg::executor& db, std::int64_t lead_id, std::int64_t user_id, std::string call_id);
/// From the screen back.
task<void> put_back_shown(pg::executor& db, std::int64_t lead_id, std::int64_t user_id, next_step step);

/// No attempt was made after all.
task<void> give_back(pg::executor& db, std::int64_t lead_id, std::string call_id, next_step step);

/// What came of an attempt.
struct attempt_end {
    std::string outcome;
    next_step step;
    sys_ms at{};
    bool answered = false, connected = false, contacted = false, promised = false;
    std::optional<std::int64_t> owner_id = {};  ///< whose callback comes next
    bool callback = false;
    std::optional<sys_ms> guaranteed_until = {};  ///< for this number in every campaign
    int never_tried_slot = 0;                  ///< of the order, 0: none
};
/// False when the lead was not in progress by this call.
task<bool> finish_attempt(pg::executor& db, std::int64_t lead_id, std::string call_id, attempt_end e);

/// Makes callable what is due. Callbacks nobody took for half an hour become the team's. Gives how many.
task<std::int64_t> wake_leads(pg::executor& db, std::int64_t campaign_id, sys_ms now);
/// When the next lead that waits is due.
task<std::optional<sys_ms>> next_due(pg::executor& db, std::int64_t campaign_id);

/// In progress, of all campaigns, or by one call.
task<std::vector<lead>> leads_in_progress(pg::executor& db);
task<std::optional<lead>> lead_of_call(pg::executor& db, std::string call_id);

}  // namespace zenix::dialer
