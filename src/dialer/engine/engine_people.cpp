// Telecallers in campaigns: joining, leaving, leads on their screens.
#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/problem.hpp"
#include "dialer/campaigns/lead_work.hpp"
#include "dialer/engine/running.hpp"
#include "sms/merge.hpp"

#include <algorithm>

namespace zenix::dialer {
namespace {

problem no_campaign() { return conflict("no_campaign", "You work in no campaign; join one first."); }

std::int64_t person(const principal& who) {
    if (who.user_id == 0) throw forbidden("An API token is no person; sign in as the telecaller.");
    return who.user_id;
}

}  // namespace

task<void> engine::join(principal who, std::optional<std::int64_t> campaign_id) {
    const auto user = person(who);
    auto* now_in = worker_of(user);
    if (now_in != nullptr && campaign_id == now_in->campaign_id) {
        now_in->leaving = false;
        co_await put_worker(p_.db, *now_in);
        co_return;
    }
    line wanted;
    if (campaign_id) {
        const auto c = co_await get_campaign(p_.db, *campaign_id);
        if (std::ranges::find(c.team, user) == c.team.end())
            throw conflict("not_in_team", "You are not in the team of this campaign; ask your supervisor.");
        if (c.state != campaign_state::running && c.state != campaign_state::paused)
            throw conflict("campaign_not_running", "This campaign has not been started, or is finished.");
        wanted = co_await open(*campaign_id);
    }
    now_in = worker_of(user);
    if (now_in != nullptr) {
        const auto* a = p_.floor.find(user);
        const bool busy = a != nullptr && (!a->call_id.empty() || !a->owes_outcome.empty());
        if (busy && wanted)
            throw conflict("in_call", "Finish your call and its outcome before changing the campaign.");
        if (busy) {
            now_in->leaving = true;
            co_await put_worker(p_.db, *now_in);
            if (a != nullptr) tell_pacer(*a);
            co_return;
        }
        co_await leave(user);
    }
    if (!wanted) co_return;
    workers_[user] = worker{user, *campaign_id, std::nullopt, false};
    co_await put_worker(p_.db, workers_[user]);
    const auto& a = p_.floor.know(user, who.display_name);
    p_.floor.set_wrap_limit(user, std::chrono::seconds(wanted->c.settings.wrap_up_limit_s));
    tell_pacer(a);
    log::info("dialer", "joined", {{"campaign", *campaign_id}, {"user", user}});
    if (wanted->c.method == method::preview && agents::available(a)) co_await show_lead(user);
    ring();
}

task<void> engine::leave(std::int64_t user_id) {
    const auto it = workers_.find(user_id);
    if (it == workers_.end()) co_return;
    const auto w = it->second;
    workers_.erase(it);
    if (const auto l = find(w.campaign_id))
        (void)l->pacer.agent_is(seconds(), static_cast<pacing::key>(user_id), pacing::agent_state::offline);
    p_.floor.set_wrap_limit(user_id, agents::wrap_up_limit);
    if (w.lead_id) co_await put_back_shown(p_.db, *w.lead_id, user_id, {"callable", "", std::nullopt});
    co_await drop_worker(p_.db, user_id);
    log::info("dialer", "left", {{"campaign", w.campaign_id}, {"user", user_id}});
}

/// A lead onto the screen of a telecaller who has none.
task<void> engine::show_lead(std::int64_t user_id) {
    const auto* w = worker_of(user_id);
    if (w == nullptr || w->lead_id || w->leaving || !showing_.insert(user_id).second) co_return;
    const auto l = find(w->campaign_id);
    const bool due = l && l->c.method == method::preview && why_not(*l).empty();
    std::optional<lead> next;
    std::string fault;
    try {
        if (due) next = co_await show_next(p_.db, l->c.id, user_id);
    } catch (const std::exception& e) {
        fault = e.what();
    }
    showing_.erase(user_id);
    if (!fault.empty()) log::warn("dialer", "no lead shown", {{"user", user_id}, {"why", fault}});
    if (due && !next && fault.empty()) l->dry = true;
    if (!next) co_return;
    auto* still = worker_of(user_id);
    if (still == nullptr || still->campaign_id != next->campaign_id || still->lead_id) {
        co_await put_back_shown(p_.db, next->id, user_id, {"callable", "", std::nullopt});
        co_return;
    }
    still->lead_id = next->id;
    co_await put_worker(p_.db, *still);
}

task<json::object> engine::mine(principal who) {
    const auto user = person(who);
    json::object out{{"campaign", nullptr}, {"lead", nullptr}, {"script", nullptr}, {"dispositions", json::array{}}, {"leaving", false}};
    const auto* w = worker_of(user);
    if (w == nullptr) co_return out;
    const bool leaving = w->leaving;
    const auto l = find(w->campaign_id);
    if (!l) co_return out;
    const auto* a = p_.floor.find(user);
    std::string call_id = a == nullptr ? "" : !a->call_id.empty() ? a->call_id : a->owes_outcome;
    std::optional<lead> before;
    if (!call_id.empty()) {
        before = co_await lead_of_call(p_.db, call_id);
    } else if (w->lead_id) {
        const auto shown = *w->lead_id;
        before = co_await get_lead(p_.db, l->c.id, shown);
    }
    const auto against = why_not(*l);
    out["campaign"] = json::object{{"id", l->c.id}, {"name", l->c.name}, {"method", word(l->c.method)},
        {"state", word(l->c.state)}, {"wrap_up_limit_s", l->c.settings.wrap_up_limit_s},
        {"why_not", against.empty() ? json::value(nullptr) : json::value(against)}};
    out["leaving"] = leaving;
    json::array codes;
    for (const auto& d : l->c.settings.dispositions) codes.emplace_back(d);
    out["dispositions"] = std::move(codes);
    if (!before) co_return out;
    sms::field_values values;
    if (before->customer_id) {
        const auto known = co_await sms::borrowers_by_id(p_.db, {*before->customer_id}, p_.lender);
        if (!known.empty()) values = known.front().fields;
    }
    values.try_emplace("name", before->name);
    values.try_emplace("lender", p_.lender.name);
    values["telecaller"] = who.display_name;
    for (const auto& [name, value] : before->fields)
        if (value.is_string()) values[std::string(name)] = std::string(value.get_string());
    const auto text = script_for(l->c.settings, before->language);
    if (!text.empty()) out["script"] = sms::fill(text, values).text;
    out["lead"] = to_json(*before);
    co_return out;
}

task<calls::call> engine::dial(principal who, std::optional<std::int64_t> lead_id) {
    const auto user = person(who);
    const auto* w = worker_of(user);
    if (w == nullptr) throw no_campaign();
    const auto l = find(w->campaign_id);
    if (!l) throw no_campaign();
    if (const auto against = why_not(*l); !against.empty() && !l->dry)
        throw conflict("campaign_not_dialling", against);
    if (l->c.dials())
        throw conflict("not_by_hand", "This campaign dials by itself; be ready and calls come.");
    p_.floor.require_free(user);
    const auto call_id = new_uuid();
    const auto shown = w->lead_id;
    std::optional<lead> taken;
    if (shown && (!lead_id || *lead_id == *shown)) {
        const bool ours = co_await dial_shown(p_.db, *shown, user, call_id);
        if (ours) taken = co_await get_lead(p_.db, l->c.id, *shown);
        if (auto* still = worker_of(user)) {
            still->lead_id.reset();
            co_await put_worker(p_.db, *still);
        }
    } else if (lead_id && l->c.method == method::manual) {
        taken = co_await take_this(p_.db, l->c.id, *lead_id, call_id);
    }
    if (!taken) throw conflict("no_lead", "There is no such lead to dial now: it is in use, done, or not before you.");
    l->tries.prepare(seconds(), call_id, true);
    std::exception_ptr fault;
    next_step back{"callable", "", std::nullopt};
    std::optional<calls::call> made;
    try {
        made = co_await p_.desk.start(who, request_for(*l, *taken, call_id));
    } catch (const problem& p) {
        fault = std::current_exception();
        back = refused(*l, p);
    } catch (...) {
        fault = std::current_exception();
    }
    l->tries.forget(seconds(), call_id);
    if (made) co_return std::move(*made);
    co_await give_back(p_.db, taken->id, call_id, back);
    std::rethrow_exception(fault);
}

task<void> engine::skip(principal who, std::string reason, std::chrono::minutes again_in) {
    const auto user = person(who);
    auto* w = worker_of(user);
    if (w == nullptr) throw no_campaign();
    if (!w->lead_id) throw conflict("no_lead", "There is no lead before you to skip.");
    const auto shown = *w->lead_id;
    w->lead_id.reset();
    const auto now_without = *w;
    co_await put_worker(p_.db, now_without);
    co_await put_back_shown(p_.db, shown, user,
        {"later", reason.empty() ? "skipped by " + who.display_name : reason, p_.clock() + again_in});
    co_await show_lead(user);
}

}  // namespace zenix::dialer
