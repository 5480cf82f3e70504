#pragma once
#include "base/json.hpp"
#include "base/task.hpp"
#include "compliance/terms.hpp"
#include "pg/pool.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace zenix::gateways {

/// By what a group orders the ways that fit.
enum class strategy : std::uint8_t {
    least_used,   ///< fewest attempts today
    round_robin,  ///< whose last turn is longest ago
    most_left,    ///< most minutes of the plan left in the billing month
    cheapest,     ///< least cost of a typical call to this number at this hour
    sticky,       ///< the SIM that reached this number last; else the least used
};
/// Which ways are wanted; law and purpose decide, not taste.
enum class route_class : std::uint8_t { any, sip, gsm };

[[nodiscard]] std::string_view to_string(strategy s);
[[nodiscard]] std::string_view to_string(route_class c);

/// Trunks that serve some calls, and how one of them is chosen. Groups are tried in order.
struct route_group {
    std::int64_t id = 0;
    std::string name;
    std::int64_t position = 100;
    bool enabled = true;
    gateways::strategy strategy = gateways::strategy::least_used;
    route_class ways = route_class::any;
    std::vector<compliance::purpose> purposes;         ///< empty: all
    std::vector<std::string> countries, prefixes;      ///< of the number called; empty: all
    bool all_trunks = true;
    std::vector<std::int64_t> trunk_ids;               ///< where not all
    std::int64_t typical_call_s = 120;

    [[nodiscard]] bool serves(
        std::string_view e164, std::string_view country, compliance::purpose p) const;
};

/// The contract's `RouteGroupWrite`; trunks by name. Throws problem 422 naming the field.
struct group_wish {
    route_group wanted;
    std::vector<std::string> trunks;
};
[[nodiscard]] group_wish read_group(fields in);
/// `trunks` are the names of its trunk_ids.
[[nodiscard]] json::object to_json(const route_group& g, const std::vector<std::string>& trunks);

task<std::vector<route_group>> load_groups(pg::executor& db);  ///< in order
/// `id` 0 adds. Throws problem 409 `name_taken`, 404.
task<route_group> store_group(pg::executor& db, route_group g);
task<bool> remove_group(pg::executor& db, std::int64_t id);

}  // namespace zenix::gateways
