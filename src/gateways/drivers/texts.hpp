#pragma once
#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace zenix::gateways::drivers {

/// One text to one number.
struct text_order {
    int port = -1;     ///< from 0; below 0: the box chooses
    std::string to;    ///< E.164
    std::string text;  ///< UTF-8; the box splits it
    /// Ours, unique and above 0 for ever: all that a box can be asked by later.
    std::int64_t reference = 0;
    bool receipt = true;
};

/// The box has it. What became of it comes as `text_report`.
struct text_taken {
    std::string task;  ///< the box's own name for it; empty: none
};

/// A text that the box has and that has not ended.
struct text_asked {
    std::int64_t reference = 0;  ///< as it was given
    std::string task;            ///< as `text_taken` had it
};

enum class text_stage : std::uint8_t { sending, sent, delivered, failed, unknown };

/// What a box says of a text it was given.
struct text_report {
    int port = -1;
    std::int64_t reference = 0;  ///< 0: not told; then (port, to, ref_id, time) are what there is
    std::string task;            ///< the box's own name for it; empty: not told
    std::string to;
    text_stage stage = text_stage::unknown;
    std::optional<int> tp_status;  ///< 3GPP TS 23.040 §9.2.3.15: 0 delivered, 32..63 temporary
    std::optional<int> ref_id;     ///< TP-MR of the first part, 0 to 255; comes round again
    int parts = 0, parts_sent = 0;
    std::optional<sys_ms> at;
    std::string imsi;
    std::string said;  ///< the box's own word
};

/// A text that reached a SIM.
struct text_came {
    std::string id;  ///< the box's own; empty: none
    int port = -1;
    std::string from, smsc, imsi, text;
    std::optional<sys_ms> at;  ///< by the box's clock and zone
    bool whole = true;         ///< false: parts of it never came
};

/// Texts of a box's inbox, oldest first.
struct inbox_page {
    std::vector<text_came> texts;
    std::string last;   ///< give this as `after` next time
    bool more = false;  ///< there are later ones already
};

}  // namespace zenix::gateways::drivers
