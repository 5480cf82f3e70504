#pragma once
#include <optional>
#include <string>

#include "base/process.hpp"

namespace zenix::pg {

/// What `postmaster.pid` of a data folder says of a server that truly runs.
struct postmaster {
    process::identity who;
    std::string socket_dir;
};

/// The server of this folder, if one lives. A pid that was given to another process since does not count.
[[nodiscard]] std::optional<postmaster> find_postmaster(const std::string& folder);

/// Removes pid and lock files that a killed server left behind and that name a process which is none
/// of its own: PostgreSQL itself would refuse to start when that pid lives on as something else.
void clear_stale_locks(const std::string& folder, const std::string& socket_dir);

}  // namespace zenix::pg
