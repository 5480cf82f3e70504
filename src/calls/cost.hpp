#pragma once
#include "calls/call.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace zenix::calls {

struct money {
    std::int64_t minor = 0;
    std::string currency;  ///< ISO 4217
};

/// What the answered time of a call's outbound legs cost, a third party's too, each by the tariff of
/// its way. Nullopt when none has a tariff, or when two currencies meet and there is no sum.
[[nodiscard]] std::optional<money> cost_of(const call& c);

}  // namespace zenix::calls
