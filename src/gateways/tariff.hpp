#pragma once
#include "base/json.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <string>

namespace zenix::gateways {

/// What answered time costs on a trunk or a SIM. Amounts are minor units of `currency` (paise for
/// INR). Each pulse that has begun is charged whole: the first lasts `first_pulse_s`, those after it
/// `next_pulse_s`. 60/60 is billing by the minute, 1/1 by the second, 30/6 as carriers write it;
/// where a longer first pulse costs more than a later one, the difference is `connect_minor`.
struct tariff {
    std::string currency = "INR";    ///< ISO 4217
    std::int64_t connect_minor = 0;  ///< once, when the call is answered
    std::int64_t price_minor = 0;    ///< for each pulse
    std::int64_t first_pulse_s = 60, next_pulse_s = 60;

    bool operator==(const tariff&) const = default;
};
BOOST_DESCRIBE_STRUCT(
    tariff, (), (currency, connect_minor, price_minor, first_pulse_s, next_pulse_s))

/// How many pulses are charged for a call that was up for `answered_ms`; none when it never was.
[[nodiscard]] std::int64_t pulses(const tariff& t, std::int64_t answered_ms);
/// Minor units for a call that was up for `answered_ms`. One that was never answered costs nothing.
[[nodiscard]] std::int64_t price(const tariff& t, std::int64_t answered_ms);

/// The contract's `Tariff`, read and written. Reading throws problem 422 naming the field.
[[nodiscard]] tariff read_tariff(fields in);
[[nodiscard]] json::object to_json(const tariff& t);

}  // namespace zenix::gateways
