#include "dialer/campaigns/campaign.hpp"

#include "base/problem.hpp"

#include <algorithm>

namespace zenix::dialer {

pacing::settings pacing_of(const campaign& c) {
    pacing::settings p;
    p.abandon_budget = c.settings.limits.abandon_budget_permille / 1000.0;
    p.max_ratio = c.method == method::progressive ? 1 : c.settings.limits.max_ratio_pct / 100.0;
    p.max_trunks = c.settings.limits.max_lines;
    p.ring_timeout_s = c.settings.ring_timeout_s;
    return p;
}

std::string script_for(const settings& s, std::string_view language) {
    if (s.scripts.empty()) return {};
    const auto fits = std::ranges::find(s.scripts, language, &script::language);
    return fits == s.scripts.end() ? s.scripts.front().text : fits->text;
}

}  // namespace zenix::dialer
