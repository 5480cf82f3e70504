#pragma once
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>

#include "agents/floor.hpp"
#include "agents/phones.hpp"
#include "asterisk/ami.hpp"
#include "asterisk/verbs.hpp"
#include "base/event_hub.hpp"
#include "base/offload.hpp"
#include "base/task_group.hpp"
#include "calls/call_log.hpp"
#include "calls/journal.hpp"
#include "calls/machine.hpp"
#include "calls/recording/recorder.hpp"
#include "calls/way.hpp"
#include "gateways/route_book.hpp"

namespace zenix::calls {

struct conductor_parts {
    asio::any_io_executor ex;
    worker_pool& pool;
    event_hub& hub;
    agents::floor& floor;
    agents::phones& phones;
    std::shared_ptr<asterisk::session> ari;
    asterisk::ami& ami;
    recorder* rec = nullptr;  ///< null where there is no memory to record into
    journal& book;
    call_log& log;
    gateways::route_book& roads;
    pg::pool& db;
    std::function<sys_ms()> now;
    int borrower_ring_s = 45, phone_ring_s = 20;
};

/// What the dialer hears of calls of campaigns, and is asked.
struct campaign_ears {
    struct telecaller {
        std::int64_t user_id = 0;
        std::string name;
    };
    /// A borrower has answered: who takes them? Nobody: they wait for `offer`, and for 2 s at most.
    std::function<std::optional<telecaller>(const call&)> connect;
    std::function<void(const call&)> changed;  ///< also when it has ended
    std::function<void(const call&)> settled;  ///< its row is on disk
    std::function<void(const call&)> opted_out;  ///< pressed 9 in the message: never again
};

/// Brings calls and Asterisk together: feeds what Asterisk and phones report into each call's
/// machine, and carries out what the machine wants, in order, one call never waiting for another.
/// All calls in progress live here; after a restart `adopt` finds them again by what Asterisk has.
class conductor {
  public:
    explicit conductor(conductor_parts parts);
    ~conductor();

    // ── wired by main ──
    void on_event(const asterisk::event& e);
    /// Asterisk answers (again): compares every call with what is there. Repairs are logged events.
    task<void> adopt();
    /// Asterisk died: every call is closed with the reason.
    void asterisk_lost();
    /// A phone's socket registered, or went with what was on it.
    void phone_changed(std::int64_t user_id, const std::string& endpoint, bool there);
    void on_campaign(campaign_ears ears) { ears_ = std::move(ears); }
    /// What is played to a borrower for whom nobody is free; an ARI media URI.
    void set_sorry(std::string media) { sorry_ = std::move(media); }
    /// A trunk has stopped answering: calls on it that have not rung yet look for another way.
    void trunk_lost(std::int64_t trunk_id);
    /// Journal of the last run; before the first adopt().
    void load();
    /// Every few seconds: quality samples, and channels that vanished without a word.
    task<void> sweep();
    task<void> stop(ms patience);

    // ── used by the routes ──
    /// A new outbound call that gate and route have agreed to; it is under way on return.
    call begin_outbound(call fresh, outbound_leg to);
    /// The same for a campaign: the borrower first. `telecaller_id` is who is held for it, or 0.
    call begin_campaign(call fresh, outbound_leg to);
    /// A telecaller for a borrower who waits. False when it waits no more.
    bool offer(const std::string& id, const campaign_ears::telecaller& who);
    /// Moves the call by a wish of the machine's. Throws 404 when it is not in progress, 409 when it
    /// does not fit.
    call command(const std::string& id, const std::function<actions(machine&)>& wish);
    call transfer(const std::string& id, bool consult, const transfer_target& to,
                  std::optional<outbound_leg> road);
    [[nodiscard]] const call* find(const std::string& id) const;  ///< in progress or settling
    [[nodiscard]] bool settling(const std::string& id) const;
    [[nodiscard]] std::vector<const call*> in_progress() const;
    [[nodiscard]] const call* call_of(std::int64_t user_id) const;
    /// Outcome of a call that still lives. False when it has settled: then the row is to be changed.
    bool note_outcome(const std::string& id, const std::string& disposition,
                      const std::optional<std::string>& notes);

  private:
    struct live;
    using live_ptr = std::shared_ptr<live>;

    void step(const live_ptr& c, const std::function<actions(machine&)>& move);
    [[nodiscard]] ms ring_time(const call& c) const;
    void free_lines(live& c);  ///< settles what the call held, once
    void changed(const live_ptr& c);
    void tell_agents(const call& c);
    void publish(const call& c);
    task<void> work(live_ptr c);
    task<void> perform(live_ptr c, action a);
    live_ptr add(call c);
    [[nodiscard]] live_ptr by_leg(const std::string& leg_id) const;
    [[nodiscard]] live_ptr by_id(const std::string& id) const;
    void leg_failed(const live_ptr& c, const std::string& leg, int cause, std::string why);
    void pop_screen(const call& c, std::int64_t user_id);

    // One for each action; the name says it.
    task<void> run(live_ptr c, act::make_bridge a);
    task<void> run(live_ptr c, act::drop_bridge a);
    task<void> run(live_ptr c, act::ring_phone a);
    task<void> run(live_ptr c, act::dial_borrower a);
    task<void> run(live_ptr c, act::find_way a);
    task<void> run(live_ptr c, act::dial_third a);
    task<void> run(live_ptr c, act::answer a);
    task<void> run(live_ptr c, act::let_ring a);
    task<void> run(live_ptr c, act::join a);
    task<void> run(live_ptr c, act::music a);
    task<void> run(live_ptr c, act::hang_up a);
    task<void> run(live_ptr c, act::mute a);
    task<void> run(live_ptr c, act::dtmf a);
    task<void> run(live_ptr c, act::start_recording a);
    task<void> run(live_ptr c, act::pause_recording a);
    task<void> run(live_ptr c, act::stop_recording a);
    task<void> run(live_ptr c, act::refresh_recording a);
    task<void> run(live_ptr c, act::start_timer a);
    task<void> run(live_ptr c, act::stop_timer a);
    task<void> run(live_ptr c, act::find_telecaller a);
    task<void> run(live_ptr c, act::retry_phone a);
    task<void> run(live_ptr c, act::bring_back a);
    task<void> run(live_ptr c, act::release a);
    task<void> run(live_ptr c, act::say_sorry a);
    task<void> run(live_ptr c, act::notice a);
    task<void> run(live_ptr c, act::settle a);
    task<bool> start_monitor(live_ptr c, std::string leg);
    task<void> dial_out(live_ptr c, std::string leg, std::string dial_string, std::string caller_id);
    task<void> settle(live_ptr c);
    void settle_third(live& c);
    task<void> sample_quality(live_ptr c, std::string leg);
    task<void> prove_phone(live_ptr c, std::string leg);
    task<void> inbound(asterisk::channel ch, std::string exten);
    task<void> adopt_call(live_ptr c, std::map<std::string, asterisk::channel> there);
    task<void> timer_body(live_ptr c, act::timer which, ms after);

    conductor_parts p_;
    asterisk::verbs ari_;
    std::map<std::string, live_ptr> calls_;
    std::map<std::string, live_ptr> settling_;
    std::unordered_map<std::string, live_ptr> by_leg_;
    std::unordered_map<std::string, std::shared_ptr<asio::steady_timer>> arrivals_;
    campaign_ears ears_;
    std::string sorry_ = "sound:im-sorry";
    task_group tasks_;
};

}  // namespace zenix::calls
