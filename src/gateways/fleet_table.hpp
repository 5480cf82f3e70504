#pragma once
#include "base/task.hpp"
#include "gateways/sim.hpp"
#include "gateways/trunk.hpp"
#include "pg/pool.hpp"

#include <cstdint>
#include <optional>
#include <vector>

/// Trunks and SIMs as they are stored.
namespace zenix::gateways {

task<std::vector<trunk>> load_trunks(pg::executor& db);
task<std::optional<trunk>> find_trunk(pg::executor& db, std::int64_t id);

/// Throws problem 409 `name_taken`. Returns the trunk with its id.
task<trunk> add_trunk(pg::executor& db, trunk t);
/// Every column of `t.id`. Throws problem 409 `name_taken`, 404.
task<> replace_trunk(pg::executor& db, trunk t);
/// Its SIMs stay, without a place. False when there was none.
task<bool> remove_trunk(pg::executor& db, std::int64_t id);

task<std::vector<sim>> load_sims(pg::executor& db);
/// Adds the SIM or moves it to where it is now; whatever sat in that port has left it.
task<> place_sim(pg::executor& db, sim s);

}  // namespace zenix::gateways
