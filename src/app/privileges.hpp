#pragma once
#include <string>

#include "app/config.hpp"

namespace zenix::app {

/// Started by root, zenix becomes `run_as` for good before it does anything else: data folder and key
/// file are made and given to that user, who is let through folders above that were closed to them
/// (an access-control entry to pass, no more). Does nothing for everybody else but make the folder.
/// Throws std::runtime_error naming the folder and the remedy.
void settle_down(const config& c);

/// The file of the master key: configured, or beside the data folder, never in it.
[[nodiscard]] std::string master_key_file(const config& c);

}  // namespace zenix::app
