#pragma once
#include "base/task.hpp"
#include "gateways/drivers/box.hpp"
#include "gateways/sim.hpp"
#include "pg/pool.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace zenix::gateways {

/// What a box's report means for where SIMs are.
struct sim_moves {
    std::vector<sim> placed;           ///< new ones, and ones that moved, where they sit now
    std::vector<std::string> removed;  ///< ICCIDs that have left the box, to nobody knows where
    std::vector<std::string> ignored;  ///< what was told and makes no sense, in words

    [[nodiscard]] bool empty() const { return placed.empty() && removed.empty(); }
};

/// Pure. A SIM is found by its ICCID wherever it sits. What people entered about it stays; operator
/// and number are taken from the box where nobody entered them. A port that tells an IMSI
/// alone holds the SIM that is known by it; where none is, the SIM that the book has there, the first
/// time. One that tells neither keeps the SIM the book has there, unless it says that it is empty.
[[nodiscard]] sim_moves find_moves(
    const std::vector<sim>& known, std::int64_t trunk_id, const drivers::box_report& report);

/// In one transaction.
task<> store_moves(pg::pool& db, sim_moves moves);

}  // namespace zenix::gateways
