#pragma once
#include "base/json.hpp"
#include "base/task.hpp"
#include "base/time.hpp"
#include "pg/pool.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The list of numbers that want no texts. It acts on the next decision.
namespace zenix::compliance {

enum class opt_out_source : std::uint8_t { manual, stop_word, keyword };
[[nodiscard]] std::string_view to_string(opt_out_source s);

struct opt_out_entry {
    std::int64_t id = 0;
    std::string phone_number, reason, source;
    std::optional<std::string> word;
    sys_ms created_at{};
    std::optional<std::string> created_by;
    std::optional<std::int64_t> customer_id;  ///< who has the number, where known
    std::string customer_name;
};
/// The contract's `TextOptOut`.
[[nodiscard]] json::object to_json(const opt_out_entry& e);

/// Lists a number with its audit line when it is new; false when it was there. `e164` as stored.
task<bool> opt_out(pg::executor& db, std::string e164, std::string reason, opt_out_source source,
    std::optional<std::string> word, std::string by);
/// False when it was not there.
task<bool> opt_in(pg::executor& db, std::string e164, std::string by);
task<std::optional<opt_out_entry>> find_opt_out(pg::executor& db, std::string e164);
/// Newest first. `digits` part of the number, empty for all; `before` the id of the last one seen.
task<std::vector<opt_out_entry>> list_opt_outs(
    pg::executor& db, std::string digits, std::optional<std::int64_t> before, int limit);

}  // namespace zenix::compliance
