#pragma once
#include "pg/pool.hpp"
#include "watch/notice.hpp"

#include <optional>
#include <string>
#include <vector>

namespace zenix::watch {

/// Stores the alert as it is now, new or not.
task<> save_alert(pg::executor& db, alert a);
/// Its alert must be stored already.
task<> save_notice(pg::executor& db, notice n);

task<std::vector<alert>> load_unresolved(pg::executor& db);
task<std::vector<notice>> load_waiting(pg::executor& db);
task<std::optional<alert>> find_alert(pg::executor& db, std::string id);
/// Oldest first.
task<std::vector<notice>> notices_of(pg::executor& db, std::string alert_id);

struct resolved_filter {
    std::optional<std::string> kind, severity, q;  ///< `q`: part of subject or text, in any case
    std::optional<std::string> before;             ///< id of the last one of the page before
    int limit = 50;
};
/// Newest first.
task<std::vector<alert>> list_resolved(pg::executor& db, resolved_filter f);
/// Resolved more than a year ago.
task<> forget_old(pg::executor& db);

/// Channels whose last finished notice was given up, with what the peer said.
struct broken_channel {
    watch::channel channel = watch::channel::email;
    std::string why;
};
task<std::vector<broken_channel>> load_broken(pg::executor& db);

task<delivery_settings> load_settings(pg::executor& db);
task<> store_settings(pg::executor& db, delivery_settings s);

}  // namespace zenix::watch
