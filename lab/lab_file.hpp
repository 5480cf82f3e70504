#pragma once
#include "lab/lab.hpp"

#include <optional>
#include <string>

/// FOLDER/lab.json: where the lab is to be found.
namespace zenix::lab {

void write_lab_file(const std::string& folder, const running& lab);
/// What was written last, whether that lab lives or not.
[[nodiscard]] std::optional<running> read_lab_file(const std::string& folder);
[[nodiscard]] std::string pid_file(const std::string& folder);

}  // namespace zenix::lab
