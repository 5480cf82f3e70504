#pragma once
#include "base/result.hpp"
#include "base/task_group.hpp"
#include "gateways/credit_pattern.hpp"
#include "gateways/keeper.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>

namespace zenix::gateways {

/// Asks SIMs for their credit by their operator's USSD code, through the keeper: after calls, daily,
/// and when somebody wants to know. Never during a call, one SIM of a box at a time; the SIM is held
/// meanwhile, so no call goes to it. What is told goes into the book and the database.
class credit_round {
  public:
    credit_round(
        asio::any_io_executor ex, route_book& book, keeper& boxes, pg::pool& db,
        std::function<sys_ms()> clock);

    struct answer {
        credit_reading reading;
        std::string currency;
        bool maybe_old = false;
    };
    /// Failures: `unsupported` (no operator, no code, no box), `busy` (in a call, or asked already),
    /// `refused` (not registered), and the keeper's.
    task<result<answer>> ask(std::string iccid);
    /// Begins what is due; call it twice a minute or so.
    void look();
    /// Keeps signals for graphs; call it every quarter of an hour.
    task<> keep_signals();
    task<> stop(ms patience);

  private:
    struct target {
        std::int64_t box_id = 0, trunk_id = 0;
        int port = 0;
        gsm_operator by;
    };
    [[nodiscard]] result<target> find(const std::string& iccid) const;
    task<> ask_in_turn(std::string iccid, std::int64_t box_id);
    task<> store(std::string iccid, sim_credit c);

    route_book& book_;
    keeper& boxes_;
    pg::pool& db_;
    std::function<sys_ms()> clock_;
    struct trouble {
        int failures = 0;
        sys_ms at{};
    };
    std::map<std::string, trouble> troubles_;  ///< by ICCID
    std::set<std::int64_t> asking_;            ///< boxes
    task_group tasks_;
};

}  // namespace zenix::gateways
