#pragma once
#include "base/task.hpp"
#include "gateways/rate_card.hpp"
#include "pg/pool.hpp"

#include <cstdint>
#include <optional>
#include <string>

/// Tariffs as they are stored: one for a trunk, one for a SIM.
namespace zenix::gateways {

/// Of a row that has the columns of `tariffs` from an outer join.
[[nodiscard]] std::optional<rate_card> tariff_in(const pg::row& row);

/// Sets it, or with nullopt takes it away. Throws problem 404 when there is no such trunk or SIM.
task<> set_trunk_tariff(pg::executor& db, std::int64_t trunk_id, std::optional<rate_card> t);
task<> set_sim_tariff(pg::executor& db, std::string iccid, std::optional<rate_card> t);

}  // namespace zenix::gateways
