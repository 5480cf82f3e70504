// A borrower calls in: who is it, and which telecaller takes it.
#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/phone.hpp"
#include "calls/live.hpp"
#include "crm/contacts.hpp"

namespace zenix::calls {
namespace {

/// Gateways send numbers with, without, and with a national prefix.
std::string number_of(const std::string& sent) {
    if (auto n = phone::normalise(sent)) return n->e164;
    if (auto n = phone::normalise('+' + sent)) return n->e164;
    return sent.substr(0, 16);
}

}  // namespace

task<void> conductor::inbound(asterisk::channel ch, std::string exten) {
    call fresh;
    fresh.id = new_uuid();
    fresh.direction = direction::inbound;
    fresh.phone_number = number_of(ch.caller.number);
    fresh.created_at = p_.now();
    fresh.state = call_state::ringing;
    const auto road = p_.roads.describe_inbound(std::string(ch.endpoint()), exten);
    fresh.route = route_used{road.trunk_id, road.trunk, road.gateway, road.iccid, "inbound", road.port, {}, {}, {}};
    try {
        if (const auto who = co_await crm::find_by_phone(p_.db, fresh.phone_number)) {
            fresh.customer_id = who->id;
            fresh.customer_name = who->name;
        }
    } catch (const std::exception& e) {
        // The database is away: the call is taken all the same, without a name.
        log::warn("calls", "caller not looked up", {{"call", fresh.id}, {"why", e.what()}});
    }
    const auto c = add(std::move(fresh));
    // Nobody may be sent out by the SIM this call sits on.
    if (road.trunk_id != 0) c->to_borrower.road = p_.roads.occupy(road.trunk_id, road.iccid);
    c->in_stasis.insert(ch.id);
    c->channel_names[ch.id] = ch.name;
    metrics::counter("zenix_calls_started_total", "Calls begun.", {{"direction", "inbound"}}).Increment();
    log::info("calls", "inbound call",
              {{"call", c->data.id}, {"from", log::mask(c->data.phone_number)}, {"to", log::mask(exten)}});
    step(c, [&](machine& m) { return m.start_inbound(ch.id); });
}

task<void> conductor::run(live_ptr c, act::find_telecaller) {
    if (c->data.borrower_first) {
        // Time is short: no database is asked. Nobody free now may be in a moment; then `offer` comes.
        const auto who = ears_.connect ? ears_.connect(c->data) : std::nullopt;
        if (who) (void)offer(c->data.id, *who);
        co_return;
    }
    std::optional<std::int64_t> preferred;
    if (c->data.customer_id != 0) {
        try {
            preferred = co_await p_.log.last_telecaller(c->data.customer_id);
        } catch (const std::exception&) {
            // Without the database nobody is preferred.
        }
    }
    if (c->data.over() || c->data.of(leg_role::telecaller)) co_return;
    auto chosen = p_.floor.choose(preferred, c->offered);
    if (!chosen && !c->offered.empty()) {
        c->offered.clear();
        chosen = p_.floor.choose(preferred, c->offered);
    }
    if (chosen && p_.phones.dial_string(*chosen)) {
        c->offered.insert(*chosen);
        const auto* agent = p_.floor.find(*chosen);
        step(c, [&](machine& m) { return m.offer_to(*chosen, agent->display_name); });
        pop_screen(c->data, *chosen);
        co_return;
    }
    // Nobody free now may be free in a moment; the machine's patience timer ends this.
    c->todo.push_back(act::find_telecaller{});
    if (c->todo.size() == 1) co_await sleep_for(ms(500));
}

}  // namespace zenix::calls
