#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/task.hpp"
#include "base/time.hpp"
#include "pg/pool.hpp"

/// What people and systems did to zenix: who, what, to whom, when. Each entry's hash covers the one
/// before it, so that a changed or removed entry shows (`zenix audit verify`).
namespace zenix::audit {

struct entry {
    std::int64_t id = 0;  ///< 1, 2, 3, … without gaps
    sys_ms at;
    std::string actor;    ///< username, `token:NAME`, or `system`
    std::string action;   ///< `user.created`, `session.failed`, …
    std::string subject;  ///< `user:7`, `call:UUID`; empty where there is none
    std::string details;  ///< a JSON object, byte for byte as hashed
    std::string hash;     ///< SHA-256 in hex
};

/// Adds an entry. Inside a transaction it is kept or lost with it: make it the last statement before
/// commit, for until then every other append waits. `details` must hold no secret.
task<void> append(pg::executor& db, std::string actor, std::string action, std::string subject,
                  json::object details = {}, std::optional<sys_ms> at = {});

/// Newest first, those with an id below `before` (all when nullopt).
task<std::vector<entry>> list(pg::executor& db, std::optional<std::int64_t> before, int limit);

struct verdict {
    std::int64_t entries = 0;  ///< how many were found sound before the first broken one
    std::string head;          ///< hash of the last sound entry; kept elsewhere, it also shows a cut end
    std::optional<std::int64_t> broken;  ///< id of the first entry that is wrong or missing
    std::string why;
    [[nodiscard]] bool sound() const { return !broken; }
};

/// Walks the whole chain.
task<verdict> verify(pg::executor& db);

/// The hash of an entry whose predecessor has `previous`. Fields are written as netstrings
/// (`5:admin,`), so that no two different entries read alike.
[[nodiscard]] std::string hash_of(const entry& e, const std::string& previous);

}  // namespace zenix::audit
