#pragma once
#include "base/task.hpp"
#include "dialer/campaigns/campaign.hpp"
#include "pg/pool.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

/// Rows of `campaigns` and their teams.
namespace zenix::dialer {

struct campaign_filter {
    std::optional<campaign_state> state;
    std::optional<std::int64_t> of_telecaller;  ///< running or paused, in whose team they are
    std::optional<std::int64_t> before;         ///< id
    int limit = 50;
};
/// Newest first.
task<std::vector<campaign>> list_campaigns(pg::executor& db, campaign_filter f);
/// Throws problem 404.
task<campaign> get_campaign(pg::executor& db, std::int64_t id);
/// The same, locked until the transaction ends.
task<campaign> lock_campaign(pg::executor& tx, std::int64_t id);

/// Name, method, settings and team. Throws problem 422 naming a team member, disposition or route group
/// that is not there.
task<std::int64_t> insert_campaign(pg::executor& tx, campaign c);
task<void> update_campaign(pg::executor& tx, campaign c);
task<void> set_state(pg::executor& tx, std::int64_t id, campaign_state s, std::string note);
task<void> delete_campaign(pg::executor& tx, std::int64_t id);

/// Who works in which campaign now.
struct worker {
    std::int64_t user_id = 0, campaign_id = 0;
    std::optional<std::int64_t> lead_id;  ///< shown to them
    bool leaving = false;
};
task<std::vector<worker>> load_workers(pg::executor& db);
task<void> put_worker(pg::executor& db, worker w);
task<void> drop_worker(pg::executor& db, std::int64_t user_id);

}  // namespace zenix::dialer
