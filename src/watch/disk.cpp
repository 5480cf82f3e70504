#include "watch/disk.hpp"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include <set>

namespace zenix::watch {

std::vector<disk_reading> read_disks(const std::vector<std::string>& folders) {
    std::vector<disk_reading> list;
    std::set<unsigned long> known;
    for (const auto& folder : folders) {
        struct statvfs s{};
        if (::statvfs(folder.c_str(), &s) != 0 || !known.insert(s.f_fsid).second) continue;
        list.push_back({folder, std::uint64_t{s.f_blocks} * s.f_frsize,
            std::uint64_t{s.f_bavail} * s.f_frsize});
    }
    return list;
}

std::vector<condition> judge_disks(
    const std::vector<disk_reading>& disks, const std::function<bool(const std::string&)>& stands) {
    std::vector<condition> found;
    for (const auto& d : disks) {
        if (d.total == 0) continue;
        const auto key = "disk_low:" + d.folder;
        const auto percent = 100.0 * static_cast<double>(d.free) / static_cast<double>(d.total);
        if (percent >= (stands(key) ? 12 : 10)) continue;
        found.push_back({.key = key,
            .kind = "disk_low",
            .severity = percent < 3 ? severity::critical : severity::warning,
            .subject = d.folder,
            .text = fmt::format(
                "{:.1f} GB ({:.0f} %) are free.", static_cast<double>(d.free) / 1e9, percent),
            .measured = percent,
            .threshold = 10,
            .since = {}});
    }
    return found;
}

}  // namespace zenix::watch
