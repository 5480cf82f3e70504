#include "sms/gateway_ears.hpp"

#include "base/log.hpp"
#include "base/secret.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace zenix::sms {
namespace {

using gateways::drivers::text_came;
using gateways::drivers::text_report;
using gateways::drivers::text_stage;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr seconds usual{5}, hopeful{2}, after_failure{15};
constexpr minutes between_late{10};
constexpr hours between_whole{1}, too_old{48};
constexpr int pages_most = 20;

std::chrono::steady_clock::time_point clock_now() { return std::chrono::steady_clock::now(); }

receipt_state state_of(text_stage s) {
    switch (s) {
    case text_stage::delivered: return receipt_state::delivered;
    case text_stage::failed: return receipt_state::failed;
    case text_stage::sent:
    case text_stage::sending: return receipt_state::under_way;
    case text_stage::unknown: return receipt_state::unknown;
    }
    return receipt_state::unknown;
}

/// Boxes count from anew after a reset, so an id alone names a text for some time only.
std::string name_of(const text_came& t) {
    if (t.id.empty()) return {};
    const auto words = secret::sha256_hex(t.from + '\n' + t.text).substr(0, 12);
    return fmt::format("{}:{}:{}:{}", t.id, t.port, t.at ? to_rfc3339(*t.at) : "", words);
}

}  // namespace

task<> gateway_ears::heard(std::int64_t box_id, text_came came) {
    inbound_text t;
    t.source = fmt::format("box:{}", box_id);
    t.from = came.from;
    t.peer_id = name_of(came);
    t.text = came.whole ? std::move(came.text) : came.text + " [a part is missing]";
    t.at = p_.clock();
    t.box_id = box_id;
    if (came.port >= 0) t.port = came.port;
    const auto& ways = p_.book.ways();
    for (const auto& b : ways.boxes)
        if (b.box.id == box_id) t.trunk_id = b.box.trunk_id;
    for (const auto& line : ways.trunks)
        if (line.trunk.id == t.trunk_id) t.route_name = line.trunk.name;
    for (const auto& s : ways.sims)
        if (t.port && s.sim.trunk_id == t.trunk_id && s.sim.port == t.port) t.iccid = s.sim.iccid;
    co_await to_.text(std::move(t));
}

task<> gateway_ears::reported(std::int64_t box_id, std::vector<text_report> list) {
    std::vector<outbox::box_report> known;
    std::map<std::int64_t, int> ports;
    for (const auto& r : list) {
        if (r.stage == text_stage::unknown || r.stage == text_stage::sending) continue;
        outbox::box_report n;
        n.reference = r.reference;
        n.box_id = box_id;
        n.task = r.task;
        n.state = state_of(r.stage);
        n.sent_only = r.stage == text_stage::sent;
        if (r.stage == text_stage::failed)
            n.error = r.tp_status && *r.tp_status != 0 ? fmt::format("tp_{}", *r.tp_status) : "not_sent";
        n.at = r.at.value_or(p_.clock());
        if (n.reference <= 0 && n.task.empty()) continue;
        if (r.reference > 0 && r.port >= 0) ports[r.reference] = r.port;
        known.push_back(std::move(n));
    }
    if (known.empty()) co_return;
    const auto changed = co_await to_.reports(std::move(known));
    std::int64_t trunk_id = 0;
    for (const auto& b : p_.book.ways().boxes)
        if (b.box.id == box_id) trunk_id = b.box.trunk_id;
    for (const auto reference : changed)
        if (const auto at = ports.find(reference); at != ports.end())
            p_.book.text_left(trunk_id, at->second);
}

task<> gateway_ears::told(std::int64_t box_id, gateways::drivers::box_event e) {
    if (auto* came = std::get_if<text_came>(&e)) {
        co_await heard(box_id, std::move(*came));
    } else if (auto* report = std::get_if<text_report>(&e)) {
        std::vector<text_report> one;
        one.push_back(std::move(*report));
        co_await reported(box_id, std::move(one));
    } else if (std::holds_alternative<gateways::drivers::events_lost>(e)) {
        log::warn("sms", "a box told more than could be taken; texts may be missing", {{"box", box_id}});
    }
}

/// Those of the last minutes at each turn; older ones, whose receipts may never come, now and then.
task<bool> gateway_ears::ask_reports(std::int64_t box_id, ear& e) {
    const bool late = clock_now() >= e.late_due;
    const auto open = co_await p_.db.run(
        "select reference, coalesce(peer_id, '') as task, submitted_at from sms_parts"
        " where box_id = $1 and done_at is null and submitted_at > now() - $2::interval"
        " order by submitted_at desc limit 200",
        box_id, late ? "2 days" : "15 minutes");
    if (open.empty()) co_return true;
    std::vector<gateways::drivers::text_asked> asked;
    for (const auto r : open) asked.push_back({r.integer("reference"), r.text("task")});
    std::reverse(asked.begin(), asked.end());
    // Its clock and ours need not agree.
    const auto since = open[open.size() - 1].time("submitted_at") - minutes(2);
    auto got = co_await p_.boxes.text_reports(box_id, since, std::move(asked));
    if (late) e.late_due = clock_now() + between_late;
    if (!got) co_return got.error().code == "unsupported";
    co_await reported(box_id, std::move(got).value());
    const auto age = p_.clock() - open.front().time("submitted_at");
    if (age < minutes(2)) e.due = clock_now() + hopeful;
    co_return true;
}

task<bool> gateway_ears::ask_inbox(std::int64_t box_id, ear& e) {
    const auto mark =
        co_await p_.db.run("select last_read from sms_box_marks where box_id = $1", box_id);
    // From the beginning now and then: a box that was reset counts from one again.
    const bool whole = clock_now() >= e.whole_due;
    const auto before = mark.empty() ? std::string() : mark.front().text("last_read");
    auto after = whole ? std::string() : before;
    for (int page = 0; page < pages_most; ++page) {
        auto got = co_await p_.boxes.inbox(box_id, after);
        if (!got) co_return got.error().code == "unsupported";
        for (auto& t : got.value().texts) {
            // What lay in it long before we came is history, not news.
            if (t.at && p_.clock() - *t.at > too_old) continue;
            co_await heard(box_id, std::move(t));
        }
        const bool further = !got.value().last.empty() && got.value().last != after;
        if (further) after = got.value().last;
        if (!further || !got.value().more) break;
    }
    if (whole) e.whole_due = clock_now() + between_whole;
    // After the texts are kept: one that is read twice is known by its name.
    if (after != before && !after.empty())
        co_await p_.db.run("insert into sms_box_marks (box_id, last_read) values ($1, $2)"
                           " on conflict (box_id) do update set last_read = excluded.last_read",
            box_id, after);
    co_return true;
}

task<> gateway_ears::ask(std::int64_t box_id) {
    auto& e = ears_[box_id];  // Entries stay, so that this does not dangle.
    e.due = clock_now() + usual;
    bool well = false;
    try {
        const bool told = co_await ask_reports(box_id, e);
        const bool read = co_await ask_inbox(box_id, e);
        well = told && read;
    } catch (const std::exception& fault) {
        log::debug("sms", "a gateway's texts wait", {{"box", box_id}, {"why", fault.what()}});
    }
    if (!well) e.due = clock_now() + after_failure;
    e.busy = false;
}

void gateway_ears::soon(std::int64_t box_id) {
    auto& e = ears_[box_id];
    e.due = std::min(e.due, clock_now());
}

task<> gateway_ears::run() {
    for (;;) {
        for (const auto& b : p_.book.ways().boxes) {
            auto& e = ears_[b.box.id];
            // One that does not answer its polls is not asked about texts either.
            const bool answers = b.state == gateways::box_state::up && b.missed == 0;
            if (e.busy || !answers || clock_now() < e.due) continue;
            e.busy = true;
            tasks_.spawn(fmt::format("texts of box {}", b.box.id), ask(b.box.id));
        }
        const bool slept = co_await sleep_for(ms(250));
        if (!slept) co_return;
    }
}

}  // namespace zenix::sms
