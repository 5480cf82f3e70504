#pragma once
#include "watch/alert.hpp"

#include <vector>

namespace zenix::watch {

/// How the house's own parts do, as app sees them.
struct house_reading {
    bool database = true;
    bool telephony = true;
    bool asterisk_restarted = false;   ///< since the last reading
    std::string no_recording_because;  ///< empty: calls are recorded
};
[[nodiscard]] std::vector<condition> judge_house(const house_reading& now);

}  // namespace zenix::watch
