#include "app/privileges.hpp"

#include <pwd.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <vector>

#include "base/process.hpp"
#include "base/secret.hpp"

namespace zenix::app {
namespace {

namespace fs = std::filesystem;

/// An entry of a POSIX access-control list as the kernel keeps it (linux/posix_acl_xattr.h).
struct acl_entry {
    std::uint16_t tag, perm;
    std::uint32_t id;
};
constexpr std::uint32_t acl_version = 2;
constexpr std::uint16_t user_obj = 1, user = 2, group_obj = 4, mask = 16, other = 32;
constexpr auto acl_name = "system.posix_acl_access";

std::vector<acl_entry> read_acl(const std::string& folder, mode_t mode) {
    std::array<char, 4096> raw{};
    const auto n = ::getxattr(folder.c_str(), acl_name, raw.data(), raw.size());
    std::vector<acl_entry> list;
    for (std::size_t at = sizeof acl_version; n > 0 && at + sizeof(acl_entry) <= static_cast<std::size_t>(n);
         at += sizeof(acl_entry)) {
        acl_entry e{};
        std::memcpy(&e, raw.data() + at, sizeof e);
        list.push_back(e);
    }
    if (!list.empty()) return list;
    const auto bits = [&](int shift) { return static_cast<std::uint16_t>(mode >> shift & 7); };
    return {{user_obj, bits(6), ~0U}, {group_obj, bits(3), ~0U}, {mask, bits(3), ~0U}, {other, bits(0), ~0U}};
}

/// `setfacl -m u:UID:x`.
bool let_pass(const std::string& folder, mode_t mode, uid_t who) {
    auto list = read_acl(folder, mode);
    std::vector<acl_entry> next;
    bool placed = false;
    for (auto e : list) {
        if (e.tag == user && e.id == who) continue;
        if (!placed && (e.tag > user || (e.tag == user && e.id > who))) {
            next.push_back({user, 1, who});
            placed = true;
        }
        if (e.tag == mask) e.perm |= 1;
        next.push_back(e);
    }
    std::string raw(reinterpret_cast<const char*>(&acl_version), sizeof acl_version);
    for (const auto& e : next) raw.append(reinterpret_cast<const char*>(&e), sizeof e);
    return ::setxattr(folder.c_str(), acl_name, raw.data(), raw.size(), 0) == 0;
}

/// Opens the way to `folder` where root closed it to others.
void open_way(const fs::path& folder, uid_t who) {
    for (auto at = folder.parent_path(); at != at.root_path(); at = at.parent_path()) {
        struct stat st {};
        if (::stat(at.c_str(), &st) != 0 || st.st_uid != 0 || (st.st_mode & S_IXOTH) != 0) continue;
        (void)let_pass(at.string(), st.st_mode, who);  // Where it fails, drop_root names the folder.
    }
}

}  // namespace

std::string master_key_file(const config& c) {
    return c.master_key_file.empty() ? c.data_dir + "-key" : c.master_key_file;
}

void settle_down(const config& c) {
    std::error_code fault;
    fs::create_directories(c.data_dir, fault);
    if (fault)
        throw std::runtime_error("data folder " + c.data_dir + " cannot be made: " + fault.message() +
                                 "; choose another with --data-dir");
    if (::geteuid() == 0) {
        const auto* account = ::getpwnam(c.run_as.c_str());
        if (account == nullptr)
            throw std::runtime_error("there is no user " + c.run_as +
                                     ", whom zenix becomes when root starts it; tools/setup.sh makes it");
        open_way(c.data_dir, account->pw_uid);
        // The key's folder may not be the user's, so the file is made for them while we can.
        const auto key = master_key_file(c);
        (void)secret::master_key::load(key, !fs::exists(c.data_dir + "/pg"));
        if (::chown(key.c_str(), account->pw_uid, account->pw_gid) != 0)
            throw std::runtime_error("the master key's file " + key + " cannot be given to " + c.run_as + ": " +
                                     std::strerror(errno));
        try {
            process::drop_root(c.run_as, c.data_dir);
        } catch (const std::exception& e) {
            throw std::runtime_error(std::string(e.what()) + ". Remedy: a data folder that " + c.run_as +
                                     " can be given; choose another with --data-dir");
        }
    }
    fs::permissions(c.data_dir, fs::perms::owner_all, fault);
}

}  // namespace zenix::app
