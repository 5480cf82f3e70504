#pragma once
#include "base/json.hpp"
#include "base/task.hpp"
#include "gateways/limits.hpp"
#include "pg/pool.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace zenix::gateways {

/// What SIMs of one contract with an operator have in common: the minutes in it, and caps.
struct sim_plan {
    std::int64_t id = 0;
    std::string name;
    sim_limits limits;
    std::int64_t sims = 0;  ///< that are on it
};

/// The contract's `SimPlanWrite`. Throws problem 422 naming the field.
[[nodiscard]] sim_plan read_plan(fields in);
[[nodiscard]] json::object to_json(const sim_plan& p);

task<std::vector<sim_plan>> load_plans(pg::executor& db);  ///< by name
/// `id` 0 adds. Throws problem 409 `name_taken`, 404.
task<sim_plan> store_plan(pg::executor& db, sim_plan p);
task<bool> remove_plan(pg::executor& db, std::int64_t id);

}  // namespace zenix::gateways
