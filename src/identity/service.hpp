#pragma once
#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/offload.hpp"
#include "base/principal.hpp"
#include "base/task_group.hpp"
#include "identity/directory.hpp"
#include "identity/password.hpp"
#include "identity/session_book.hpp"
#include "identity/throttle.hpp"
#include "net/http.hpp"
#include "pg/pool.hpp"

/// Who comes in: users, their sessions, the tokens of other systems.
namespace zenix::identity {

struct service_options {
    std::array<std::uint8_t, 32> csrf_key{};  ///< `master_key::derive("csrf")`: must outlast a restart
    ms idle{8 * 3'600'000};                   ///< a session unused for so long is over
    ms absolute{16 * 3'600'000};              ///< and each after so long: a shift and its overtime
    ms sweep_every{30'000};
    std::size_t sessions_per_user = 10;       ///< one more ends the oldest
    password_cost cost;
    throttle::limits guesses;
    std::function<sys_ms()> clock = now;
};

class service {
  public:
    service(asio::any_io_executor ex, pg::pool& db, worker_pool& workers, service_options options);
    ~service();

    /// Reads users, sessions and tokens into memory and begins sweeping. Register hooks first: they
    /// hear of every session that a restart found again.
    task<void> start();
    /// Writes what is not yet written. Sessions live on in the database.
    task<void> stop();

    using hook = std::function<void(const principal&)>;
    void on_session_start(hook h) { starts_.push_back(std::move(h)); }
    /// After the session has gone from here; never called twice for one.
    void on_session_end(hook h) { ends_.push_back(std::move(h)); }

    // ── a request comes in ──
    /// Sets `r.who` from a Bearer token or the cookie; without either leaves it empty. Throws problem
    /// 401 `bad_token`, `session_ended`, 403 `csrf`. For net::router::set_authenticator.
    task<void> authenticate(net::request& r);

    struct credentials {
        credentials(std::string u, std::string p, std::string ip, std::string agent)
            : username(std::move(u)), password(std::move(p)), remote_ip(std::move(ip)), user_agent(std::move(agent)) {}
        std::string username, password, remote_ip, user_agent;
    };
    struct signed_in {
        std::string token;  ///< what the cookie carries; nobody else ever sees it
        principal who;
        sys_ms expires_at;
        ms lives;  ///< until then
    };
    /// Throws problem 401 `wrong_credentials`, 429 `throttled`.
    task<signed_in> sign_in(credentials c);
    /// Ends this very session, at once, also while the database is away.
    task<void> sign_out(principal who);
    /// Ends the session that a cookie carries, if it is one: a new sign-in on the same page replaces it.
    task<void> drop_cookie(std::string token);

    /// Belongs to the session alone; the page sends it back as `x-csrf-token`.
    [[nodiscard]] std::string csrf_token(const std::string& session_id) const;
    [[nodiscard]] std::optional<sys_ms> session_expires(const std::string& session_id) const;

    /// Who is behind a live session; nullopt once it has ended.
    [[nodiscard]] std::optional<principal> find_session(const std::string& session_id) const;
    [[nodiscard]] std::vector<principal> sessions() const;

    // ── users ──
    [[nodiscard]] directory& people() { return people_; }
    struct new_user {
        std::string username, display_name;
        zenix::role role;
        std::string password;
    };
    struct user_change {
        std::optional<std::string> display_name;
        std::optional<zenix::role> role;
        std::optional<bool> active;
        std::optional<std::string> password;
    };
    /// Throws problem 409 `username_taken`.
    task<directory::person> create_user(principal by, new_user fresh);
    /// Throws problem 404; 409 `last_admin` when nobody would be left to administer.
    task<directory::person> update_user(principal by, std::int64_t id, user_change change);
    /// Makes the user, or makes the one there is like this. Returns the id. For the demo and the CLI.
    task<std::int64_t> ensure_user(std::string username, std::string display_name, role as, std::string password);

    // ── tokens of other systems ──
    struct fresh_token {
        api_token about;
        std::string token;  ///< shown once
    };
    /// Throws problem 409 `name_taken`, 422.
    task<fresh_token> create_token(principal by, std::string name, role as, std::optional<sys_ms> expires_at);
    /// Throws problem 404.
    task<void> revoke_token(principal by, std::int64_t id);
    [[nodiscard]] const std::map<std::int64_t, api_token>& tokens() const { return tokens_; }

    /// One round of housekeeping: ends what is over, writes what is unwritten. Runs by itself.
    task<void> sweep();

  private:
    task<void> load();
    task<void> keep_sweeping();
    task<void> write_behind();
    [[nodiscard]] std::optional<principal> principal_of(const session& s) const;
    [[nodiscard]] principal who_bears(std::string_view header);
    [[nodiscard]] principal who_holds(const std::string& cookie, const net::request& r);
    task<void> refuse_guess(const credentials& c, ms wait);
    task<signed_in> open_session(credentials c, directory::person who, std::string password_hash);
    void end(const session& s);
    void end_all_of(std::int64_t user_id);

    asio::any_io_executor ex_;
    pg::pool& db_;
    service_options options_;
    password_hasher passwords_;
    throttle guesses_;
    directory people_;
    session_book book_;
    std::map<std::int64_t, api_token> tokens_;
    std::vector<hook> starts_, ends_;
    struct ended {
        std::string session;
        principal who;
    };
    std::vector<ended> unwritten_ends_;  ///< signed out while the database was away
    bool doubtful_ = false;              ///< a commit's outcome is unknown: read everything again
    std::uint64_t changes_ = 0;          ///< to memory; reading everything starts over when one comes between
    task_group tasks_;
};

}  // namespace zenix::identity
