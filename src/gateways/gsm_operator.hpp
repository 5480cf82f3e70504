#pragma once
#include "base/json.hpp"
#include "base/task.hpp"
#include "pg/pool.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zenix::gateways {

/// A mobile network: how its SIMs are asked for credit, and which numbers are its own.
struct gsm_operator {
    std::int64_t id = 0;
    std::string name;  ///< as SIMs have it, case aside
    std::optional<std::string> ussd_code;
    std::string credit_pattern, currency = "INR";
    std::vector<std::string> series;  ///< prefixes in E.164
    std::int64_t ask_every_calls = 50;
};

/// The contract's `OperatorWrite`. Throws problem 422 naming the field.
[[nodiscard]] gsm_operator read_operator(fields in);
[[nodiscard]] json::object to_json(const gsm_operator& o, std::int64_t sims);

/// Do two names mean one operator? Case aside.
[[nodiscard]] bool same_operator(std::string_view a, std::string_view b);

/// Finds the operator of a number by the longest prefix that fits.
class series_index {
  public:
    static constexpr std::int16_t nobody = -1;
    series_index() = default;
    explicit series_index(const std::vector<gsm_operator>& all);
    /// Index in the list it was made of; `nobody` when no series fits.
    [[nodiscard]] std::int16_t find(std::string_view e164) const;
    [[nodiscard]] bool empty() const { return prefixes_.empty(); }

  private:
    std::vector<std::pair<std::string, std::int16_t>> prefixes_;  ///< sorted
    std::size_t shortest_ = 0, longest_ = 0;
};

task<std::vector<gsm_operator>> load_operators(pg::executor& db);
/// `id` 0 adds. Throws problem 409 `name_taken`, 404.
task<gsm_operator> store_operator(pg::executor& db, gsm_operator o);
task<bool> remove_operator(pg::executor& db, std::int64_t id);

}  // namespace zenix::gateways
