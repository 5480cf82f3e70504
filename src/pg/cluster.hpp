#pragma once
#include <string>

#include "base/task.hpp"

namespace zenix::pg {

/// A private PostgreSQL in zenix's data folder: Unix socket only, no TCP, scram passwords, its own
/// process group, so that it outlives a killed zenix. The next start finds it by its folder.
struct cluster_options {
    std::string folder;      ///< data cluster; made by initdb when empty
    std::string socket_dir;  ///< mode 0700; short enough for a socket path (107 bytes)
    std::string password;    ///< of role `zenix`
    std::string bin_dir;     ///< of initdb and postgres; empty searches the usual places
    bool durable = true;     ///< false, for tests only: no fsync
};

/// Starts or adopts the cluster and makes database `zenix`. Returns the libpq URI, with the password
/// in it. Waits up to two minutes: a server that was killed replays its log first.
/// Throws std::runtime_error naming folder, log file and remedy. Never as root.
task<std::string> ensure_cluster(cluster_options options);

/// Until cancelled: starts the cluster again when it crashed, that is, when its pid file names a
/// process that is gone. One that somebody shut down leaves no such file and stays down.
task<void> keep_cluster(cluster_options options);

/// Fast shutdown (SIGINT to the postmaster found by its pid file), waits for it. Idempotent.
task<void> stop_cluster(std::string folder);

/// True while the postmaster of this folder lives.
[[nodiscard]] bool cluster_running(const std::string& folder);

}  // namespace zenix::pg
