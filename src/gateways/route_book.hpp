#pragma once
#include "base/result.hpp"
#include "base/task.hpp"
#include "base/time.hpp"
#include "compliance/permit.hpp"
#include "gateways/book_ledger.hpp"
#include "gateways/reservation.hpp"
#include "gateways/route_choice.hpp"
#include "gateways/turnstile.hpp"
#include "pg/pool.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace zenix::gateways {

/// Where a call that came in entered.
struct inbound_road {
    std::int64_t trunk_id = 0;  ///< 0: not one of our trunks
    std::string trunk, gateway, iccid;
    std::optional<int> port;
};

/// All ways out, in memory: chooses, reserves and settles without waiting for the database, so that
/// calls go on while it is away. Lives on the one event loop.
class route_book {
  public:
    /// `zone`: whose days SIM counters follow.
    route_book(std::string zone, std::function<sys_ms()> clock);

    /// Reads trunks, SIMs, authority and today's use. Before anything else, and after each change.
    task<> load(pg::executor& db);
    /// Writes what calls have used since; what the database did not take waits for the next time.
    task<> flush(pg::executor& db);

    /// Chooses a way and holds it for the attempt the permit is for. Failures: `no_route` with what
    /// is against each way, `permit` when the permit is spent or not for a call.
    result<reservation> reserve(compliance::permit pass, route_class wanted = route_class::any);
    /// Why reserve() would fail now; empty when it would not. Ask it before the gate counts an
    /// attempt.
    [[nodiscard]] std::string obstacle(
        const std::string& e164, compliance::purpose p, route_class wanted = route_class::any);

    /// Holds again what a call found after a restart already uses, whatever its state. `key` is the
    /// gate decision of the call: with it the call is counted once even when it had been settled
    /// just before. Nullopt when the trunk is gone or the SIM is held by another call.
    [[nodiscard]] std::optional<reservation> adopt(
        std::int64_t trunk_id, const std::string& iccid, std::string key = {});
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
    void set_boxes(std::vector<box_record> boxes);
    void box_answered(std::int64_t box_id, drivers::box_report report, sys_ms at);
    void box_failed(std::int64_t box_id, failure why);
    [[nodiscard]] const fleet& ways() const { return ledger_->ways(); }
    [[nodiscard]] json::array trunks_json();
    [[nodiscard]] json::array sims_json();
    [[nodiscard]] json::array gateways_json();
    [[nodiscard]] book_ledger::changes take_changes() { return ledger_->take_changes(); }

  private:
    [[nodiscard]] std::chrono::year_month_day today() const;
    std::variant<route_choice, no_route> look(
        const std::string& e164, compliance::purpose p, route_class wanted);
    std::optional<reservation> hold(
        std::int64_t trunk_id, const std::string& iccid, std::string key, bool counts);
    reservation ticket(
        std::string key, std::size_t trunk, std::optional<std::size_t> sim, bool counts);
    task<bool> write_first(pg::executor& db);

    std::string zone_;
    std::function<sys_ms()> clock_;
    std::shared_ptr<book_ledger> ledger_;
    turnstile flushing_;  ///< two would write one settlement and drop the next unwritten
};

}  // namespace zenix::gateways
