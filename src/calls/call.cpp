#include "calls/call.hpp"

#include <algorithm>

namespace zenix::calls {
namespace {

json::value person(std::int64_t id, const std::string& name) {
    if (id == 0) return nullptr;
    return json::object{{"id", id}, {"name", name}};
}

json::value or_null(const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
}

json::value or_null(std::int64_t id) { return id == 0 ? json::value(nullptr) : json::value(id); }

template <class T>
json::value or_null(const std::optional<T>& v) {
    return v ? json::value(*v) : json::value(nullptr);
}

json::value to_json(const std::optional<quality>& q) {
    if (!q) return nullptr;
    return json::object{{"jitter_ms", or_null(q->jitter_ms)},
                        {"loss_pct", or_null(q->loss_pct)},
                        {"round_trip_ms", or_null(q->round_trip_ms)},
                        {"mos", or_null(q->mos)}};
}

json::value to_json(const std::optional<route_used>& r) {
    if (!r) return nullptr;
    return json::object{{"trunk", or_null(r->trunk)},
                        {"gateway", or_null(r->gateway)},
                        {"sim", or_null(r->sim)},
                        {"port", or_null(r->port)},
                        {"explanation", r->explanation}};
}

json::object to_json(const leg& l) {
    return {{"id", l.id},
            {"role", name_of(l.role)},
            {"state", name_of(l.state)},
            {"endpoint", l.endpoint},
            {"started_at", to_rfc3339(l.started_at)},
            {"answered_at", opt(l.answered_at)},
            {"ended_at", opt(l.ended_at)},
            {"cause_q850", or_null(l.cause_q850)},
            {"cause_text", or_null(l.cause_text)},
            {"sip_status", or_null(l.sip_status)},
            {"quality", to_json(l.quality)},
            {"route", to_json(l.route)}};
}

json::value to_json(const std::optional<recording>& r) {
    if (!r) return nullptr;
    json::array gaps;
    for (const auto& g : r->gaps)
        gaps.push_back({{"from_ms", g.from_ms}, {"to_ms", or_null(g.to_ms)}, {"reason", g.reason}});
    return json::object{{"id", r->id},
                        {"state", r->state},
                        {"duration_ms", r->duration_ms},
                        {"sha256", or_null(r->sha256)},
                        {"gaps", std::move(gaps)}};
}

}  // namespace

leg* call::find(const std::string& leg_id) {
    const auto it = std::ranges::find(legs, leg_id, &leg::id);
    return it == legs.end() ? nullptr : &*it;
}

std::int64_t leg::up_ms(sys_ms now) const {
    if (!answered_at) return 0;
    return std::max<std::int64_t>(1, (ended_at.value_or(now) - *answered_at).count());
}

const leg* call::of(leg_role role) const {
    const auto it =
        std::ranges::find_if(legs, [&](const leg& l) { return l.role == role && l.live(); });
    return it == legs.end() ? nullptr : &*it;
}

leg* call::of(leg_role role) {
    return const_cast<leg*>(static_cast<const call*>(this)->of(role));
}

std::int64_t call::ring_ms() const {
    const auto from = direction == direction::inbound ? std::optional(created_at) : dialed_at;
    const auto to = answered_at ? answered_at : ended_at;
    return from && to ? std::max<std::int64_t>(0, (*to - *from).count()) : 0;
}

std::int64_t call::talk_ms() const {
    if (!answered_at || !ended_at) return 0;
    return std::max<std::int64_t>(0, (*ended_at - *answered_at).count() - hold_ms);
}

std::int64_t call::duration_s() const {
    if (!answered_at || !ended_at) return 0;
    return std::max<std::int64_t>(0, ((*ended_at - *answered_at).count() + 999) / 1000);
}

json::object to_json(const call& c) {
    json::array legs;
    for (const auto& l : c.legs) legs.push_back(to_json(l));
    return {{"id", c.id},
            {"call_direction", name_of(c.direction)},
            {"state", name_of(c.state)},
            {"call_status", name_of(c.status)},
            {"phone_number", c.phone_number},
            {"customer", person(c.customer_id, c.customer_name)},
            {"telecaller", person(c.telecaller_id, c.telecaller_name)},
            {"loan_id", or_null(c.loan_id)},
            {"created_at", to_rfc3339(c.created_at)},
            {"ringing_at", opt(c.ringing_at)},
            {"answered_at", opt(c.answered_at)},
            {"ended_at", opt(c.ended_at)},
            {"call_duration", c.duration_s()},
            {"ring_ms", c.ring_ms()},
            {"talk_ms", c.talk_ms()},
            {"hold_ms", c.hold_ms},
            {"wrap_ms", c.wrap_ms},
            {"muted", c.muted},
            {"on_hold", c.on_hold},
            {"cause_q850", or_null(c.cause_q850)},
            {"cause_text", or_null(c.cause_text)},
            {"ended_by", c.ended_by ? json::value(name_of(*c.ended_by)) : json::value(nullptr)},
            {"end_reason", or_null(c.end_reason)},
            {"legs", std::move(legs)},
            {"route", to_json(c.route)},
            {"campaign_id", or_null(c.campaign_id)},
            {"lead_id", or_null(c.lead_id)},
            {"abandoned", c.abandoned},
            {"gate_decision_id", or_null(c.gate_decision_id)},
            {"recording", to_json(c.recording)},
            {"disposition", or_null(c.disposition)},
            {"call_notes", or_null(c.notes)},
            {"cost", or_null(c.cost)},
            {"currency", or_null(c.currency)}};
}

}  // namespace zenix::calls
