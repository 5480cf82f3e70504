#include "calls/desk.hpp"

#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/problem.hpp"
#include "base/task_group.hpp"

namespace zenix::calls {
namespace {

/// Holds the telecaller while gate and route are asked, so that two clicks cannot start two calls.
class claim {
  public:
    claim(agents::floor& f, std::int64_t user, std::string call) : floor_(f), user_(user), call_(std::move(call)) {
        floor_.require_free(user_);
        floor_.follow(user_, call_, agents::agent_state::reserved);
    }
    ~claim() {
        if (!kept_) floor_.release(user_, call_, false);
    }
    claim(const claim&) = delete;
    void keep() { kept_ = true; }

  private:
    agents::floor& floor_;
    std::int64_t user_;
    std::string call_;
    bool kept_ = false;
};

problem no_line(const std::string& why) {
    return problem(503, "no_route", "No line is free for this call: " + why);
}

}  // namespace

bool oversees(const principal& who) {
    return who.role == role::supervisor || who.role == role::admin || who.role == role::auditor;
}

bool takes_part(const principal& who, const call& c) {
    if (who.user_id == 0) return false;
    if (c.telecaller_id == who.user_id) return true;
    for (const auto& l : c.legs)
        if (l.user_id == who.user_id) return true;
    return false;
}

desk::desk(conductor& floor_of_calls, agents::floor& floor, compliance::gate_service& gate,
           gateways::route_book& roads, call_log& log, pg::pool& db, identity::directory& people)
    : calls_(floor_of_calls), floor_(floor), gate_(gate), roads_(roads), log_(log), db_(db),
      people_(people) {}

/// Line there, gate, then route. The permit is spent here and nowhere else.
task<outbound_leg> desk::way_out(compliance::question q, call* record, gateways::route_limits limits) {
    q.counts_as_attempt = true;
    q.channel = compliance::channel::call;
    // A call that has no line to go out by shall cost no attempt, so this is asked before one is counted.
    auto answer = co_await gate_.ask(q, [this, purpose = q.purpose, limits](const std::string& e164) {
        const auto why = roads_.obstacle(e164, purpose, limits);
        if (!why.empty()) throw no_line(why);
    });
    if (!answer.pass) throw compliance::gate_refused(answer.verdict);
    auto road = roads_.reserve(std::move(*answer.pass), limits);
    if (!road) throw no_line(road.error().detail);
    auto out = leg_by(std::move(road).value());
    if (record != nullptr) {
        record->gate_decision_id = answer.verdict.id;
        record->phone_number = answer.verdict.phone_number;
        record->route = out.route;
        if (answer.person) {
            record->customer_id = answer.person->id;
            record->customer_name = answer.person->name;
        }
    }
    co_return out;
}

task<std::optional<call>> desk::started_before(const principal& who, const std::string& key) {
    const auto found = co_await db_.run(
        "select call_id::text as id from call_requests where user_id = $1 and idempotency_key = $2 "
        "and created_at > now() - interval '1 day'",
        who.user_id, key);
    if (found.empty()) co_return std::nullopt;
    const auto id = found.front().text("id");
    if (const auto* live = calls_.find(id)) co_return *live;
    co_return co_await log_.find(id);
}

/// A key's one start at a time: who asks again meanwhile waits and gets the same call.
class desk::once {
  public:
    once(std::set<request_key>& all, request_key mine) : all_(all), mine_(std::move(mine)) { all_.insert(mine_); }
    ~once() { all_.erase(mine_); }
    once(const once&) = delete;

  private:
    std::set<request_key>& all_;
    request_key mine_;
};

task<call> desk::start(principal who, call_request r) {
    if (r.idempotency_key.empty()) co_return co_await start_new(std::move(who), std::move(r));
    const request_key key(who.user_id, r.idempotency_key);
    while (under_way_.contains(key)) co_await sleep_for(ms(10));  // Gate and database have deadlines.
    const once mine(under_way_, key);
    co_return co_await start_new(std::move(who), std::move(r));
}

task<call> desk::start_new(principal who, call_request r) {
    if (who.user_id == 0)
        throw problem(403, "no_phone", "An API token has no phone; sign in as the telecaller who shall talk.");
    if (!r.customer_id && !r.phone_number)
        throw invalid_field("customer_id", "Say whom to call: customer_id, phone_number, or both.");
    if (!r.idempotency_key.empty()) {
        auto before = co_await started_before(who, r.idempotency_key);
        if (before) co_return std::move(*before);
    }
    call fresh;
    fresh.id = r.call_id.empty() ? new_uuid() : r.call_id;
    fresh.created_at = now();
    fresh.campaign_id = r.campaign_id;
    fresh.lead_id = r.lead_id;
    fresh.ring_timeout_s = r.ring_timeout_s;
    fresh.telecaller_id = who.user_id;
    fresh.telecaller_name = who.display_name;
    fresh.loan_id = r.loan_id.value_or(0);
    fresh.idempotency_key = r.idempotency_key;
    floor_.know(who.user_id, who.display_name);
    claim hold(floor_, who.user_id, fresh.id);

    compliance::question q;
    q.customer_id = r.customer_id;
    q.phone = r.phone_number.value_or("");
    q.asked_by = who.name;
    q.source = r.campaign_id != 0 ? "campaign" : "click";
    q.purpose = r.purpose;
    gateways::route_limits limits;
    limits.only_group = r.route_group_id;
    auto to = co_await way_out(std::move(q), &fresh, limits);

    if (!r.idempotency_key.empty())
        co_await db_.run("insert into call_requests (user_id, idempotency_key, call_id) "
                         "values ($1, $2, $3::uuid) on conflict (user_id, idempotency_key) "
                         "do update set call_id = excluded.call_id, created_at = now()",
                         who.user_id, r.idempotency_key, fresh.id);
    hold.keep();
    log::info("calls", "outbound call",
              {{"call", fresh.id}, {"by", who.name}, {"to", log::mask(fresh.phone_number)}});
    co_return calls_.begin_outbound(std::move(fresh), std::move(to));
}

task<call> desk::start_attempt(call_request r, held_telecaller held) {
    call fresh;
    fresh.id = r.call_id.empty() ? new_uuid() : r.call_id;
    fresh.created_at = now();
    fresh.loan_id = r.loan_id.value_or(0);
    fresh.campaign_id = r.campaign_id;
    fresh.lead_id = r.lead_id;
    fresh.ring_timeout_s = r.ring_timeout_s;
    std::optional<claim> hold;
    if (held.user_id != 0) {
        fresh.telecaller_id = held.user_id;
        fresh.telecaller_name = held.name;
        hold.emplace(floor_, held.user_id, fresh.id);
    }
    compliance::question q;
    q.customer_id = r.customer_id;
    q.phone = r.phone_number.value_or("");
    q.asked_by = "system";
    q.source = "campaign";
    q.purpose = r.purpose;
    gateways::route_limits limits;
    limits.only_group = r.route_group_id;
    auto to = co_await way_out(std::move(q), &fresh, limits);
    if (hold) hold->keep();
    co_return calls_.begin_campaign(std::move(fresh), std::move(to));
}

task<call> desk::transfer(principal who, std::string id, transfer_request r) {
    const auto current = co_await steerable(who, id);
    if (r.to_user_id.has_value() == r.to_phone_number.has_value())
        throw invalid_field("to_user_id", "Name one target: to_user_id or to_phone_number.");
    if (r.to_user_id) {
        const auto person = people_.find(*r.to_user_id);
        const auto* agent = floor_.find(*r.to_user_id);
        if (!person) throw invalid_field("to_user_id", "There is no such user.");
        if (*r.to_user_id == current.telecaller_id)
            throw invalid_field("to_user_id", "The call is with them already; choose a colleague.");
        if (agent == nullptr || !agents::available(*agent))
            throw conflict("not_available", person->display_name + " cannot take a call now.");
        co_return calls_.transfer(id, r.consult, {*r.to_user_id, person->display_name}, std::nullopt);
    }
    compliance::question q;
    q.phone = *r.to_phone_number;
    q.asked_by = who.name;
    q.source = "transfer";
    call record;
    auto to = co_await way_out(std::move(q), &record);
    co_return calls_.transfer(id, r.consult, {0, record.phone_number}, std::move(to));
}

task<call> desk::look_up(principal who, std::string id) {
    std::optional<call> found;
    if (const auto* live = calls_.find(id)) {
        found = *live;
    } else {
        found = co_await log_.find(id);
    }
    // A call of others looks like none to a telecaller.
    if (!found || (!oversees(who) && !takes_part(who, *found)))
        throw not_found("There is no call " + id + " that you may see.");
    co_return std::move(*found);
}

task<call> desk::steerable(principal who, std::string id) {
    auto c = co_await look_up(who, id);
    if (calls_.find(id) == nullptr || c.over()) throw conflict("call_over", "This call has ended.");
    if (!takes_part(who, c) && who.role != role::supervisor && who.role != role::admin)
        throw forbidden("Only who takes part, or a supervisor, can steer a call.");
    co_return c;
}

}  // namespace zenix::calls
