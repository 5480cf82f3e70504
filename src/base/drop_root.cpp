// process::drop_root: the part of process.hpp that gives up power.
#include "base/process.hpp"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>

namespace zenix::process {

namespace {

namespace fs = std::filesystem;

void give(const fs::path& what, const passwd& user) {
    if (::lchown(what.c_str(), user.pw_uid, user.pw_gid) != 0)
        throw std::runtime_error(fmt::format(
            "Cannot give {} to {}: {}", what.string(), user.pw_name, std::strerror(errno)));
}

/// Makes the folder and the parents it lacks; those are the user's, parents that were there are not.
void make_folders(const fs::path& folder, const passwd& user) {
    if (folder.empty() || fs::exists(folder)) return;
    make_folders(folder.parent_path(), user);
    std::error_code fault;
    fs::create_directory(folder, fault);
    if (fault)
        throw std::runtime_error(
            fmt::format("Cannot make the folder {}: {}", folder.string(), fault.message()));
    give(folder, user);
}

/// What an earlier run as root left behind. A file with a second name elsewhere is not touched:
/// whoever could write here might have linked a foreign one in.
void give_all(const fs::path& folder, const passwd& user) {
    give(folder, user);
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        struct stat about{};
        if (::lstat(entry.path().c_str(), &about) != 0 || about.st_uid == user.pw_uid) continue;
        if (S_ISREG(about.st_mode) && about.st_nlink > 1) continue;
        give(entry.path(), user);
    }
}

/// The first folder on the way, from the top, that we cannot pass.
std::string closed_on_the_way(const fs::path& folder) {
    fs::path so_far;
    for (const auto& part : folder) {
        so_far /= part;
        if (::access(so_far.c_str(), X_OK) != 0) return so_far.string();
    }
    return folder.string();
}

}  // namespace

void drop_root(const std::string& user, const std::string& folder) {
    if (::geteuid() != 0) return;
    const passwd* found = ::getpwnam(user.c_str());
    if (found == nullptr)
        throw std::runtime_error(
            fmt::format("There is no system user {0}. Remedy: useradd --system {0}", user));
    if (found->pw_uid == 0)
        throw std::runtime_error(
            fmt::format("The user {} is root itself. Remedy: name another.", user));
    const passwd who = *found;  // its texts stay valid until the next getpw call
    const fs::path path = fs::absolute(folder).lexically_normal();
    make_folders(path, who);
    give_all(path, who);

    if (::initgroups(who.pw_name, who.pw_gid) != 0 ||
        ::setresgid(who.pw_gid, who.pw_gid, who.pw_gid) != 0 ||
        ::setresuid(who.pw_uid, who.pw_uid, who.pw_uid) != 0)
        throw std::runtime_error(
            fmt::format("Cannot become user {}: {}", user, std::strerror(errno)));
    if (::setuid(0) == 0)
        throw std::runtime_error("Root was given up but came back; refusing to run");
    ::setenv("HOME", who.pw_dir, 1);
    ::setenv("USER", who.pw_name, 1);

    if (::access(path.c_str(), R_OK | W_OK | X_OK) != 0)
        throw std::runtime_error(fmt::format(
            "The user {} cannot enter {}: {} is closed to it. Remedy: put the data folder "
            "elsewhere (--data-dir), or open that folder to it (chmod o+x {}).",
            user, path.string(), closed_on_the_way(path), closed_on_the_way(path)));
    if (::access(".", X_OK) != 0 && ::chdir("/") != 0)
        throw std::runtime_error("Cannot change to the folder /");
}

}  // namespace zenix::process
