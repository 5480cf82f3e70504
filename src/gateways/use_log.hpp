#pragma once
#include "gateways/limits.hpp"
#include "gateways/recipient_key.hpp"
#include "gateways/sim.hpp"

#include <chrono>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

namespace zenix::gateways {

/// One instant as counters and rules see it: what the clock says here and in the installation's
/// zone.
struct moment {
    sys_ms now{};
    std::chrono::year_month_day day{};  ///< in the zone
    int minute = 0;                     ///< of that day
    std::chrono::weekday weekday{};

    [[nodiscard]] std::int64_t hour() const;  ///< hours since 1970, UTC
};
/// Where the billing month of that day began.
[[nodiscard]] std::chrono::year_month_day month_start(
    std::chrono::year_month_day day, int billing_day);

/// What one SIM has used, by day, by hour and by recipient; sums over the three periods. Plain
/// state without clock or I/O.
class use_log {
  public:
    static constexpr int days_kept = 32, hours_kept = 745;

    struct sums {
        sim_use day, month, window;
    };
    /// Of the day and hour in which it was reserved. Negative counts take back.
    void add(std::chrono::year_month_day day, std::int64_t hour, const sim_use& use);
    void load_day(std::chrono::year_month_day day, const sim_use& use);
    void load_hour(std::int64_t hour, const sim_use& use);

    /// The SIM reaches this number now. Gives what was known of it before, for `forget`.
    struct contact {
        std::int64_t day = never, hour = never;
        static constexpr std::int64_t never = -1;
        bool operator==(const contact&) const = default;
    };
    contact reach(recipient_key who, const moment& at);
    /// It did not reach it after all, unless somebody has since.
    void forget(recipient_key who, const contact& mine, const contact& before);
    [[nodiscard]] contact find(recipient_key who) const;
    void load_contact(recipient_key who, contact c);

    [[nodiscard]] sums over(const moment& at, const sim_caps& caps) const;
    /// Is this number new in that period?
    [[nodiscard]] bool fresh(
        recipient_key who, period p, const moment& at, const sim_caps& caps) const;
    void drop_old(const moment& at);
    [[nodiscard]] const std::unordered_map<recipient_key, contact>& contacts() const {
        return contacts_;
    }

  private:
    using entries = std::vector<std::pair<std::int64_t, sim_use>>;  ///< by key, rising
    std::unordered_map<recipient_key, contact> contacts_;
    entries days_, hours_;
};

}  // namespace zenix::gateways
