#include "compliance/gate_service.hpp"

#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/problem.hpp"
#include "compliance/decision_table.hpp"

#include <chrono>
#include <utility>

namespace zenix::compliance {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

// A clock that lost more than this may be hours wrong, and every rule of hours with it.
constexpr minutes clock_slack{5};
constexpr seconds permit_life{60};
// Each round that fails means that another question went first; a number has few attempts a day.
constexpr int rounds_max = 50;

problem in_doubt(std::string why) {
    return unavailable("gate_in_doubt",
        "Nothing is dialled now, because the legal gate cannot judge: " + std::move(why));
}

void check_clock(sys_ms now, const gate_state& state) {
    if (!state.last_decided_at || now >= *state.last_decided_at - clock_slack) return;
    log::error("compliance", "clock went backwards",
        {{"now", to_rfc3339(now)}, {"last_decision", to_rfc3339(*state.last_decided_at)}});
    throw in_doubt("the server's clock is behind its own last decision. Set the clock (NTP).");
}

void count(const decision& d) {
    metrics::counter("zenix_gate_decisions_total", "Decisions of the legal gate.",
        {{"verdict", d.allow ? "allow" : "refuse"}, {"channel", std::string(to_string(d.channel))}})
        .Increment();
}

}  // namespace

gate_service::gate_service(pg::executor& db, gate_options options)
    : db_(db), options_(std::move(options)) {}

task<std::shared_ptr<const rule_set>> gate_service::rules_of(std::int64_t version) {
    if (rules_ && rules_->version == version) co_return rules_;
    auto fresh = std::make_shared<const rule_set>(co_await load_rules(db_));
    log::info("compliance", "rules loaded",
        {{"version", fresh->version}, {"rules", fresh->rules.size()}});
    rules_ = fresh;
    co_return fresh;
}

task<answer> gate_service::judge(question q, number_check before) {
    const auto who = co_await find_target(db_, q, options_.home_country);
    if (before && who.number) before(who.number->e164);
    q.customer_id = who.customer_id;
    const bool counts = q.counts_as_attempt && !q.at;
    for (int round = 0; round < rounds_max; ++round) {
        const sys_ms now = options_.clock();
        const auto state =
            co_await read_state(db_, who.number ? who.number->e164 : "", q.at.value_or(now));
        check_clock(now, state);
        const auto rules = co_await rules_of(state.rules_version);

        decision_record r;
        r.asked = q;
        r.asked.phone = who.typed;
        r.known = {
            who.number, who.zones, state.do_not_call, state.attempts, state.demo && options_.demo};
        r.typed = q.phone.empty() ? "" : who.typed;
        r.rules_version = rules->version;
        r.decided_at = now;
        r.answer = evaluate(r.asked, r.known, rules->rules, now);
        r.answer.id = new_uuid();
        if (counts && r.answer.allow) r.attempt_ordinal = state.attempts_ever + 1;

        answer a{r.answer, std::nullopt, who.person};
        const bool stored = co_await store(db_, std::move(r));
        if (!stored) continue;
        count(a.verdict);
        if (counts && a.verdict.allow)
            a.pass.emplace(permit(a.verdict.id, a.verdict.phone_number, a.verdict.channel,
                a.verdict.purpose, now + permit_life));
        co_return a;
    }
    throw in_doubt("too many questions about this number at one time. Try again.");
}

task<answer> gate_service::ask(question q, number_check before) {
    std::string why;
    try {
        auto a = co_await judge(std::move(q), std::move(before));
        log::info("compliance", a.verdict.allow ? "allowed" : "refused",
            {{"decision", a.verdict.id}, {"phone", log::mask(a.verdict.phone_number)},
                {"channel", to_string(a.verdict.channel)}, {"attempt", a.pass.has_value()}});
        co_return a;
    } catch (const problem&) {
        throw;
    } catch (const pg::unavailable&) {
        why = "the database is away. It is tried again by itself.";
    } catch (const std::exception& e) {
        log::error("compliance", "gate in doubt", {{"what", e.what()}});
        why = "its rules or its records cannot be read; the log says more.";
    }
    throw in_doubt(why);
}

}  // namespace zenix::compliance
