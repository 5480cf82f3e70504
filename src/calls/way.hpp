#pragma once
#include "base/task.hpp"
#include "calls/call.hpp"
#include "gateways/route_book.hpp"
#include "pg/pool.hpp"

#include <optional>
#include <string>

namespace zenix::calls {

/// Where an outbound leg goes, once gate and route choice have agreed.
struct outbound_leg {
    std::string dial_string, caller_id;
    route_used route;
    std::optional<gateways::reservation> road;
};
[[nodiscard]] outbound_leg leg_by(gateways::reservation road);

/// How the leg that went by a way ended, for its counters and its health.
[[nodiscard]] gateways::call_end end_of(const leg& l, sys_ms now);

/// After a restart: the book in memory learns what legs used that had ended before. All of a settled
/// call, of one that lives those beside the way it is on now. What was counted is not counted again.
void recall_ways(gateways::route_book& roads, const call& c);

/// Counts what a call used of SIMs, by each of its legs; once, whoever else has counted it. Done in
/// the transaction that writes the call's row, so that a call in the log is a call that is counted.
/// `zone`: whose days SIM counters follow.
task<> count_ways(pg::executor& tx, call c, std::string zone);

}  // namespace zenix::calls
