#include "pg/postmaster.hpp"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <vector>

#include "base/log.hpp"

namespace zenix::pg {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> lines_of(const fs::path& file) {
    std::ifstream in(file);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

int pid_in(const std::vector<std::string>& lines) {
    int pid = 0;
    if (!lines.empty()) std::from_chars(lines[0].data(), lines[0].data() + lines[0].size(), pid);
    return pid;
}

/// A postmaster works in its data folder, which tells it from whoever else was given its number.
bool works_in(int pid, const std::string& folder) {
    std::error_code fault;
    const fs::path cwd = fs::read_symlink(fmt::format("/proc/{}/cwd", pid), fault);
    if (fault) return false;
    if (!fs::equivalent(cwd, folder, fault) || fault) return false;
    std::ifstream name(fmt::format("/proc/{}/comm", pid));
    std::string comm;
    std::getline(name, comm);
    return comm == "postgres" || comm == "postmaster";
}

void remove_stale(const fs::path& file, const std::string& folder) {
    const auto lines = lines_of(file);
    std::error_code ignored;
    if (!fs::exists(file, ignored) || works_in(pid_in(lines), folder)) return;
    fs::remove(file, ignored);
    log::warn("pg", "removed the lock file of a server that is gone", {{"file", file.string()}});
}

}  // namespace

std::optional<postmaster> find_postmaster(const std::string& folder) {
    // Manual, section 73.1 and miscadmin.h: pid, folder, start, port, socket folder, address, key, status.
    const auto lines = lines_of(fs::path(folder) / "postmaster.pid");
    const int pid = pid_in(lines);
    if (pid <= 0 || !works_in(pid, folder)) return std::nullopt;
    const auto who = process::identify(pid);
    if (!who) return std::nullopt;
    return postmaster{*who, lines.size() > 4 ? lines[4] : std::string{}};
}

void clear_stale_locks(const std::string& folder, const std::string& socket_dir) {
    remove_stale(fs::path(folder) / "postmaster.pid", folder);
    remove_stale(fs::path(socket_dir) / ".s.PGSQL.5432.lock", folder);
}

}  // namespace zenix::pg
