#pragma once
#include "base/task.hpp"
#include "gateways/drivers/box.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <variant>

namespace zenix::gateways::drivers {

/// What a box tells by itself. A hint, never the truth: whoever hears one asks the box.
struct ussd_came {
    int port = 0;
    std::string text;
};
struct registration_changed {
    int port = 0;
    std::optional<int> slot;
    bool up = false;
    std::string iccid, imsi, number;
};
struct call_ended {
    box_call call;
};
struct box_changed {
    std::string status;  ///< `power_off` and the like, the box's own word
};
struct port_trouble {
    int port = 0;
    std::string type, action;  ///< `call_fail`, `reset`: the box's own words
};
/// The session with the box began or ended; while it is away, events are lost.
struct session_changed {
    bool up = false;
    std::string why;
};
/// More came than was taken: ask the box.
struct events_lost {
    std::size_t count = 0;
};

using box_event = std::variant<text_came, text_report, ussd_came, registration_changed, call_ended,
    box_changed, port_trouble, session_changed, events_lost>;

/// Takes one event after the other, in the order in which they came.
using event_sink = std::function<task<>(box_event)>;

}  // namespace zenix::gateways::drivers
