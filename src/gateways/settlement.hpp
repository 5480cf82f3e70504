#pragma once
#include "base/task.hpp"
#include "gateways/sim.hpp"
#include "pg/pool.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace zenix::gateways {

/// What one call used of a SIM.
struct settlement {
    std::string reservation;  ///< counted once under this name, in whatever process
    std::string iccid;
    std::chrono::year_month_day day{};  ///< on which it was reserved, in the installation's zone
    bool answered = false;
    std::int64_t seconds = 0;
};

/// Adds it to the SIM's day; false when it was there already.
task<bool> write_settlement(pg::executor& db, settlement s);
/// Forgets names of settlements nobody can bring again.
task<> forget_old_settlements(pg::executor& db);

struct used {
    std::string iccid;
    sim_use use;
};
task<std::vector<used>> load_usage(pg::executor& db, std::chrono::year_month_day day);

}  // namespace zenix::gateways
