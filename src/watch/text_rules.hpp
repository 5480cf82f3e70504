#pragma once
#include "watch/alert.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace zenix::watch {

/// How text messages do.
struct text_reading {
    std::int64_t waiting = 0;   ///< due and not sent
    std::int64_t oldest_s = 0;  ///< how long the oldest of them has waited
    struct account {
        std::int64_t id = 0;
        std::string name, detail;
    };
    std::vector<account> down;  ///< switched on and not connected
};

inline constexpr std::int64_t texts_wait_s = 120;

[[nodiscard]] std::vector<condition> judge_texts(const text_reading& now);

}  // namespace zenix::watch
