#pragma once
#include "base/result.hpp"
#include "base/time.hpp"
#include "gateways/box_record.hpp"
#include "gateways/drivers/box.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace zenix::gateways {

enum class box_state : std::uint8_t { unknown, up, down };
[[nodiscard]] std::string_view to_string(box_state s);

/// A box and what its polls have told.
struct box_line {
    static constexpr int misses_allowed = 2;  ///< the poll after these takes it down

    box_record box;
    box_state state = box_state::unknown;
    int missed = 0;                  ///< polls in a row that failed
    std::optional<sys_ms> heard_at;  ///< the last poll that did not
    std::optional<failure> trouble;  ///< why the last one failed
    drivers::box_report report;      ///< of the last good poll; empty before the first
    std::optional<sys_ms> pushed_at;  ///< told something by itself, by a push that was believed
    std::optional<sys_ms> call_ended_at;  ///< of the first answered call since: it should have pushed

    /// A poll was answered. True when this brought the box up.
    bool answered(drivers::box_report r, sys_ms at);
    /// A poll failed. True when this took the box down.
    bool failed(failure why);

    [[nodiscard]] const drivers::port_report* port(int number) const;
};

/// What the box says of one SIM, for the choice. `told` is false as long as no box said anything:
/// the SIM of a trunk without a box, or before the first poll.
struct sim_condition {
    bool told = false;
    bool displaced = false;  ///< its port holds another SIM, or the box does not know its port
    bool blocked = false;
    bool in_call = false;  ///< as the last poll saw it; a call of ours that ends clears it
    drivers::port_state state = drivers::port_state::unknown;
    std::optional<int> signal_csq;
    std::string said, network, imsi;

    bool operator==(const sim_condition&) const = default;
};

/// Of the SIM `iccid` that the book has in `port`. The ICCID decides where the box tells it; where
/// it tells none the port does. The report's ICCIDs are clean ones.
[[nodiscard]] sim_condition condition_of(
    const drivers::box_report& r, const std::string& iccid, std::optional<int> port);

/// As the book writes ICCIDs: upper case, without the filler F at the end. Empty when it is none
/// (ITU-T E.118; 10 to 22 digits, as boxes tell them).
[[nodiscard]] std::string clean_iccid(std::string_view told);
/// Nullopt when it is none (ITU-T E.212; up to 15 digits).
[[nodiscard]] std::optional<std::string> read_imsi(std::string_view told);

}  // namespace zenix::gateways
