#pragma once
#include "base/time.hpp"

#include <cstdint>
#include <string>

namespace zenix::gateways {

/// A SIM held for one text. Plain data, so that it can be stored with the text and outlive us:
/// whoever has it says once what became of the sending (`text_sent`, `text_refused`).
struct text_ticket {
    std::string key;    ///< its use is counted under this name
    std::string iccid;
    std::int64_t box_id = 0;  ///< keeper::send_text to this box …
    int port = 0;             ///< … through this port
    std::int64_t trunk_id = 0;
    std::int64_t parts = 1;
    std::string gateway, explanation;
    ms pause{0};  ///< that its box wants after a text through this port
};

}  // namespace zenix::gateways
