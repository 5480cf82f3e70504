#pragma once
#include "agents/floor.hpp"
#include "base/task_group.hpp"
#include "calls/conductor.hpp"
#include "calls/desk.hpp"
#include "crm/outcome_rules.hpp"
#include "dialer/campaigns/lead_list.hpp"
#include "dialer/campaigns/table.hpp"
#include "dialer/engine/attempts.hpp"
#include "dialer/pacing/pacer.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>

namespace zenix::dialer {

struct engine_parts {
    asio::any_io_executor ex;
    pg::pool& db;
    agents::floor& floor;
    calls::conductor& calls;
    calls::desk& desk;
    calls::call_log& log;
    calls::journal& book;
    gateways::route_book& roads;
    const identity::directory& people;
    sms::lender_words lender;
    std::string home_zone;  ///< of borrowers who are not in the book
    std::function<sys_ms()> clock = zenix::now;
};

/// Runs the campaigns of this server. All state of pacing lives here, on the one event loop: what calls
/// and telecallers do is heard at once, decisions follow in the next turn. What must survive is in rows:
/// leads in progress name their call, workers their campaign, and the abandon ledger is the call log.
class engine {
  public:
    explicit engine(engine_parts parts);
    ~engine();

    /// After the conductor's load, before anything runs: campaigns, workers, ledgers.
    task<void> load();
    void run(task_group& in);
    task<void> stop();
    /// Asterisk is there or not: without it nothing is dialled.
    void telephony(bool there);

    // ── what calls tell ──
    void heard(const calls::call& c);
    void settled(const calls::call& c);
    void opted_out(const calls::call& c);
    void outcome(const calls::call& c, const crm::outcome& o);
    [[nodiscard]] std::optional<calls::campaign_ears::telecaller> connect(const calls::call& c);
    void heard(const agents::agent& a);

    // ── what supervisors do; rows are changed already ──
    task<void> reload(std::int64_t campaign_id);
    [[nodiscard]] bool joined(std::int64_t campaign_id, std::int64_t user_id) const;
    /// The contract's `CampaignLive`.
    task<json::object> live(std::int64_t campaign_id);
    task<lead_counts> counts(std::int64_t campaign_id);  ///< at most a few seconds old

    // ── what telecallers do ──
    /// Throws problem 404, 409 `not_in_team`, `campaign_not_running`.
    task<void> join(principal who, std::optional<std::int64_t> campaign_id);
    /// The contract's `MyCampaign`.
    task<json::object> mine(principal who);
    /// Throws what `calls::desk::start` throws, and 409 `no_lead`, `no_campaign`.
    task<calls::call> dial(principal who, std::optional<std::int64_t> lead_id);
    task<void> skip(principal who, std::string reason, std::chrono::minutes again_in);

  private:
    struct running;
    using line = std::shared_ptr<running>;

    task<void> beat();
    task<void> keep_house();
    void decide();
    void decide(const line& l);
    void serve_waiting();
    void ring();
    [[nodiscard]] line find(std::int64_t campaign_id) const;
    [[nodiscard]] worker* worker_of(std::int64_t user_id);
    [[nodiscard]] std::vector<const agents::agent*> free_telecallers(std::int64_t campaign_id) const;
    [[nodiscard]] std::string why_not(const running& l) const;
    [[nodiscard]] double seconds();
    void tell_pacer(const agents::agent& a);

    void start_attempts(const line& l, int how_many);
    task<void> attempt(line l, std::string call_id, calls::held_telecaller held, bool owned);
    void forget_attempt(const line& l, const std::string& call_id);
    [[nodiscard]] next_step refused(running& l, const problem& p);
    task<void> finish(calls::call c, std::string disposition, std::optional<crm::callback_wish> callback);
    task<void> finish_lead(lead of, calls::call c, std::string disposition, std::optional<crm::callback_wish> callback);
    task<void> never_again(std::string phone);
    task<void> reconcile();
    task<void> restore_ledger(line l);
    task<line> open(std::int64_t campaign_id);
    task<void> leave(std::int64_t user_id);
    task<void> show_lead(std::int64_t user_id);
    [[nodiscard]] calls::call_request request_for(const running& l, const lead& of, const std::string& call_id) const;
    [[nodiscard]] std::string zone_of(const lead& of) const;

    engine_parts p_;
    std::map<std::int64_t, line> running_;
    std::map<std::int64_t, worker> workers_;
    std::set<std::int64_t> showing_;  ///< a lead is being sought for their screen
    asio::steady_timer bell_;
    double last_s_ = 0;
    std::uint64_t names_ = 0;
    bool telephony_ = false, rung_ = false;
    task_group tasks_;
};

}  // namespace zenix::dialer
