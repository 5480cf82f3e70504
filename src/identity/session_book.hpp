#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/principal.hpp"
#include "base/time.hpp"

namespace zenix::identity {

struct session {
    std::string id;          ///< UUID; names the session to other rooms
    std::string token_hash;  ///< SHA-256 in hex of what the cookie carries
    std::int64_t user_id = 0;
    sys_ms created_at{}, last_seen_at{}, expires_at{};
    bool unsaved = false;  ///< last_seen_at has moved on since it was written
};

struct api_token {
    std::int64_t id = 0;
    std::string name, token_hash;
    zenix::role role = role::auditor;
    sys_ms created_at{};
    std::optional<sys_ms> expires_at, last_used_at;
    bool unsaved = false;
};

/// All live sessions, in memory: a request needs no statement, and people who are signed in go on
/// while PostgreSQL is away. What is not here is not signed in.
class session_book {
  public:
    void put(session s);
    [[nodiscard]] session* by_token_hash(const std::string& hash);
    [[nodiscard]] const session* find(const std::string& id) const;
    /// Oldest first.
    [[nodiscard]] std::vector<session> of_user(std::int64_t user_id) const;
    [[nodiscard]] std::vector<session> all() const;
    /// True when it was there.
    bool remove(const std::string& id);

    /// Those that are past their end, or unused for `idle`.
    [[nodiscard]] std::vector<session> expired(sys_ms now, ms idle) const;
    /// Those whose last use is not yet written; from now on they count as written.
    [[nodiscard]] std::vector<session> take_unsaved();
    [[nodiscard]] std::size_t size() const { return by_id_.size(); }

  private:
    std::unordered_map<std::string, session> by_id_;
    std::unordered_map<std::string, std::string> id_by_hash_;
};

[[nodiscard]] bool is_expired(const session& s, sys_ms now, ms idle);

}  // namespace zenix::identity
