// What is due: read, judged by the gate, marked or put aside.
#include "sms/outbox_claim.hpp"

#include "base/metrics.hpp"

#include <algorithm>

namespace zenix::sms {

void count_text(const char* result) {
    metrics::counter("zenix_texts_total", "Texts by what became of them.", {{"result", result}})
        .Increment();
}

task<std::vector<outbox::claim>> outbox::read_due(std::size_t most) {
    const auto found = co_await p_.db.run(
        "select id::text as id, customer_id, phone_number, message, language, purpose, priority,"
        " registered, sender, dlt_entity_id, dlt_template_id, valid_until, wait_until_lawful,"
        " wanted_account, wanted_sim, attempts, gate_decision_id::text as decision, source, asked_by,"
        " client_id, parts, raw from sms_logs where status = 'queued' and due_at <= $1::timestamptz"
        " order by priority, due_at, id limit $2",
        p_.clock(), most);
    std::vector<claim> out;
    out.reserve(found.size());
    for (const auto r : found) {
        claim c;
        c.out.message_id = r.text("id");
        c.out.e164 = r.text("phone_number");
        c.out.text = r.text("message");
        c.out.sender = r.maybe_text("sender");
        c.out.language = r.maybe_text("language");
        c.out.dlt_entity_id = r.maybe_text("dlt_entity_id");
        c.out.dlt_template_id = r.maybe_text("dlt_template_id");
        c.out.valid_until = r.maybe_time("valid_until");
        if (auto raw = r.json("raw"); !raw.is_null()) c.out.raw = std::move(raw);
        c.customer_id = r.maybe_integer("customer_id");
        c.purpose = r.text("purpose");
        c.priority = r.integer("priority");
        c.registered = r.flag("registered");
        c.wait = r.flag("wait_until_lawful");
        c.wanted_account = r.maybe_integer("wanted_account");
        c.wanted_sim = r.maybe_text("wanted_sim");
        c.attempts = r.integer("attempts");
        c.decision_id = r.maybe_text("decision");
        c.source = r.text("source");
        c.asked_by = r.text("asked_by");
        c.client_id = r.maybe_integer("client_id");
        c.parts = r.integer("parts");
        out.push_back(std::move(c));
    }
    co_return out;
}

/// Asks the gate about all that have a way: many at once, a retry by itself, for it was counted.
task<> outbox::judge(std::vector<claim>& list) {
    std::vector<compliance::question> first;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < list.size(); ++i) {
        auto& c = list[i];
        if (c.what != claim::next::go) continue;
        compliance::question q;
        q.customer_id = c.customer_id;
        q.phone = c.out.e164;
        q.channel = compliance::channel::text;
        q.purpose =
            compliance::parse_purpose(c.purpose).value_or(compliance::purpose::recovery);
        q.counts_as_attempt = true;
        q.template_registered = c.registered;
        q.asked_by = c.asked_by;
        q.source = c.source;
        if (c.attempts > 0 && c.decision_id) {
            q.renews = c.decision_id;
            q.customer_id.reset();
        }
        places.push_back(i);
        first.push_back(std::move(q));
    }
    if (first.empty()) co_return;
    std::vector<compliance::answer> answers;
    if (std::none_of(first.begin(), first.end(), [](const auto& q) { return q.renews; })) {
        answers = co_await p_.gate.ask_all(std::move(first));
    } else {
        for (auto& q : first) {
            auto one = co_await p_.gate.ask(std::move(q));
            answers.push_back(std::move(one));
        }
    }
    for (std::size_t i = 0; i < places.size(); ++i) {
        auto& c = list[places[i]];
        auto& a = answers[i];
        if (c.attempts == 0) c.decision_id = a.verdict.id;
        if (a.pass) {
            c.pass = std::move(a.pass);
            continue;
        }
        const auto next = a.verdict.next_lawful_at;
        const bool in_time = next && (!c.out.valid_until || *next < *c.out.valid_until);
        c.what = c.wait && in_time ? claim::next::later : claim::next::refuse;
        if (c.what == claim::next::later) c.due_at = *next;
        c.code = "gate_refused";
        c.text = a.verdict.summary;
    }
}

task<> outbox::put_aside(const std::vector<claim>& list) {
    if (list.empty()) co_return;
    std::vector<std::string> ids, states, due, codes, texts, decisions;
    std::vector<std::string> told;
    for (const auto& c : list) {
        ids.push_back(c.out.message_id);
        states.emplace_back(c.what == claim::next::later ? "queued"
                            : c.what == claim::next::expire ? "expired" : "refused");
        due.push_back(c.what == claim::next::later ? to_rfc3339(c.due_at) : "");
        codes.push_back(c.code);
        texts.push_back(c.text);
        decisions.push_back(c.code == "gate_refused" ? c.decision_id.value_or("") : "");
        if (c.what == claim::next::later && c.code == "no_route") continue;
        told.push_back(c.out.message_id);
        if (c.what == claim::next::later) continue;
        ++count_.refused;
        count_text(c.what == claim::next::expire ? "expired" : "refused");
    }
    co_await p_.db.run(
        "update sms_logs m set status = k.state, updated_at = now(), error_code = k.code,"
        " error_text = k.text, due_at = coalesce(nullif(k.due, '')::timestamptz, m.due_at),"
        " gate_decision_id = coalesce(nullif(k.decision, '')::uuid, m.gate_decision_id),"
        " done_at = case when k.state <> 'queued' then now() end"
        " from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])"
        " k (id, state, due, code, text, decision)"
        " where m.id = k.id::uuid and m.status = 'queued'",
        ids, states, due, codes, texts, decisions);
    if (!told.empty() && p_.changed) p_.changed(std::move(told));
}

/// The durable mark: after it a row is never handed over again. A gateway's row
/// learns its SIM when that is chosen.
task<std::set<std::string>> outbox::mark(const std::vector<claim>& list) {
    std::set<std::string> out;
    if (list.empty()) co_return out;
    std::vector<std::vector<std::string>> c(9);
    for (const auto& one : list) {
        const auto number = [](const auto& v) { return v ? std::to_string(*v) : std::string(); };
        const auto cost = one.way.price_minor ? std::to_string(*one.way.price_minor * one.parts) : "";
        std::size_t i = 0;
        for (auto& v : {one.out.message_id, one.decision_id.value_or(""), one.way.kind,
                 number(one.way.account_id), number(one.way.trunk_id), one.way.name,
                 one.way.explanation, cost, one.way.currency})
            c[i++].push_back(v);
    }
    const auto done = co_await p_.db.run(R"(
update sms_logs m set status = 'submitted', submitted_at = now(), updated_at = now(),
    attempts = m.attempts + 1, gate_decision_id = nullif(k.decision, '')::uuid, route_kind = k.kind,
    account_id = nullif(k.account, '')::bigint, trunk_id = nullif(k.trunk, '')::bigint,
    box_id = null, sim_slot = null, sim_iccid = null, route_name = k.name, route_explanation = k.why,
    cost_minor = nullif(k.cost, '')::bigint, currency = case when k.cost <> '' then k.currency end,
    error_code = null, error_text = null
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
              $8::text[], $9::text[])
       k (id, decision, kind, account, trunk, name, why, cost, currency)
 where m.id = k.id::uuid and m.status = 'queued'
returning m.id::text as id)",
        c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8]);
    for (const auto r : done) out.insert(r.text("id"));
    co_return out;
}

}  // namespace zenix::sms
