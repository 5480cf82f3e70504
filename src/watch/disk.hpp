#pragma once
#include "watch/alert.hpp"

#include <functional>
#include <string>
#include <vector>

namespace zenix::watch {

struct disk_reading {
    std::string folder;
    std::uint64_t total = 0, free = 0;  ///< bytes; free for us, not for root
};

/// By statvfs(3); folders on one file system count once. Blocks: for the worker pool.
[[nodiscard]] std::vector<disk_reading> read_disks(const std::vector<std::string>& folders);

/// Warning below 10 % free, critical below 3 %; over again above 12 %. Pure.
[[nodiscard]] std::vector<condition> judge_disks(
    const std::vector<disk_reading>& disks, const std::function<bool(const std::string&)>& stands);

}  // namespace zenix::watch
