#include "sms/gateway_road.hpp"

#include "base/log.hpp"
#include "base/utf8.hpp"

#include <fmt/format.h>

namespace zenix::sms {
namespace {

// Two for each box keep it busy while the next one is judged.
constexpr std::size_t for_each_box = 2;

receipt_state state_of(gateways::drivers::text_stage s) {
    using gateways::drivers::text_stage;
    switch (s) {
    case text_stage::delivered: return receipt_state::delivered;
    case text_stage::failed: return receipt_state::failed;
    case text_stage::sent:
    case text_stage::sending: return receipt_state::under_way;
    case text_stage::unknown: return receipt_state::unknown;
    }
    return receipt_state::unknown;
}

}  // namespace

part_answer answer_of(const failure& why) {
    // These mean that the box certainly did not take it.
    const bool never = why.code == "busy" || why.code == "login" || why.code == "resolve" ||
                       why.code == "refused" || why.code == "closed_before";
    if (never) return {1, part_fate::refused_for_now, {}, why.code, "The gateway did not take it: " + to_utf8(why.detail)};
    if (why.code == "rejected" || why.code == "unsupported" || why.code == "too_large")
        return {1, part_fate::refused, {}, why.code, "The gateway refused it: " + to_utf8(why.detail)};
    return {1, part_fate::unknown, {}, why.code, "The gateway gave no clear answer; it may have been sent."};
}

std::size_t gateway_road::room() const {
    const auto most = p_.boxes.box_ids().size() * for_each_box;
    return under_way_ < most ? most - under_way_ : 0;
}

bool gateway_road::up() const { return !p_.boxes.box_ids().empty(); }

std::string gateway_road::obstacle(const order& o) const {
    const auto purpose =
        compliance::parse_purpose(o.purpose).value_or(compliance::purpose::recovery);
    return p_.book.text_obstacle(o.e164, purpose, static_cast<std::int64_t>(o.parts));
}

task<std::vector<part_answer>> gateway_road::send(compliance::permit pass, order o) {
    const auto to = pass.e164();
    auto held = co_await p_.book.reserve_text(
        p_.db, std::move(pass), static_cast<std::int64_t>(o.parts));
    if (!held)
        co_return std::vector<part_answer>{
            {1, part_fate::refused_for_now, {}, held.error().code, held.error().detail}};
    const auto ticket = held.value();
    // The row knows its SIM before anything leaves, so that a report after a crash finds it.
    const auto made = co_await p_.db.run(
        "with p as (insert into sms_parts (message_id, number, box_id, status)"
        " values ($1::uuid, 1, $2, 'submitted') on conflict (message_id, number) do update"
        " set box_id = excluded.box_id, status = 'submitted', error = null, done_at = null"
        " returning reference), m as (update sms_logs set box_id = $2, trunk_id = $3, sim_slot = $4,"
        " sim_iccid = $5, route_name = $6, route_explanation = $7 where id = $1::uuid returning 1)"
        " select reference from p",
        o.message_id, ticket.box_id, ticket.trunk_id, ticket.port, ticket.iccid, ticket.gateway,
        ticket.explanation);
    gateways::drivers::text_order t;
    t.port = ticket.port;
    t.to = to;
    t.text = std::move(o.text);
    t.reference = made.front().integer("reference");
    ++under_way_;
    const auto taken = co_await p_.boxes.send_text(ticket.box_id, std::move(t));
    --under_way_;
    auto answer = taken ? part_answer{1, part_fate::accepted, to_utf8(taken.value().task), {}, {}}
                        : answer_of(taken.error());
    if (answer.fate == part_fate::refused_for_now || answer.fate == part_fate::refused)
        co_await p_.book.text_refused(p_.db, ticket);
    else
        p_.book.text_sent(ticket);
    co_return std::vector<part_answer>{std::move(answer)};
}

task<> gateway_ears::heard(std::int64_t box_id, gateways::drivers::text_came came) {
    inbound_text t;
    t.source = fmt::format("box:{}", box_id);
    t.from = came.from;
    t.text = came.whole ? std::move(came.text) : came.text + " [a part is missing]";
    // Boxes count from anew after a reset: the time makes their ids ours.
    if (!came.id.empty())
        t.peer_id = fmt::format("{}:{}:{}", came.id, came.port, came.at ? to_rfc3339(*came.at) : "");
    t.at = p_.clock();
    t.box_id = box_id;
    t.port = came.port;
    for (const auto& b : p_.book.ways().boxes)
        if (b.box.id == box_id) t.trunk_id = b.box.trunk_id;
    for (const auto& line : p_.book.ways().trunks)
        if (line.trunk.id == t.trunk_id) t.route_name = line.trunk.name;
    for (const auto& s : p_.book.ways().sims)
        if (s.sim.trunk_id == t.trunk_id && s.sim.port == came.port) t.iccid = s.sim.iccid;
    co_await text_(std::move(t));
}

task<> gateway_ears::ask_reports(std::int64_t box_id, sys_ms since) {
    const auto got = co_await p_.boxes.text_reports(box_id, since);
    if (!got) co_return;
    std::vector<outbox::box_report> list;
    for (const auto& r : got.value()) {
        if (r.reference <= 0) continue;
        outbox::box_report n;
        n.reference = r.reference;
        n.state = state_of(r.stage);
        if (n.state == receipt_state::unknown) continue;
        if (r.stage == gateways::drivers::text_stage::sending) continue;
        n.sent_only = r.stage == gateways::drivers::text_stage::sent;
        n.error = r.tp_status && *r.tp_status != 0 ? fmt::format("tp_{}", *r.tp_status) : "";
        n.at = r.at.value_or(p_.clock());
        list.push_back(std::move(n));
    }
    if (!list.empty()) co_await reports_(std::move(list));
}

task<> gateway_ears::ask_inbox(std::int64_t box_id) {
    const auto mark = co_await p_.db.run(
        "select last_read from sms_box_marks where box_id = $1", box_id);
    auto after = mark.empty() ? std::string() : mark.front().text("last_read");
    for (int page = 0; page < 20; ++page) {
        auto got = co_await p_.boxes.inbox(box_id, after);
        if (!got) co_return;
        for (auto& t : got.value().texts) co_await heard(box_id, std::move(t));
        // After the texts are kept: one that is read twice is known by its id.
        if (!got.value().last.empty() && got.value().last != after) {
            after = got.value().last;
            co_await p_.db.run("insert into sms_box_marks (box_id, last_read) values ($1, $2)"
                               " on conflict (box_id) do update set last_read = excluded.last_read",
                box_id, after);
        }
        if (!got.value().more) co_return;
    }
}

task<> gateway_ears::listen() {
    const auto open = co_await p_.db.run(
        "select box_id, min(submitted_at) as since from sms_parts where box_id is not null"
        " and done_at is null and submitted_at > now() - interval '2 days' group by box_id");
    for (const auto r : open)
        co_await ask_reports(r.integer("box_id"), r.time("since") - std::chrono::minutes(2));
    for (const auto id : p_.boxes.box_ids()) co_await ask_inbox(id);
}

task<> gateway_ears::run() {
    for (;;) {
        try {
            co_await listen();
        } catch (const std::exception& e) {
            log::debug("sms", "gateways' texts wait", {{"why", e.what()}});
        }
        const bool slept = co_await sleep_for(ms(5000));
        if (!slept) co_return;
    }
}

}  // namespace zenix::sms
