#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/task.hpp"
#include "base/time.hpp"

namespace zenix::process {

/// A process that outlives us, known by pid and start time, so that a reused pid is never mistaken for it.
struct identity {
    int pid = 0;
    std::uint64_t start_ticks = 0;  ///< field 22 of /proc/PID/stat
    auto operator<=>(const identity&) const = default;
};

/// What is known of a running pid; nullopt when there is none (a zombie counts as none).
[[nodiscard]] std::optional<identity> identify(int pid);
[[nodiscard]] bool alive(const identity& who);

/// Starts a program in a session of its own (setsid, no controlling terminal, no death signal), with
/// standard output and error appended to `log_file` and every other descriptor closed. It is
/// re-parented to init, so it never becomes our zombie. Throws std::system_error naming the program.
struct command {
    std::vector<std::string> argv;
    std::vector<std::string> environment;  ///< `NAME=VALUE`, on top of a minimal one (PATH, LANG=C.UTF-8)
    std::string working_dir = "/";
    std::string log_file;
};
[[nodiscard]] identity spawn_detached(const command& what);

/// `pid start_ticks` in a file, written by rename. Reading back gives only a process that still lives.
void write_pid_file(const std::string& file, const identity& who);
[[nodiscard]] std::optional<identity> read_pid_file(const std::string& file);

/// Sends `signal`, waits up to `patience`, then SIGKILL. True when it ended by itself, or had ended
/// before. A cancelled wait sends no SIGKILL. Throws std::system_error when we may not signal it.
task<bool> stop(identity who, int signal, ms patience);

/// When we are root: makes `folder`, the parents it lacks and all in it belong to system user `user`,
/// then becomes that user for good. Throws std::runtime_error naming folder and remedy when the user cannot enter it,
/// or does not exist. Does nothing when we are not root.
void drop_root(const std::string& user, const std::string& folder);

/// A free TCP and UDP port on loopback (`count` consecutive UDP ones when above 1).
[[nodiscard]] std::uint16_t free_port();
[[nodiscard]] std::uint16_t free_udp_range(int count);

}  // namespace zenix::process
