#include "identity/store.hpp"

namespace zenix::identity::store {
namespace {

person read_person(const pg::row& r) {
    return {r.integer("id"),
            r.text("username"),
            r.text("display_name"),
            parse_role(r.text("role")).value(),
            r.flag("active"),
            r.time("created_at"),
            r.maybe_time("last_sign_in_at")};
}

api_token read_token(const pg::row& r) {
    api_token t;
    t.id = r.integer("id");
    t.name = r.text("name");
    t.token_hash = r.text("token_hash");
    t.role = parse_role(r.text("role")).value();
    t.created_at = r.time("created_at");
    t.expires_at = r.maybe_time("expires_at");
    t.last_used_at = r.maybe_time("last_used_at");
    return t;
}

}  // namespace

task<std::vector<person>> people(pg::executor& db) {
    const pg::rows found = co_await db.run(
        "select id, username, display_name, role, active, created_at, last_sign_in_at from users");
    std::vector<person> out;
    for (const pg::row r : found) out.push_back(read_person(r));
    co_return out;
}

task<std::optional<login>> find_login(pg::executor& db, std::string username) {
    const pg::rows found = co_await db.run(
        "select id, username, display_name, role, active, created_at, last_sign_in_at, password_hash"
        " from users where username = $1",
        std::move(username));
    if (found.empty()) co_return std::nullopt;
    co_return login{read_person(found.front()), found.front().text("password_hash")};
}

task<std::optional<person>> lock_person(pg::executor& db, std::int64_t id) {
    const pg::rows found = co_await db.run(
        "select id, username, display_name, role, active, created_at, last_sign_in_at"
        " from users where id = $1 for update",
        id);
    if (found.empty()) co_return std::nullopt;
    co_return read_person(found.front());
}

task<std::vector<std::int64_t>> lock_active_admins(pg::executor& db) {
    const pg::rows found =
        co_await db.run("select id from users where role = 'admin' and active order by id for update");
    std::vector<std::int64_t> out;
    for (const pg::row r : found) out.push_back(r.integer("id"));
    co_return out;
}

task<person> insert_person(pg::executor& db, person p, std::string password_hash) {
    const pg::rows made = co_await db.run(
        "insert into users (username, display_name, role, password_hash) values ($1, $2, $3, $4)"
        " returning id, username, display_name, role, active, created_at, last_sign_in_at",
        p.username, p.display_name, to_string(p.role), std::move(password_hash));
    co_return read_person(made.front());
}

task<void> update_person(pg::executor& db, person p, std::string password_hash) {
    co_await db.run(
        "update users set display_name = $2, role = $3, active = $4,"
        " password_hash = coalesce(nullif($5, ''), password_hash) where id = $1",
        p.id, p.display_name, to_string(p.role), p.active, std::move(password_hash));
}

task<void> update_password(pg::executor& db, std::int64_t id, std::string password_hash) {
    co_await db.run("update users set password_hash = $2 where id = $1", id, std::move(password_hash));
}

task<void> purge_sessions(pg::executor& db, sys_ms now) {
    co_await db.run("delete from sessions where expires_at <= $1", now);
}

task<std::vector<session>> sessions(pg::executor& db, sys_ms now) {
    const pg::rows found = co_await db.run(
        "select id, token_hash, user_id, created_at, last_seen_at, expires_at from sessions where expires_at > $1",
        now);
    std::vector<session> out;
    for (const pg::row r : found) {
        out.push_back({r.text("id"), r.text("token_hash"), r.integer("user_id"), r.time("created_at"),
                       r.time("last_seen_at"), r.time("expires_at"), false});
    }
    co_return out;
}

task<std::optional<person>> insert_session(pg::executor& db, session s, std::string password_hash,
                                           std::string remote_ip, std::string user_agent) {
    const pg::rows found = co_await db.run(
        "update users set last_sign_in_at = $2 where id = $1 and active and password_hash = $3"
        " returning id, username, display_name, role, active, created_at, last_sign_in_at",
        s.user_id, s.created_at, std::move(password_hash));
    if (found.empty()) co_return std::nullopt;
    co_await db.run(
        "insert into sessions (id, token_hash, user_id, created_at, last_seen_at, expires_at, remote_ip, user_agent)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        s.id, s.token_hash, s.user_id, s.created_at, s.last_seen_at, s.expires_at, std::move(remote_ip),
        std::move(user_agent));
    co_return read_person(found.front());
}

task<void> delete_session(pg::executor& db, std::string id) {
    co_await db.run("delete from sessions where id = $1", std::move(id));
}

task<void> delete_sessions_of(pg::executor& db, std::int64_t user_id) {
    co_await db.run("delete from sessions where user_id = $1", user_id);
}

task<void> delete_sessions(pg::executor& db, std::vector<std::string> ids) {
    co_await db.run("delete from sessions where id = any($1::uuid[])", std::move(ids));
}

task<void> save_last_seen(pg::executor& db, std::vector<session> list) {
    std::vector<std::string> ids, times;
    for (const session& s : list) {
        ids.push_back(s.id);
        times.push_back(to_rfc3339(s.last_seen_at));
    }
    co_await db.run(
        "update sessions set last_seen_at = n.at from unnest($1::uuid[], $2::timestamptz[]) as n (id, at)"
        " where sessions.id = n.id",
        std::move(ids), std::move(times));
}

task<std::vector<api_token>> tokens(pg::executor& db) {
    const pg::rows found = co_await db.run(
        "select id, name, token_hash, role, created_at, expires_at, last_used_at from api_tokens"
        " where revoked_at is null order by id");
    std::vector<api_token> out;
    for (const pg::row r : found) out.push_back(read_token(r));
    co_return out;
}

task<api_token> insert_token(pg::executor& db, api_token t, std::int64_t created_by) {
    const user_id by{created_by};
    const pg::rows made = co_await db.run(
        "insert into api_tokens (name, token_hash, role, expires_at, created_by) values ($1, $2, $3, $4, $5)"
        " returning id, name, token_hash, role, created_at, expires_at, last_used_at",
        t.name, t.token_hash, to_string(t.role), t.expires_at, by);
    co_return read_token(made.front());
}

task<bool> revoke_token(pg::executor& db, std::int64_t id) {
    const pg::rows done =
        co_await db.run("update api_tokens set revoked_at = now() where id = $1 and revoked_at is null", id);
    co_return done.affected() > 0;
}

task<void> save_last_used(pg::executor& db, std::int64_t id, sys_ms at) {
    co_await db.run("update api_tokens set last_used_at = $2 where id = $1", id, at);
}

}  // namespace zenix::identity::store
