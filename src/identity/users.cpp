// service: users and the tokens of other systems, as administrators change them.
#include <fmt/format.h>

#include <algorithm>

#include "audit/audit_log.hpp"
#include "base/log.hpp"
#include "base/problem.hpp"
#include "base/secret.hpp"
#include "identity/service.hpp"
#include "identity/store.hpp"

namespace zenix::identity {
namespace {

std::string subject_of(const directory::person& p) { return fmt::format("user:{}", p.id); }

/// What changed, for the audit log: names and roles, never a password.
json::object difference(const directory::person& was, const directory::person& is, bool password) {
    json::object out;
    out["username"] = is.username;
    if (was.display_name != is.display_name) out["display_name"] = is.display_name;
    if (was.role != is.role) out["role"] = {{"was", to_string(was.role)}, {"is", to_string(is.role)}};
    if (was.active != is.active) out["active"] = is.active;
    if (password) out["password"] = "changed";
    return out;
}

}  // namespace

task<directory::person> service::create_user(principal by, new_user fresh) {
    std::string hash = co_await passwords_.hash(std::move(fresh.password));
    directory::person wanted;
    wanted.username = std::move(fresh.username);
    wanted.display_name = std::move(fresh.display_name);
    wanted.role = fresh.role;
    const auto tx = co_await db_.begin();
    std::optional<directory::person> made;
    try {
        made = co_await store::insert_person(*tx, wanted, std::move(hash));
    } catch (const pg::sql_error& fault) {
        if (!fault.unique_violation()) throw;
    }
    if (!made) {
        throw conflict("username_taken",
                       fmt::format("There is a user {} already. Choose another username.", wanted.username));
    }
    const json::object details{{"username", made->username}, {"role", to_string(made->role)}};
    co_await audit::append(*tx, by.name, "user.created", subject_of(*made), details);
    co_await tx->commit();
    people_.put(*made);
    ++changes_;
    log::info("identity", "user created", {{"user", made->id}, {"by", by.name}});
    co_return *made;
}

task<directory::person> service::update_user(principal by, std::int64_t id, user_change change) {
    std::string hash;
    if (change.password) hash = co_await passwords_.hash(*change.password);
    const auto tx = co_await db_.begin();
    // In this order always: all admins, then the one; so two such changes never lock crosswise.
    const auto admins = co_await store::lock_active_admins(*tx);
    const auto was = co_await store::lock_person(*tx, id);
    if (!was) throw not_found(fmt::format("There is no user {}.", id));

    directory::person is = *was;
    is.display_name = change.display_name.value_or(was->display_name);
    is.role = change.role.value_or(was->role);
    is.active = change.active.value_or(was->active);
    const bool administers = is.active && is.role == role::admin;
    if (was->active && was->role == role::admin && !administers && admins.size() <= 1) {
        throw conflict("last_admin", "This is the last active administrator. Make another one first.");
    }
    const bool ends = was->role != is.role || (was->active && !is.active) || change.password;
    co_await store::update_person(*tx, is, hash);
    if (ends) co_await store::delete_sessions_of(*tx, id);
    json::object details = difference(*was, is, change.password.has_value());
    co_await audit::append(*tx, by.name, "user.updated", subject_of(is), std::move(details));
    std::exception_ptr fault;
    try {
        co_await tx->commit();
    } catch (const pg::unavailable&) {
        fault = std::current_exception();
    }
    if (!fault) {
        people_.put(is);
        ++changes_;
        log::info("identity", "user updated", {{"user", id}, {"by", by.name}});
    }
    // Lost in the commit, it may have been done: better signed out for nothing than in for too long.
    doubtful_ = doubtful_ || fault;
    if (ends) end_all_of(id);
    if (fault) std::rethrow_exception(fault);
    co_return is;
}

task<std::int64_t> service::ensure_user(std::string username, std::string display_name, role as, std::string password) {
    principal system;
    system.name = "system";
    const auto found = co_await store::find_login(db_, username);
    if (!found) {
        new_user fresh{std::move(username), std::move(display_name), as, std::move(password)};
        const auto made = co_await create_user(std::move(system), std::move(fresh));
        co_return made.id;
    }
    const auto& who = found->who;
    const bool same_password = co_await passwords_.verify(found->password_hash, password);
    const bool same = who.display_name == display_name && who.role == as && who.active;
    if (!same || !same_password) {
        user_change change{std::move(display_name), as, true, std::nullopt};
        if (!same_password) change.password = std::move(password);
        co_await update_user(std::move(system), who.id, std::move(change));
    }
    co_return who.id;
}

task<service::fresh_token> service::create_token(principal by, std::string name, role as,
                                                 std::optional<sys_ms> expires_at) {
    if (expires_at && *expires_at <= options_.clock()) {
        throw invalid_field("expires_at", "expires_at must lie in the future, or be null for a token without an end.");
    }
    // The prefix lets scanners of code and logs find a token that was left lying about.
    std::string token = "zenix_" + secret::random_token();
    api_token wanted;
    wanted.name = std::move(name);
    wanted.token_hash = secret::sha256_hex(token);
    wanted.role = as;
    wanted.expires_at = expires_at;
    const auto tx = co_await db_.begin();
    std::optional<api_token> made;
    try {
        made = co_await store::insert_token(*tx, wanted, by.user_id);
    } catch (const pg::sql_error& fault) {
        if (!fault.unique_violation()) throw;
    }
    if (!made) {
        throw conflict("name_taken",
                       fmt::format("There is a token {} already. Revoke it, or choose another name.", wanted.name));
    }
    const json::object details{{"name", made->name}, {"role", to_string(as)}, {"expires_at", opt(expires_at)}};
    co_await audit::append(*tx, by.name, "token.created", fmt::format("token:{}", made->id), details);
    co_await tx->commit();
    tokens_[made->id] = *made;
    ++changes_;
    co_return fresh_token{*made, std::move(token)};
}

task<void> service::revoke_token(principal by, std::int64_t id) {
    const auto tx = co_await db_.begin();
    const bool revoked = co_await store::revoke_token(*tx, id);
    if (!revoked) throw not_found(fmt::format("There is no token {}.", id));
    const auto known = tokens_.find(id);
    const json::object details{{"name", known == tokens_.end() ? std::string{} : known->second.name}};
    co_await audit::append(*tx, by.name, "token.revoked", fmt::format("token:{}", id), details);
    std::exception_ptr fault;
    try {
        co_await tx->commit();
    } catch (const pg::unavailable&) {
        fault = std::current_exception();
    }
    tokens_.erase(id);
    ++changes_;
    doubtful_ = doubtful_ || fault;
    if (fault) std::rethrow_exception(fault);
}

}  // namespace zenix::identity
