#include "calls/cost.hpp"

namespace zenix::calls {
std::optional<money> cost_of(const call& c) {
    std::optional<money> sum;
    for (const auto& l : c.legs) {
        if (!l.route || !l.route->tariff) continue;
        const auto& t = *l.route->tariff;
        if (sum && sum->currency != t.currency) return std::nullopt;
        if (!sum) sum = money{0, t.currency};
        sum->minor += gateways::price(t, l.up_ms(c.ended_at.value_or(l.started_at)));
    }
    return sum;
}

}  // namespace zenix::calls
