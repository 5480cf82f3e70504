#include "dialer/engine/engine.hpp"

#include "base/log.hpp"
#include "base/problem.hpp"
#include "base/zone.hpp"
#include "dialer/campaigns/lead_work.hpp"
#include "dialer/engine/running.hpp"

#include <fmt/format.h>

#include <boost/asio/redirect_error.hpp>

#include <algorithm>

namespace zenix::dialer {
namespace {

constexpr ms tick{250};
constexpr ms household{1000};

pacing::agent_state pacer_state(agents::agent_state s) {
    using from = agents::agent_state;
    using to = pacing::agent_state;
    switch (s) {
    case from::ready: return to::idle;
    case from::reserved:
    case from::ringing: return to::reserved;
    case from::talking:
    case from::hold:
    case from::dead_call: return to::talking;
    case from::wrap_up: return to::wrap;
    case from::paused: return to::paused;
    case from::offline:
    case from::reconnecting: break;
    }
    return to::offline;
}

}  // namespace

engine::engine(engine_parts parts)
    : p_(std::move(parts)), bell_(p_.ex, asio::steady_timer::time_point::max()), tasks_(p_.ex) {
    p_.calls.on_campaign({[this](const calls::call& c) { return connect(c); },
        [this](const calls::call& c) { heard(c); }, [this](const calls::call& c) { settled(c); },
        [this](const calls::call& c) { opted_out(c); }});
    p_.floor.on_change([this](const agents::agent& a) { heard(a); });
}

engine::~engine() = default;

void engine::run(task_group& in) {
    in.spawn("campaigns", beat());
    in.spawn("campaigns' house", keep_house());
}

task<void> engine::stop() {
    tasks_.cancel();
    co_await tasks_.join(ms(2000));
}

void engine::telephony(bool there) {
    telephony_ = there;
    ring();
}

void engine::ring() {
    rung_ = true;
    bell_.cancel();
}

/// One clock for pacing that never runs backwards; the ledger's minutes are of the day.
double engine::seconds() {
    last_s_ = std::max(last_s_, static_cast<double>(p_.clock().time_since_epoch().count()) / 1000);
    return last_s_;
}

engine::line engine::find(std::int64_t campaign_id) const {
    const auto it = running_.find(campaign_id);
    return it == running_.end() ? nullptr : it->second;
}

worker* engine::worker_of(std::int64_t user_id) {
    const auto it = workers_.find(user_id);
    return it == workers_.end() ? nullptr : &it->second;
}

bool engine::joined(std::int64_t campaign_id, std::int64_t user_id) const {
    const auto it = workers_.find(user_id);
    return it != workers_.end() && it->second.campaign_id == campaign_id;
}

/// The longest idle first.
std::vector<const agents::agent*> engine::free_telecallers(std::int64_t campaign_id) const {
    std::vector<const agents::agent*> out;
    for (const auto& [user, w] : workers_) {
        if (w.campaign_id != campaign_id || w.leaving) continue;
        const auto* a = p_.floor.find(user);
        if (a != nullptr && agents::available(*a)) out.push_back(a);
    }
    std::ranges::sort(out, {}, &agents::agent::since);
    return out;
}

task<void> engine::beat() {
    for (;;) {
        if (!rung_) {
            bell_.expires_after(tick);
            boost::system::error_code woken;
            co_await bell_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
        } else {
            co_await asio::post(p_.ex, asio::use_awaitable);  // Whoever rang ends their turn first.
        }
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) co_return;
        rung_ = false;
        try {
            decide();
        } catch (const std::exception& e) {
            log::error("dialer", "decision failed", {{"why", e.what()}});
        }
    }
}

void engine::decide() {
    serve_waiting();
    for (const auto& [id, l] : std::map(running_)) decide(l);
}

/// A telecaller who has become free takes who waits longest.
void engine::serve_waiting() {
    std::vector<const calls::call*> waiting;
    for (const auto* c : p_.calls.in_progress())
        if (c->state == calls::call_state::waiting && !c->abandoned && c->of(calls::leg_role::telecaller) == nullptr)
            waiting.push_back(c);
    std::ranges::sort(waiting, {}, [](const calls::call* c) { return c->answered_at; });
    std::vector<std::string> ids;
    for (const auto* c : waiting) ids.push_back(c->id);
    for (const auto& id : ids) {
        const auto* c = p_.calls.find(id);
        if (c == nullptr) continue;
        if (const auto who = connect(*c)) (void)p_.calls.offer(id, *who);
    }
}

std::optional<calls::campaign_ears::telecaller> engine::connect(const calls::call& c) {
    for (const auto* a : free_telecallers(c.campaign_id)) {
        // One whose phone has just failed for this very call is not asked twice.
        const bool failed = std::ranges::any_of(c.legs, [&](const calls::leg& l) {
            return l.role == calls::leg_role::telecaller && l.user_id == a->user_id;
        });
        if (!failed) return calls::campaign_ears::telecaller{a->user_id, a->display_name};
    }
    return std::nullopt;
}

std::string engine::why_not(const running& l) const {
    const auto now = p_.clock();
    switch (l.c.state) {
    case campaign_state::draft: return "It has not been started.";
    case campaign_state::paused: return l.c.state_note.empty() ? "It is paused." : l.c.state_note;
    case campaign_state::finished: return "It is finished.";
    case campaign_state::running: break;
    }
    if (l.c.settings.schedule && !open_at(*l.c.settings.schedule, now)) {
        const auto opens = next_open(*l.c.settings.schedule, now);
        return opens ? fmt::format("Outside its hours; they begin {} ({}).",
                           wall_text(*opens, l.c.settings.schedule->time_zone), l.c.settings.schedule->time_zone)
                     : std::string("Its schedule names no hours.");
    }
    if (!telephony_) return "The telephone server does not answer.";
    if (now < l.quiet_until) return l.quiet_why;
    if (l.dry)
        return l.next_at ? fmt::format("No lead is callable; the next is due {} UTC.", wall_text(*l.next_at, "UTC"))
                         : std::string("No lead is callable any more.");
    return {};
}

void engine::decide(const line& l) {
    const double t = seconds();
    auto s = pacing_of(l->c);
    const auto against = why_not(*l);
    s.stopped = l->c.state != campaign_state::running;
    l->pacer.configure(s);
    if (!l->c.dials()) return;
    const auto d = l->pacer.decide(t);
    l->why = d.why;
    for (const auto key : d.cancel) {
        const auto id = l->tries.call_of(key);
        if (id.empty()) continue;
        try {
            (void)p_.calls.command(id, [](calls::machine& m) { return m.cancel("nobody would be free to answer"); });
        } catch (const problem&) {
            // It has ended at this very moment.
        }
    }
    if (against.empty()) start_attempts(l, d.start);
}

// ── what is heard ─────────────────────────────────────────────────────────────────────────────

void engine::heard(const calls::call& c) {
    const auto l = find(c.campaign_id);
    if (l && c.borrower_first) l->tries.see(seconds(), c);
    ring();
}

void engine::tell_pacer(const agents::agent& a) {
    const auto* w = worker_of(a.user_id);
    if (w == nullptr) return;
    const auto l = find(w->campaign_id);
    if (!l) return;
    const auto who = static_cast<pacing::key>(a.user_id);
    const double t = seconds();
    const auto state = agents::state_of(a);
    const bool owes = state == agents::agent_state::ready && !a.owes_outcome.empty();
    (void)l->pacer.agent_is(t, who, owes ? pacing::agent_state::wrap : pacer_state(state));
    (void)l->pacer.agent_will_pause(who, w->leaving || a.intent == agents::intent::paused);
}

void engine::heard(const agents::agent& a) {
    if (!workers_.contains(a.user_id)) return;
    tell_pacer(a);
    ring();
}

void engine::settled(const calls::call& c) {
    if (c.lead_id != 0) tasks_.spawn("lead of call " + c.id, finish(c, c.disposition, std::nullopt));
}

void engine::opted_out(const calls::call& c) { tasks_.spawn("opt-out", never_again(c.phone_number)); }

void engine::outcome(const calls::call& c, const crm::outcome& o) {
    if (c.lead_id != 0) tasks_.spawn("lead of call " + c.id, finish(c, o.disposition, o.callback));
}

// ── the house ─────────────────────────────────────────────────────────────────────────────────

task<void> engine::keep_house() {
    for (int turn = 0;; ++turn) {
        const bool awake = co_await sleep_for(household);
        if (!awake) co_return;
        try {
            for (const auto& [id, l] : std::map(running_)) {
                if (l->c.state == campaign_state::finished && l->tries.size() == 0) {
                    running_.erase(id);
                    continue;
                }
                if (l->c.state != campaign_state::running) continue;
                const auto now = p_.clock();
                const auto woken = co_await wake_leads(p_.db, id, now);
                const auto special = co_await p_.db.run(
                    "select array(select distinct owner_id::text from campaign_leads where campaign_id = $1 and"
                    " state = 'callable' and owner_id is not null) as owners, exists (select from campaign_leads where"
                    " campaign_id = $1 and state = 'callable' and guaranteed_until is not null and guaranteed_until > now()) as guaranteed", id);
                l->owners.clear();
                for (const auto& owner : special.front().texts("owners")) l->owners.insert(std::stoll(owner));
                l->guaranteed = special.front().flag("guaranteed");
                if (woken > 0 || !l->owners.empty() || l->guaranteed) l->dry = false;
                if (l->dry) l->next_at = co_await next_due(p_.db, id);
            }
            std::vector<std::int64_t> gone, idle;
            for (const auto& [user, w] : workers_) {
                const auto* a = p_.floor.find(user);
                const bool busy = a != nullptr && (!a->call_id.empty() || a->wrap_up_until || !a->owes_outcome.empty());
                if (w.leaving && !busy) gone.push_back(user);
                const auto l = find(w.campaign_id);
                if (l && l->c.method == method::preview && l->c.state == campaign_state::running && !w.lead_id &&
                    !w.leaving && a != nullptr && agents::available(*a))
                    idle.push_back(user);
            }
            for (const auto user : gone) co_await leave(user);
            for (const auto user : idle) co_await show_lead(user);
            if (turn % 15 == 0 && telephony_) co_await reconcile();
        } catch (const pg::unavailable&) {
            // Tried again in a second; what rings goes on.
        } catch (const std::exception& e) {
            log::error("dialer", "campaigns not kept", {{"why", e.what()}});
        }
    }
}

}  // namespace zenix::dialer
