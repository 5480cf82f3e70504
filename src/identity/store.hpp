#pragma once
#include <optional>
#include <string>
#include <vector>

#include "identity/directory.hpp"
#include "identity/session_book.hpp"
#include "pg/pool.hpp"

/// The room's SQL.
namespace zenix::identity::store {

using person = directory::person;

struct login {
    person who;
    std::string password_hash;
};

task<std::vector<person>> people(pg::executor& db);
task<std::optional<login>> find_login(pg::executor& db, std::string username);
task<std::optional<person>> lock_person(pg::executor& db, std::int64_t id);
/// Ids of the admins who can sign in, locked, so that two of them cannot demote each other at once.
task<std::vector<std::int64_t>> lock_active_admins(pg::executor& db);
task<person> insert_person(pg::executor& db, person p, std::string password_hash);
/// An empty hash leaves the password as it is.
task<void> update_person(pg::executor& db, person p, std::string password_hash);
task<void> update_password(pg::executor& db, std::int64_t id, std::string password_hash);

task<void> purge_sessions(pg::executor& db, sys_ms now);
task<std::vector<session>> sessions(pg::executor& db, sys_ms now);
/// The user as they are now; nullopt, and no session, when they were switched off or got another
/// password since `login` was read. Notes the sign-in.
task<std::optional<person>> insert_session(pg::executor& db, session s, std::string password_hash,
                                           std::string remote_ip, std::string user_agent);
task<void> delete_session(pg::executor& db, std::string id);
task<void> delete_sessions_of(pg::executor& db, std::int64_t user_id);
task<void> delete_sessions(pg::executor& db, std::vector<std::string> ids);
task<void> save_last_seen(pg::executor& db, std::vector<session> list);

task<std::vector<api_token>> tokens(pg::executor& db);
task<api_token> insert_token(pg::executor& db, api_token t, std::int64_t created_by);
/// False when there is no such live token.
task<bool> revoke_token(pg::executor& db, std::int64_t id);
task<void> save_last_used(pg::executor& db, std::int64_t id, sys_ms at);

}  // namespace zenix::identity::store
