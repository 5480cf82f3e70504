#include "calls/conductor.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/problem.hpp"
#include "calls/live.hpp"
#include "calls/quality.hpp"

namespace zenix::calls {
namespace {

agents::agent_state phase_of(const call& c) {
    using agents::agent_state;
    switch (c.state) {
        case call_state::calling_telecaller:
        case call_state::waiting: return agent_state::reserved;
        case call_state::dialing:
        case call_state::ringing:
        case call_state::early_media: return agent_state::ringing;
        case call_state::held: return agent_state::hold;
        case call_state::reconnecting: return agent_state::reconnecting;
        default: break;
    }
    return c.of(leg_role::borrower) ? agent_state::talking : agent_state::dead_call;
}

/// Whether a channel is that endpoint's; one whose name we never heard may be.
bool is_on(const std::string& channel, const std::string& endpoint) {
    return channel.empty() || channel.starts_with("PJSIP/" + endpoint + '-');
}

const access overseers = access::of({role::supervisor, role::admin, role::auditor});

}  // namespace

conductor::conductor(conductor_parts parts)
    : p_(std::move(parts)), ari_(p_.ari), tasks_(p_.ex) {
    p_.hub.offer("calls", access::any(), [this](const principal& who) {
        json::array list;
        for (const auto& [id, c] : calls_)
            if (overseers.allows(who.role) || c->data.telecaller_id == who.user_id)
                list.push_back(to_json(c->data));
        return json::value(json::object{{"live", std::move(list)}});
    });
}

conductor::~conductor() = default;

task<void> conductor::stop(ms patience) {
    tasks_.cancel();
    co_await tasks_.join(patience);
}

conductor::live_ptr conductor::add(call c) {
    const auto l = std::make_shared<live>();
    l->data = std::move(c);
    calls_[l->data.id] = l;
    for (const auto& leg : l->data.legs) by_leg_[leg.id] = l;
    return l;
}

conductor::live_ptr conductor::by_leg(const std::string& leg_id) const {
    const auto it = by_leg_.find(leg_id);
    return it == by_leg_.end() ? nullptr : it->second;
}

conductor::live_ptr conductor::by_id(const std::string& id) const {
    const auto it = calls_.find(id);
    return it == calls_.end() ? nullptr : it->second;
}

// ── moving a call ─────────────────────────────────────────────────────────────────────────────

void conductor::step(const live_ptr& c, const std::function<actions(machine&)>& move) {
    machine m(c->data, p_.now());
    auto wanted = move(m);
    for (auto& a : wanted) c->todo.push_back(std::move(a));
    for (const auto& leg : c->data.legs) by_leg_[leg.id] = c;
    if (c->data.over()) free_lines(*c);  // Before anybody hears of it and dials again.
    changed(c);
    if (!c->working && !c->todo.empty()) {
        c->working = true;
        tasks_.spawn("call " + c->data.id, work(c));
    }
}

void conductor::free_lines(live& c) {
    if (c.to_borrower.road) {
        // The last of the borrower's legs is the one that went this way.
        const auto& legs = c.data.legs;
        const auto last = std::find_if(
            legs.rbegin(), legs.rend(), [](const leg& l) { return l.role == leg_role::borrower; });
        if (last != legs.rend()) c.to_borrower.road->settle(end_of(*last, p_.now()));
        c.to_borrower.road.reset();
    }
    settle_third(c);
}

/// Asterisk says much twice; what changed nothing is neither written nor told again.
void conductor::changed(const live_ptr& c) {
    auto text = write_call(c->data);
    const bool news = text != c->written;
    if (news) {
        try {
            if (calls_.contains(c->data.id)) p_.book.keep(c->data.id, text);
            c->written = std::move(text);
        } catch (const std::exception& e) {
            log::error("calls", "journal not written", {{"call", c->data.id}, {"why", e.what()}});
        }
    }
    tell_agents(c->data);
    if (news && c->data.campaign_id != 0 && ears_.changed) ears_.changed(c->data);
    if (news) publish(c->data);
}

void conductor::tell_agents(const call& c) {
    if (c.over()) return;  // The machine releases who took part.
    if (c.telecaller_id != 0 && !c.telecaller_done) {
        const auto* t = c.of(leg_role::telecaller);
        const bool rung = c.direction == direction::inbound && t && !t->up() && !c.answered();
        p_.floor.follow(c.telecaller_id, c.id,
                        rung ? agents::agent_state::ringing : phase_of(c));
    }
    if (const auto* x = c.of(leg_role::third_party); x && x->user_id != 0)
        p_.floor.follow(x->user_id, c.id,
                        x->up() ? agents::agent_state::talking : agents::agent_state::ringing);
}

void conductor::publish(const call& c) {
    const auto body = json::serialize(to_json(c));
    if (c.telecaller_id != 0) p_.hub.publish_text("me", "call_changed", body, c.telecaller_id);
    if (const auto* x = c.of(leg_role::third_party); x && x->user_id != 0)
        p_.hub.publish_text("me", "call_changed", body, x->user_id);
    p_.hub.publish_text("calls", "call_changed", body, c.telecaller_id != 0 ? c.telecaller_id : -1, overseers);
}

void conductor::pop_screen(const call& c, std::int64_t user_id) {
    p_.hub.publish("me", "screen_pop",
                   json::object{{"call_id", c.id},
                                {"customer_id", c.customer_id ? json::value(c.customer_id) : json::value(nullptr)},
                                {"phone_number", c.phone_number}},
                   user_id);
}

task<void> conductor::work(live_ptr c) {
    while (!c->todo.empty()) {
        auto a = std::move(c->todo.front());
        c->todo.pop_front();
        co_await perform(c, std::move(a));
    }
    c->working = false;
}

task<void> conductor::perform(live_ptr c, action a) {
    try {
        auto body = std::visit([&](auto one) { return run(c, std::move(one)); }, std::move(a));
        co_await std::move(body);
    } catch (const std::exception& e) {
        log::error("calls", "action failed", {{"call", c->data.id}, {"why", e.what()}});
    }
}

void conductor::leg_failed(const live_ptr& c, const std::string& leg, int cause, std::string why) {
    log::warn("calls", "leg failed", {{"call", c->data.id}, {"leg", leg}, {"why", why}});
    step(c, [&](machine& m) { return m.leg_ended(leg, {cause, std::nullopt, std::move(why)}); });
}

// ── what Asterisk and the phones report ───────────────────────────────────────────────────────

void conductor::on_event(const asterisk::event& e) {
    if (const auto* s = e.as<asterisk::stasis_start>()) {
        const auto& id = s->channel.id;
        if (const auto c = by_leg(id)) {
            c->in_stasis.insert(id);
            c->channel_names[id] = s->channel.name;
            if (const auto w = arrivals_.find(id); w != arrivals_.end()) w->second->cancel();
            if (s->channel.state == asterisk::channel_state::up)
                step(c, [&](machine& m) { return m.leg_up(id); });
        } else if (s->args.size() >= 2 && s->args[0] == "inbound") {
            tasks_.spawn("inbound " + id, inbound(s->channel, s->args[1]));
        }
    } else if (const auto* st = e.as<asterisk::channel_state_change>()) {
        const auto& id = st->channel.id;
        const auto c = by_leg(id);
        if (!c) return;
        if (st->channel.state == asterisk::channel_state::ringing)
            step(c, [&](machine& m) { return m.leg_ringing(id); });
        // A phone's leg is up before Stasis has it; only then can it be joined.
        if (st->channel.state == asterisk::channel_state::up && c->in_stasis.contains(id))
            step(c, [&](machine& m) { return m.leg_up(id); });
    } else if (const auto* d = e.as<asterisk::dial>()) {
        const auto c = by_leg(d->peer_id);
        if (!c) return;
        if (d->status == "RINGING") step(c, [&](machine& m) { return m.leg_ringing(d->peer_id); });
        if (d->status == "PROGRESS") step(c, [&](machine& m) { return m.leg_progress(d->peer_id); });
    } else if (const auto* key = e.as<asterisk::dtmf_received>()) {
        const auto c = by_leg(key->channel.id);
        if (c && key->digit == "9" && c->data.state == call_state::waiting && c->data.abandoned && ears_.opted_out)
            ears_.opted_out(c->data);
    } else if (const auto* played = e.as<asterisk::playback_finished>()) {
        // The playback of a message is named by the call.
        if (const auto c = by_id(played->playback.id)) step(c, [](machine& m) { return m.said(); });
    } else if (const auto* gone = e.as<asterisk::channel_destroyed>()) {
        const auto& id = gone->channel.id;
        const auto c = by_leg(id);
        if (!c) return;
        if (const auto qos = gone->channel.variables.find("RTPAUDIOQOS");
            qos != gone->channel.variables.end())
            if (const auto q = quality_of(read_rtp_audio_qos(qos->second))) c->data.find(id)->quality = q;
        const leg_end how{gone->cause,
                          gone->tech_cause > 0 ? std::optional(gone->tech_cause) : std::nullopt, {}};
        log::info("calls", "leg ended", {{"call", c->data.id}, {"leg", id}, {"cause", gone->cause}});
        step(c, [&](machine& m) { return m.leg_ended(id, how); });
        if (id == c->third_leg) settle_third(*c);
    }
}

void conductor::asterisk_lost() {
    const auto all = calls_;
    for (const auto& [id, c] : all) {
        c->todo.clear();  // Nobody is there to carry it out.
        step(c, [](machine& m) { return m.asterisk_lost(); });
    }
}

void conductor::phone_changed(std::int64_t user_id, const std::string& endpoint, bool there) {
    p_.floor.phone(user_id, p_.phones.dial_string(user_id).has_value());
    const auto all = calls_;
    for (const auto& [id, c] : all) {
        const auto* t = c->data.of(leg_role::telecaller);
        const auto* x = c->data.of(leg_role::third_party);
        const auto* mine = t && t->user_id == user_id ? t : x && x->user_id == user_id ? x : nullptr;
        if (mine == nullptr) {
            if (there && c->data.telecaller_id == user_id)
                step(c, [&](machine& m) { return m.phone_back(user_id); });
        } else if (there && mine->up()) {
            tasks_.spawn("prove phone", prove_phone(c, mine->id));
        } else if (!there && is_on(c->channel_names[mine->id], endpoint)) {
            step(c, [&](machine& m) { return m.phone_lost(user_id); });
            // Another browser of theirs may be there.
            if (p_.phones.dial_string(user_id)) step(c, [&](machine& m) { return m.phone_back(user_id); });
        }
    }
}

void conductor::trunk_lost(std::int64_t trunk_id) {
    const auto all = calls_;
    for (const auto& [id, c] : all) step(c, [&](machine& m) { return m.way_lost(trunk_id); });
}

// ── used by the routes ────────────────────────────────────────────────────────────────────────

call conductor::begin_outbound(call fresh, outbound_leg to) {
    const auto c = add(std::move(fresh));
    c->to_borrower = std::move(to);
    step(c, [](machine& m) { return m.start_outbound(); });
    metrics::counter("zenix_calls_started_total", "Calls begun.", {{"direction", "outbound"}}).Increment();
    return c->data;
}

call conductor::begin_campaign(call fresh, outbound_leg to) {
    const auto c = add(std::move(fresh));
    c->to_borrower = std::move(to);
    step(c, [](machine& m) { return m.start_campaign(); });
    metrics::counter("zenix_calls_started_total", "Calls begun.", {{"direction", "outbound"}}).Increment();
    return c->data;
}

bool conductor::offer(const std::string& id, const campaign_ears::telecaller& who) {
    const auto c = by_id(id);
    if (!c || c->data.state != call_state::waiting || c->data.abandoned || c->data.of(leg_role::telecaller)) return false;
    step(c, [&](machine& m) { return m.offer_to(who.user_id, who.name); });
    pop_screen(c->data, who.user_id);
    return true;
}

call conductor::command(const std::string& id, const std::function<actions(machine&)>& wish) {
    const auto c = by_id(id);
    if (!c) throw conflict("call_over", "This call has ended.");
    step(c, wish);
    return c->data;
}

call conductor::transfer(const std::string& id, bool consult, const transfer_target& to,
                         std::optional<outbound_leg> road) {
    const auto c = by_id(id);
    if (!c) throw conflict("call_over", "This call has ended.");
    step(c, [&](machine& m) {
        auto wanted = m.transfer(consult, to);
        settle_third(*c);  // One that was cancelled a moment ago may still be hanging up.
        c->to_third = std::move(road);
        return wanted;
    });
    if (to.user_id != 0) pop_screen(c->data, to.user_id);
    return c->data;
}

const call* conductor::find(const std::string& id) const {
    if (const auto c = by_id(id)) return &c->data;
    const auto it = settling_.find(id);
    return it == settling_.end() ? nullptr : &it->second->data;
}

bool conductor::settling(const std::string& id) const { return settling_.contains(id); }

std::vector<const call*> conductor::in_progress() const {
    std::vector<const call*> list;
    for (const auto& [id, c] : calls_) list.push_back(&c->data);
    return list;
}

const call* conductor::call_of(std::int64_t user_id) const {
    for (const auto& [id, c] : calls_) {
        if (c->data.over()) continue;
        if (c->data.telecaller_id == user_id && !c->data.telecaller_done) return &c->data;
        const auto* x = c->data.of(leg_role::third_party);
        if (x && x->user_id == user_id) return &c->data;
    }
    return nullptr;
}

bool conductor::note_outcome(const std::string& id, const std::string& disposition,
                             const std::optional<std::string>& notes) {
    const auto c = by_id(id);
    if (!c) return false;
    c->data.disposition = disposition;
    if (notes) c->data.notes = *notes;
    if (c->data.ended_at) c->data.wrap_ms = (p_.now() - *c->data.ended_at).count();
    changed(c);
    return true;
}

}  // namespace zenix::calls
