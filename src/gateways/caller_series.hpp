#pragma once
#include "base/json.hpp"
#include "compliance/terms.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zenix::gateways {

/// A number a trunk may show, and for what.
struct caller_id {
    std::string number;
    std::vector<compliance::purpose> purposes;

    bool operator==(const caller_id&) const = default;
};
/// `caller_ids` of the contract's `TrunkWrite`. Throws problem 422 naming the field.
[[nodiscard]] std::vector<caller_id> read_caller_ids(fields& in);
[[nodiscard]] json::array to_json(const std::vector<caller_id>& list);

/// Which numbers the law wants shown to borrowers of a country, by purpose: India's 1600 and 140.
struct caller_series {
    std::int64_t id = 0;
    std::string country;
    std::vector<compliance::purpose> purposes;
    std::vector<std::string> prefixes;  ///< E.164
    std::string source;
    bool enabled = true;
};
[[nodiscard]] json::object to_json(const caller_series& s);

/// The rule for a call; nullptr when none binds it.
[[nodiscard]] const caller_series* series_for(const std::vector<caller_series>& rules,
    std::string_view country, compliance::purpose p);

/// The number a trunk shows to this borrower: one of `list` for the purpose, else `otherwise`; only
/// one that `rule` allows. Of several it is always the same for the same borrower: nobody shall be
/// called from ever new numbers. Nullopt when there is none; an empty text shows what the carrier has.
[[nodiscard]] std::optional<std::string> number_to_show(const std::vector<caller_id>& list,
    const std::optional<std::string>& otherwise, compliance::purpose p, const caller_series* rule,
    std::string_view borrower);

[[nodiscard]] std::vector<compliance::purpose> read_purpose_list(
    const std::vector<std::string>& words, const std::string& path);
[[nodiscard]] json::array to_json(const std::vector<compliance::purpose>& list);

}  // namespace zenix::gateways
