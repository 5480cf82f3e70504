#pragma once
#include <string>

#include "pg/cluster.hpp"

namespace zenix::pg {

/// The folder of initdb and postgres, of the version that made the data folder where one did.
/// Throws std::runtime_error with the remedy when there is none.
[[nodiscard]] std::string find_programs(const cluster_options& options);

/// `zenix.conf` in the data folder, included last by postgresql.conf: ours to write at every start.
void write_settings(const cluster_options& options);

void write_private_file(const std::string& file, const std::string& text);  ///< mode 0600
[[nodiscard]] std::string tail_of(const std::string& file);
/// The last lines of what the server said, at start and since.
[[nodiscard]] std::string server_log_tail(const std::string& folder);
/// True when a start failed for a reason that passes by itself.
[[nodiscard]] bool log_says_wait(const std::string& folder);

[[nodiscard]] std::string percent_encode(const std::string& text);

}  // namespace zenix::pg
