#pragma once
#include "base/json.hpp"
#include "base/task.hpp"
#include "pg/pool.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What the room's small tables with a name have in common: how they are read, written and shown.
namespace zenix::gateways {

/// ISO 4217, INR when left out.
[[nodiscard]] std::string read_currency(fields& in);
/// Prefixes in E.164 with at least `least` digits; empty when left out.
[[nodiscard]] std::vector<std::string> read_prefixes(
    fields& in, std::string_view name, std::size_t least, std::size_t most);
[[nodiscard]] json::array texts_json(const std::vector<std::string>& list);

/// Runs `add` when `id` is 0, else `change` with the id as last parameter; both return the id.
/// Throws problem 409 `name_taken`, or 404 when there is no such row. `what` is its word for people.
task<std::int64_t> store_named(pg::executor& db, std::int64_t id, std::string add,
    std::string change, std::vector<pg::param> params, std::string what);

}  // namespace zenix::gateways
