#pragma once
#include "base/task.hpp"
#include "gateways/caller_series.hpp"
#include "gateways/fleet.hpp"
#include "gateways/sim.hpp"
#include "gateways/trunk.hpp"
#include "pg/pool.hpp"

#include <cstdint>
#include <map>
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
/// What people decide about it: enabled, operator, number, plan, own limits. Throws problem 404,
/// or 422 where there is no such plan.
task<> set_sim(pg::executor& db, sim s);

/// The last reading of each SIM, by ICCID.
task<std::map<std::string, sim_credit>> load_last_credits(pg::executor& db);
task<> add_credit(pg::executor& db, std::string iccid, sim_credit c);

task<std::vector<caller_series>> load_caller_series(pg::executor& db);
/// Its prefixes and whether it acts. Throws problem 404.
task<caller_series> set_caller_series(pg::executor& db, caller_series s);

}  // namespace zenix::gateways
