#pragma once
#include "base/zone.hpp"
#include "compliance/gate.hpp"

#include <span>
#include <string>
#include <vector>

namespace zenix::compliance {

/// One question among its facts and rules, to be looked at from any instant. Pure; borrows all
/// three.
class scene {
  public:
    scene(const question& q, const facts& known, std::span<const rule> rules);

    /// The rules that act at `t`: enabled, covering, effective that day; in a demonstration demo
    /// rules stand in for those of the same kind and jurisdiction.
    [[nodiscard]] std::vector<const rule*> acting(sys_ms t) const;
    [[nodiscard]] bool acts(const rule& r, sys_ms t) const;
    [[nodiscard]] bool allows(const rule& r, sys_ms t) const;
    /// Every acting rule allows, and one of them speaks of hours.
    [[nodiscard]] bool lawful(sys_ms t) const;
    /// What the rule says at `t`, in plain words.
    [[nodiscard]] std::string explain(const rule& r, sys_ms t) const;

    [[nodiscard]] int attempts_on_day(const rule& r, sys_ms t) const;
    [[nodiscard]] const std::string& zone() const { return known_.zones.front(); }
    [[nodiscard]] const std::string& country() const { return country_; }

    /// The earliest instant after `t` at which every acting rule allows; nullopt: never.
    [[nodiscard]] std::optional<sys_ms> next_lawful(sys_ms t) const;
    /// The same for one rule alone.
    [[nodiscard]] std::optional<sys_ms> next_allowed(const rule& r, sys_ms t) const;
    /// The earliest instant after `t` at which some rule speaks of hours.
    [[nodiscard]] std::optional<sys_ms> next_hours_rule(sys_ms t) const;

  private:
    [[nodiscard]] bool in_force(const rule& r, std::chrono::year_month_day day) const;
    [[nodiscard]] bool replaced(const rule& r, std::chrono::year_month_day day) const;
    [[nodiscard]] bool hours_allow(const calling_hours& h, sys_ms t) const;
    [[nodiscard]] std::string stands_in_for(const rule& r, std::chrono::year_month_day day) const;
    [[nodiscard]] std::optional<sys_ms> search(
        sys_ms t, const std::function<bool(sys_ms)>& good) const;

    const question& q_;
    const facts& known_;
    std::span<const rule> rules_;
    std::string country_;
    std::vector<std::chrono::year_month_day> attempt_days_;  ///< in zone(), beside known_.attempts
};

}  // namespace zenix::compliance
