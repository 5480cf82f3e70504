#pragma once
#include "gateways/fleet.hpp"
#include "gateways/settlement.hpp"

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace zenix::gateways {

/// How a call that held a way ended, as far as the way is concerned.
struct call_use {
    bool answered = false;
    std::int64_t seconds = 0, billed_s = 0, cost_minor = 0;
    way_outcome outcome = way_outcome::unknown;
};

/// What administrators have set up beside trunks and SIMs.
struct fleet_rules {
    std::vector<gsm_operator> operators;
    std::vector<route_group> groups;
    std::vector<caller_series> series;
    std::map<std::string, sim_credit> credits;  ///< by ICCID, the last reading
};

/// What a route book knows: the fleet as it stands, who holds what, and what is still to be
/// written. Plain state without I/O; reservations reach it through a weak pointer, so one that
/// outlives the book is harmless.
class book_ledger {
  public:
    /// Takes over what is stored. Ways that are known already keep their state, their holders and
    /// their counters; `past` is for SIMs that are new to the book.
    void replace(std::vector<trunk> trunks, std::vector<sim> sims, gsm_authorisation gsm,
        const past_use& past);
    void set_rules(fleet_rules rules);
    /// The time goes on: on a new day, in a new hour the sums are made anew.
    void roll(const moment& at);
    /// Asked before anything is counted, where time goes on by itself.
    std::function<moment()> clock;

    /// `counts`: the call is an attempt of ours and its settlement is written.
    void take(const std::string& key, std::size_t trunk, std::optional<std::size_t> sim,
        bool counts, const std::string& recipient = {});
    /// A text of so many parts; it counts from now on unless it is given back.
    void take_text(const std::string& key, std::size_t sim, std::int64_t parts,
        const std::string& recipient);
    /// The box has the text, and what it uses is written already. The port sends it for some seconds;
    /// `pause` more before the next.
    void text_taken(const std::string& key, ms pause);
    /// It has left the port, or never will.
    void text_left(std::int64_t trunk_id, int port);
    /// Not used after all.
    void give_back(const std::string& key);
    void settle(const std::string& key, const call_use& use);
    [[nodiscard]] bool holds(const std::string& key) const { return holders_.contains(key); }

    [[nodiscard]] std::optional<std::size_t> trunk_index(std::int64_t id) const;
    [[nodiscard]] std::optional<std::size_t> sim_index(const std::string& iccid) const;
    void set_health(std::int64_t trunk_id, trunk_state state, std::optional<double> round_trip_ms);
    /// Several ways refused one call: that speaks of the number called, and not of them.
    void forgive(const std::vector<std::int64_t>& trunks, const std::vector<std::string>& iccids);
    /// Ends a quarantine. False when there is no such SIM.
    bool release(const std::string& iccid);
    /// A network has told a SIM's credit, or said what nobody understood.
    void credit_told(const std::string& iccid, sim_credit c);

    /// The boxes as they are administered. Those that are known keep what their polls told.
    void set_boxes(std::vector<box_record> boxes);
    /// A poll of a box was answered, or failed. No effect for a box that has been taken away.
    void box_answered(std::int64_t box_id, drivers::box_report report, sys_ms at);
    void box_failed(std::int64_t box_id, failure why);
    /// It told something by itself.
    void box_pushed(std::int64_t box_id, sys_ms at);

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
        std::string iccid, recipient;
        std::optional<int> port;
        moment at;  ///< when it was reserved
        bool counts = true;
        std::int64_t texts = 0;
        use_log::contact before;  ///< what the SIM knew of the recipient
    };
    void refresh();
    std::optional<holder> free(const std::string& key);
    void count(const holder& h, const sim_use& use);
    void recount(sim_line& s);
    void remember(holder& h, sim_line& s);
    void queue(const std::string& key, const holder& h, const call_use& use);
    void judge(const holder& h, way_outcome outcome);
    void load_past(sim_line& s, const past_use& past);
    void load_ports(const past_use& past);
    void link();  ///< what of fleet points to other parts of it
    void mark_held();
    [[nodiscard]] box_line* box(std::int64_t id);
    void follow_boxes();
    void follow(const box_line& b);
    void call_left(std::int64_t trunk_id, std::optional<int> port);

    fleet ways_;
    std::map<std::string, holder> holders_;
    std::uint64_t turns_ = 0;
    changes changed_;
};

}  // namespace zenix::gateways
