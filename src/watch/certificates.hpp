#pragma once
#include "base/result.hpp"
#include "watch/alert.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace zenix::watch {

/// When the first certificate of a PEM text ends. Failure `protocol` where it holds none.
[[nodiscard]] result<sys_ms> end_of_certificate(std::string_view pem);

struct certificate_reading {
    std::string file;
    std::optional<sys_ms> ends_at;
    std::string why_not;  ///< where it could not be read
};
/// Reads the files. Blocks: for the worker pool.
[[nodiscard]] std::vector<certificate_reading> read_certificates(
    const std::vector<std::string>& files);

/// Warning 21 days ahead, critical 3 days ahead and for one that has ended or cannot be read. Pure.
[[nodiscard]] std::vector<condition> judge_certificates(
    const std::vector<certificate_reading>& list, sys_ms now);

}  // namespace zenix::watch
