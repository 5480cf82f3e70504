#pragma once
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "calls/conductor.hpp"

namespace zenix::calls {

/// A call in progress with what hangs on it in this process.
struct conductor::live {
    call data;
    outbound_leg to_borrower;
    std::optional<outbound_leg> to_third;
    std::string third_leg;            ///< that went out by `to_third`
    std::deque<action> todo;          ///< in order, carried out by one coroutine
    bool working = false;
    std::map<act::timer, std::shared_ptr<asio::steady_timer>> timers;
    std::set<std::int64_t> offered;   ///< inbound: telecallers tried already
    std::set<std::string> in_stasis;  ///< legs Asterisk has handed to us
    std::map<std::string, std::string> channel_names;  ///< leg → `PJSIP/…`, for the manager interface
    std::string monitor;              ///< the MixMonitor's id
    std::string written;              ///< `data` as the journal has it
};

inline constexpr auto hold_bridge = "zenix-hold";

}  // namespace zenix::calls
