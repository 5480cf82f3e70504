#include "compliance/gate_service.hpp"

#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/problem.hpp"
#include "compliance/decision_table.hpp"

#include <chrono>
#include <map>
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

facts known_of(const target& who, const gate_state& state, bool demo) {
    facts f;
    f.number = who.number;
    f.zones = who.zones;
    f.do_not_call = state.do_not_call;
    f.text_opt_out = state.text_opt_out;
    f.attempts = state.attempts;
    f.demo_installation = state.demo && demo;
    return f;
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
    const bool real = q.counts_as_attempt && !q.at;
    const bool counts = real && !q.renews;
    for (int round = 0; round < rounds_max; ++round) {
        const sys_ms now = options_.clock();
        const auto state =
            co_await read_state(db_, who.number ? who.number->e164 : "", q.at.value_or(now), q.renews);
        check_clock(now, state);
        const auto rules = co_await rules_of(state.rules_version);

        decision_record r;
        r.asked = q;
        r.asked.phone = who.typed;
        r.known = known_of(who, state, options_.demo);
        r.typed = q.phone.empty() ? "" : who.typed;
        r.rules_version = rules->version;
        r.decided_at = now;
        r.answer = evaluate(r.asked, r.known, rules->rules, now);
        r.answer.id = new_uuid();
        if (counts && r.answer.allow) r.attempt_ordinal = state.attempts_ever + 1;

        auto verdict = r.answer;
        const bool stored = co_await store(db_, std::move(r));
        if (!stored) continue;
        auto a = answered(std::move(verdict), real, now);
        a.person = who.person;
        co_return a;
    }
    throw in_doubt("too many questions about this number at one time. Try again.");
}

answer gate_service::answered(decision d, bool counts, sys_ms now) const {
    count(d);
    answer a{std::move(d), std::nullopt, std::nullopt};
    if (counts && a.verdict.allow)
        a.pass.emplace(permit(a.verdict.id, a.verdict.phone_number, a.verdict.channel,
            a.verdict.purpose, now + permit_life));
    return a;
}

task<std::vector<answer>> gate_service::judge_all(std::vector<question> list) {
    const auto targets = co_await find_targets(db_, list, options_.home_country);
    std::vector<std::string> numbers;
    std::map<std::string, std::size_t> place;
    for (const auto& t : targets)
        if (place.try_emplace(t.number ? t.number->e164 : "", numbers.size()).second)
            numbers.push_back(t.number ? t.number->e164 : "");
    const sys_ms now = options_.clock();
    auto states = co_await read_states(db_, numbers, now);
    if (states.empty()) co_return std::vector<answer>{};
    check_clock(now, states.front());
    const auto rules = co_await rules_of(states.front().rules_version);

    // Several about one number see each other's attempts.
    std::vector<decision_record> records;
    records.reserve(list.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        auto& state = states[place.at(targets[i].number ? targets[i].number->e164 : "")];
        decision_record r;
        r.asked = list[i];
        r.asked.customer_id = targets[i].customer_id;
        r.asked.phone = r.typed = targets[i].typed;
        r.known = known_of(targets[i], state, options_.demo);
        r.rules_version = rules->version;
        r.decided_at = now;
        r.answer = evaluate(r.asked, r.known, rules->rules, now);
        r.answer.id = new_uuid();
        if (list[i].counts_as_attempt && r.answer.allow) {
            r.attempt_ordinal = ++state.attempts_ever;
            state.attempts.push_back({now, list[i].channel});
        }
        records.push_back(std::move(r));
    }
    std::vector<decision> verdicts;
    verdicts.reserve(records.size());
    for (const auto& r : records) verdicts.push_back(r.answer);
    const auto stored = co_await store_all(db_, std::move(records));
    std::vector<answer> out;
    out.reserve(list.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        // Another was faster with this number, or the rules changed: it is asked again by itself.
        if (!stored[i]) {
            auto again = co_await judge(std::move(list[i]), {});
            out.push_back(std::move(again));
            continue;
        }
        out.push_back(answered(std::move(verdicts[i]), list[i].counts_as_attempt, now));
    }
    co_return out;
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

task<std::vector<decision>> gate_service::weigh(std::vector<question> list) {
    const auto targets = co_await find_targets(db_, list, options_.home_country);
    std::vector<std::string> numbers;
    std::map<std::string, std::size_t> place;
    for (const auto& t : targets)
        if (place.try_emplace(t.number ? t.number->e164 : "", numbers.size()).second)
            numbers.push_back(t.number ? t.number->e164 : "");
    const sys_ms now = options_.clock();
    const auto states = co_await read_states(db_, numbers, now);
    std::vector<decision> out;
    if (states.empty()) co_return out;
    check_clock(now, states.front());
    const auto rules = co_await rules_of(states.front().rules_version);
    out.reserve(list.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        auto& q = list[i];
        q.customer_id = targets[i].customer_id;
        q.phone = targets[i].typed;
        const auto& state = states[place.at(targets[i].number ? targets[i].number->e164 : "")];
        out.push_back(evaluate(q, known_of(targets[i], state, options_.demo), rules->rules, now));
    }
    co_return out;
}

task<std::vector<answer>> gate_service::ask_all(std::vector<question> list) {
    std::string why;
    try {
        co_return co_await judge_all(std::move(list));
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
