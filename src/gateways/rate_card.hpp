#pragma once
#include "gateways/tariff.hpp"

#include <optional>

namespace zenix::gateways {

/// A tariff with what makes it cheaper: calls within the SIM's own network, and at night. A call is
/// priced by the one tariff that holds when it begins.
struct rate_card {
    tariff usual = {};
    std::optional<std::int64_t> on_net_price_minor = {}, night_price_minor = {};  ///< for each pulse
    std::optional<std::int64_t> night_from = {}, night_to = {};  ///< minutes of the day

    /// What holds for a call that begins at that minute; the lower price where two fit.
    [[nodiscard]] tariff at(int minute_of_day, bool on_net) const;
    /// The price of a pulse then.
    [[nodiscard]] std::int64_t pulse_price(int minute_of_day, bool on_net) const;
    bool operator==(const rate_card&) const = default;
};

/// The seconds that are charged for a call that was up for so long: whole pulses.
[[nodiscard]] std::int64_t billed_seconds(const tariff& t, std::int64_t answered_ms);

/// The contract's `TariffWrite` and `Tariff`. Reading throws problem 422 naming the field.
[[nodiscard]] rate_card read_rate_card(fields in);
[[nodiscard]] json::object to_json(const rate_card& c);

}  // namespace zenix::gateways
