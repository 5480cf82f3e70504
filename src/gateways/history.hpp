#pragma once
#include "base/json.hpp"
#include "base/task.hpp"
#include "base/time.hpp"
#include "pg/pool.hpp"

#include <cstdint>
#include <optional>
#include <string>

/// What SIMs and ports did, over time, for graphs.
namespace zenix::gateways {

struct series_wish {
    std::string metric;
    sys_ms from{}, to{};
};
/// Reads `metric`, `from` and `to` of a query. Throws problem 422 naming the field.
[[nodiscard]] series_wish read_series_wish(const std::optional<std::string>& metric,
    const std::optional<std::string>& from, const std::optional<std::string>& to, sys_ms now);

/// The contract's `Series`. `zone`: whose days are meant.
task<json::object> sim_series(
    pg::executor& db, std::string iccid, series_wish wish, std::string zone);
/// Throws problem 422 for a metric that ports do not have.
task<json::object> port_series(
    pg::executor& db, std::int64_t trunk_id, int port, series_wish wish, std::string zone);

}  // namespace zenix::gateways
