#pragma once
#include "gateways/fleet.hpp"
#include "gateways/settlement.hpp"

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace zenix::gateways {

/// What a route book knows: the fleet as it stands, who holds what, and what is still to be
/// written. Plain state without clock or I/O; reservations reach it through a weak pointer, so one
/// that outlives the book is harmless.
class book_ledger {
  public:
    /// Takes over what is stored. Ways that are known already keep their state, their holders and
    /// their counters of the same day; `usage` is for SIMs that are new to the book.
    void replace(std::vector<trunk> trunks, std::vector<sim> sims, gsm_authorisation gsm,
        const std::vector<used>& usage);
    /// On a new day every SIM begins at nought.
    void roll(std::chrono::year_month_day today);

    /// `counts`: the call is an attempt of ours and its settlement is written.
    void take(
        const std::string& key, std::size_t trunk, std::optional<std::size_t> sim, bool counts);
    /// Not used after all.
    void give_back(const std::string& key);
    void settle(const std::string& key, bool answered, std::int64_t seconds);
    [[nodiscard]] bool holds(const std::string& key) const { return holders_.contains(key); }

    [[nodiscard]] std::optional<std::size_t> trunk_index(std::int64_t id) const;
    [[nodiscard]] std::optional<std::size_t> sim_index(const std::string& iccid) const;
    void set_health(std::int64_t trunk_id, trunk_state state, std::optional<double> round_trip_ms);

    /// The boxes as they are administered. Those that are known keep what their polls told.
    void set_boxes(std::vector<box_record> boxes);
    /// A poll of a box was answered, or failed. No effect for a box that has been taken away.
    void box_answered(std::int64_t box_id, drivers::box_report report, sys_ms at);
    void box_failed(std::int64_t box_id, failure why);

    [[nodiscard]] const fleet& ways() const { return ways_; }
    [[nodiscard]] fleet& ways() { return ways_; }

    std::deque<settlement> pending;  ///< to be written, oldest first

    /// Trunk ids, ICCIDs and box ids that changed since the last time this was asked.
    struct changes {
        std::set<std::int64_t> trunks;
        std::set<std::string> sims;
        std::set<std::int64_t> boxes;
    };
    [[nodiscard]] changes take_changes() { return std::exchange(changed_, {}); }

  private:
    struct holder {
        std::int64_t trunk_id = 0;
        std::string iccid;
        std::chrono::year_month_day day{};
        bool counts = true;
    };
    std::optional<holder> free(const std::string& key);
    void mark_held();
    [[nodiscard]] box_line* box(std::int64_t id);
    void follow_boxes();
    void follow(const box_line& b);
    void call_left(std::int64_t trunk_id, std::optional<int> port);

    fleet ways_;
    std::chrono::year_month_day day_{};
    std::map<std::string, holder> holders_;
    changes changed_;
};

}  // namespace zenix::gateways
