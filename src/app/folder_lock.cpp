#include "app/folder_lock.hpp"

#include "base/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <thread>

namespace zenix::app {
namespace {

/// The pid that the holder wrote, for the message alone; empty while it is still to write it.
std::string holder(int file) {
    std::array<char, 16> text{};
    const auto n = ::pread(file, text.data(), text.size(), 0);
    std::string pid(text.data(), n > 0 ? static_cast<std::size_t>(n) : 0);
    if (const auto end = pid.find_first_not_of("0123456789"); end != std::string::npos)
        pid.resize(end);
    return pid;
}

bool lives(const std::string& pid) {
    return !pid.empty() && process::identify(std::atoi(pid.c_str())).has_value();
}

/// A server that is killed while it starts a program leaves a child that has not come to its exec
/// yet, and holds our copy of the lock until it does: a matter of milliseconds. So a lock whose
/// holder is gone is asked for again; one whose holder lives is not waited for.
bool take(int file) {
    using namespace std::chrono_literals;
    constexpr auto pause = 10ms, patience = 5000ms;
    for (auto waited = 0ms;; waited += pause) {
        if (::flock(file, LOCK_EX | LOCK_NB) == 0) return true;
        if (waited >= patience || lives(holder(file))) return false;
        std::this_thread::sleep_for(pause);
    }
}

}  // namespace

folder_lock::folder_lock(const std::string& folder) {
    const auto name = folder + "/zenix.lock";
    // Not inherited: PostgreSQL and Asterisk outlive us, and would hold it on.
    file_ = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file_ < 0)
        throw std::runtime_error(fmt::format("data folder {}: cannot make {}: {}. Remedy: a data "
                                             "folder that this user may write to.",
            folder, name, std::strerror(errno)));
    if (!take(file_)) {
        const auto pid = holder(file_);
        ::close(file_);
        throw std::runtime_error(
            fmt::format("data folder {} is in use by another zenix that runs{}. Remedy: stop that "
                        "one, or choose "
                        "another folder with --data-dir (data_dir in the configuration).",
                folder, pid.empty() ? "" : " as process " + pid));
    }
    const auto pid = std::to_string(::getpid()) + '\n';
    if (::ftruncate(file_, 0) != 0 || ::pwrite(file_, pid.data(), pid.size(), 0) < 0) {
        // A full disk: the lock holds all the same, only its message will not name us.
    }
}

folder_lock::~folder_lock() { ::close(file_); }

}  // namespace zenix::app
