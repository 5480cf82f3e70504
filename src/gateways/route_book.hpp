#pragma once
#include "base/result.hpp"
#include "base/task.hpp"
#include "base/time.hpp"
#include "compliance/permit.hpp"
#include "gateways/book_ledger.hpp"
#include "gateways/reservation.hpp"
#include "gateways/route_choice.hpp"
#include "gateways/text_ticket.hpp"
#include "gateways/turnstile.hpp"
#include "pg/pool.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <variant>

namespace zenix::gateways {

/// Where a call that came in entered.
struct inbound_road {
    std::int64_t trunk_id = 0;  ///< 0: not one of our trunks
    std::string trunk, gateway, iccid;
    std::optional<int> port;
};

/// Which ways are wanted beside what the groups say.
struct route_limits {
    route_class wanted = route_class::any;
    std::optional<std::int64_t> only_trunk = {};
    std::optional<int> only_port = {};
    std::vector<std::int64_t> without_trunks = {};
    std::string known_sim = {};  ///< for a text, as route_wish has it
    std::optional<std::int64_t> only_group = {};  ///< by id; one that serves the number
};

/// All ways out, in memory: chooses, reserves and settles without waiting for the database, so that
/// calls go on while it is away. Lives on the one event loop.
class route_book {
  public:
    /// A call may be offered to so many ways in all, and for so long.
    static constexpr std::size_t ways_per_call = 3;
    static constexpr ms patience_per_call{120'000};

    /// `zone`: whose days SIM counters follow.
    route_book(std::string zone, std::function<sys_ms()> clock);

    /// Reads trunks, SIMs, authority, rules and past use. Before anything else, and after each
    /// change.
    task<> load(pg::executor& db);
    /// Writes what calls have used since; what the database did not take waits for the next time.
    task<> flush(pg::executor& db);

    /// Chooses a way and holds it for the attempt the permit is for. Failures: `no_route` with what
    /// is against each way, `permit` when the permit is spent or not for a call.
    result<reservation> reserve(compliance::permit pass, route_limits limits = {});
    /// Another way for a call that `failed` refused before it alerted by a cause of the network's:
    /// that way is settled as at fault, then one is sought that the call has not tried, on other
    /// trunks first. The permit's attempt is the same. `no_route` when there is none, when the call
    /// has tried `ways_per_call`, or when it is too late.
    result<reservation> reserve_other(reservation failed, const std::string& why);
    /// Why reserve() would fail now; empty when it would not. Ask it before the gate counts an
    /// attempt.
    [[nodiscard]] std::string obstacle(
        const std::string& e164, compliance::purpose p, route_limits limits = {});
    /// Which way such a call or text would take now, and what is against each other one.
    [[nodiscard]] json::object explain(
        const std::string& e164, compliance::purpose p, compliance::channel c);

    /// A SIM for a text over a GSM gateway, held and counted in the database before it is sent.
    /// Failures as reserve(), and `database` when it could not be written.
    task<result<text_ticket>> reserve_text(pg::executor& db, compliance::permit pass,
        std::int64_t parts, route_limits limits = {});
    /// Why reserve_text() would fail now; empty when it would not.
    [[nodiscard]] std::string text_obstacle(const std::string& e164, compliance::purpose p,
        std::int64_t parts, route_limits limits = {});
    /// The box took it, or nobody knows: it counts. The port is busy with it for a while.
    void text_sent(const text_ticket& t);
    /// It was not written after all: only memory has it.
    void text_void(const text_ticket& t) { ledger_->give_back(t.key); }
    /// A box says that a port has sent its text, or could not: the port is free.
    void text_left(std::int64_t trunk_id, int port) { ledger_->text_left(trunk_id, port); }
    /// The box has certainly not taken it: it does not count. Also after a restart, by the ticket's
    /// key and SIM.
    task<> text_refused(pg::executor& db, text_ticket t);

    /// Holds again what a call found after a restart already uses, whatever its state. `key` is the
    /// one its use is counted by: with it the call is counted once even when it had been settled
    /// just before. Nullopt when the trunk is gone or the SIM is held by another call.
    [[nodiscard]] std::optional<reservation> adopt(std::int64_t trunk_id, const std::string& iccid,
        std::string key = {}, const std::string& e164 = {});
    /// The same for a call that came in: it keeps the SIM busy and counts as no attempt.
    [[nodiscard]] std::optional<reservation> occupy(
        std::int64_t trunk_id, const std::string& iccid);
    /// By the channel's endpoint and the number dialled, which tells the SIM of a gateway: its own
    /// number, or its port.
    [[nodiscard]] inbound_road describe_inbound(
        const std::string& endpoint, const std::string& exten) const;

    void set_health(std::int64_t trunk_id, trunk_state state, std::optional<double> round_trip_ms);
    void set_state(
        std::int64_t trunk_id, trunk_state state);  ///< the round trip stays while reachable
    /// Known not to answer SIP.
    [[nodiscard]] bool silent(std::int64_t trunk_id) const;
    void set_boxes(std::vector<box_record> boxes);
    void box_answered(std::int64_t box_id, drivers::box_report report, sys_ms at);
    void box_failed(std::int64_t box_id, failure why);
    void box_pushed(std::int64_t box_id);
    bool release(const std::string& iccid) { return ledger_->release(iccid); }
    void credit_told(const std::string& iccid, sim_credit c);
    /// A trunk has been found dead: calls on it that have not alerted look for another way.
    void on_trunk_lost(std::function<void(std::int64_t)> heard) { trunk_lost_ = std::move(heard); }

    [[nodiscard]] const fleet& ways() const { return ledger_->ways(); }
    /// The same, with what depends on the hour as it is now.
    [[nodiscard]] const fleet& ways_now();
    [[nodiscard]] moment moment_now() const;
    [[nodiscard]] const std::string& zone() const { return zone_; }
    [[nodiscard]] json::array trunks_json();
    [[nodiscard]] json::array sims_json();
    [[nodiscard]] json::array gateways_json();
    [[nodiscard]] book_ledger::changes take_changes() { return ledger_->take_changes(); }

  private:
    route_wish wish_for(const std::string& e164, compliance::purpose p, route_limits limits) const;
    std::variant<route_choice, no_route> look(const route_wish& wish);
    std::optional<reservation> hold(std::int64_t trunk_id, const std::string& iccid,
        std::string key, bool counts, const std::string& e164);
    reservation ticket(std::string key, std::size_t trunk, std::optional<std::size_t> sim,
        bool counts, bool on_net, const std::string& e164);
    reservation take(std::string key, const route_choice& c, reservation::mission m);
    task<bool> write_first(pg::executor& db);

    std::string zone_;
    std::function<sys_ms()> clock_;
    std::shared_ptr<book_ledger> ledger_;
    mutable moment last_moment_;
    std::unordered_set<std::string> settled_;  ///< names settled shortly before we started
    bool loaded_ = false;
    std::function<void(std::int64_t)> trunk_lost_;
    turnstile flushing_;  ///< two would write one settlement and drop the next unwritten
};

}  // namespace zenix::gateways
