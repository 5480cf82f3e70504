#pragma once
#include "base/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace zenix::gateways {

/// What was read of a network's answer about credit.
struct credit_reading {
    std::optional<std::int64_t> amount_minor;
    std::string decoded;  ///< the answer as text
    std::string why;      ///< what did not fit; empty when it was understood
};

/// Reads an answer by an operator's pattern: its words, with `{amount}` where the money stands and
/// `*` for anything. Case and runs of blanks do not matter; words before and after the pattern do not
/// either. Amounts may have a decimal point or comma, separators of thousands, a minus or the word,
/// and digits of Indian scripts; two decimals are minor units. Takes time in proportion to both
/// lengths, whatever they hold. Pure; never fails.
[[nodiscard]] credit_reading read_credit(std::string_view pattern, std::string_view answer);

/// Empty when the pattern can be used; else what is wrong with it.
[[nodiscard]] std::string fault_of_pattern(std::string_view pattern);

/// Money as people write it, from the beginning of `text`: minor units and how many bytes it took.
struct amount_read {
    std::int64_t minor = 0;
    std::size_t bytes = 0;
};
[[nodiscard]] std::optional<amount_read> read_amount(std::string_view text);

/// The contract's `CreditReading`.
[[nodiscard]] json::object to_json(const credit_reading& r, const std::string& currency);

}  // namespace zenix::gateways
