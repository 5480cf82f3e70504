#pragma once
#include "base/json.hpp"
#include "base/task.hpp"
#include "base/time.hpp"
#include "pg/pool.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The list of numbers nobody may call or text. It acts on the next decision.
namespace zenix::compliance {

enum class dnc_source : std::uint8_t { manual, disposition, import, text_stop };
[[nodiscard]] std::string_view to_string(dnc_source s);

struct dnc_entry {
    std::int64_t id = 0;
    std::string phone_number, reason, source;
    sys_ms created_at{};
    std::optional<std::string> created_by;
};
/// The contract's `DncEntry`.
[[nodiscard]] json::object to_json(const dnc_entry& e);

struct dnc_added {
    dnc_entry entry;
    bool is_new = false;  ///< false: it was listed already, and the first entry stays
};
/// Lists a number and writes the audit line when it is new; both last in the caller's transaction.
/// `e164` as stored: throws problem 422 when it is not E.164. `by` is the principal's name or
/// `system`.
task<dnc_added> add_entry(
    pg::executor& db, std::string e164, std::string reason, dnc_source source, std::string by);
/// The entry that went, with its audit line; nullopt when there was none.
task<std::optional<dnc_entry>> remove_entry(pg::executor& db, std::string e164, std::string by);

struct dnc_filter {
    std::string digits;                  ///< part of the number; empty for all
    std::optional<std::int64_t> before;  ///< id of the last one seen
    int limit = 50;
};
/// Newest first.
task<std::vector<dnc_entry>> list_entries(pg::executor& db, dnc_filter f);

}  // namespace zenix::compliance
