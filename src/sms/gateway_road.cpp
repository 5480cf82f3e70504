#include "sms/gateway_road.hpp"

#include "base/log.hpp"
#include "base/utf8.hpp"

#include <algorithm>

namespace zenix::sms {
namespace {

// One that is sent and one that waits keep a box busy; more would wait behind one that stalls.
constexpr std::size_t for_each_box = 2;

compliance::purpose purpose_of(const order& o) {
    return compliance::parse_purpose(o.purpose).value_or(compliance::purpose::recovery);
}

part_answer not_taken(const std::string& code, const std::string& why) {
    return {1, part_fate::refused_for_now, {}, code, why};
}

}  // namespace

part_answer answer_of(const failure& why) {
    constexpr int no_port = 550;  // Dinstar: none that can do it now.
    const auto said = to_utf8(why.detail);
    const bool never_left = why.code == "busy" || why.code == "login" || why.code == "refused" ||
                            (why.code == "rejected" && why.status == no_port);
    if (never_left) return not_taken(why.code, "The gateway did not take it: " + said + ".");
    // A box's own error does not say whether the text was on its way by then.
    const bool broke = why.code == "rejected" && why.status == 500;
    const bool refused = why.code == "rejected" || why.code == "unsupported" || why.code == "too_large";
    if (refused && !broke)
        return {1, part_fate::refused, {}, why.code, "The gateway refused it: " + said + "."};
    return {1, part_fate::unknown, {}, why.code,
        "The gateway gave no clear answer (" + said + "); it may have been sent."};
}

std::size_t gateway_road::room_of(const gateways::box_line& b) const {
    if (b.state != gateways::box_state::up) return 0;
    const auto at = under_way_.find(b.box.id);
    const auto now = at == under_way_.end() ? 0 : at->second;
    return now < for_each_box ? for_each_box - now : 0;
}

std::size_t gateway_road::room() const {
    std::size_t all = 0;
    for (const auto& b : p_.book.ways().boxes) all += room_of(b);
    return all;
}

bool gateway_road::up() const {
    const auto& boxes = p_.book.ways().boxes;
    return std::any_of(boxes.begin(), boxes.end(),
        [](const auto& b) { return b.state == gateways::box_state::up; });
}

bool gateway_road::ever(const order& o) const {
    const auto& ways = p_.book.ways();
    return std::any_of(ways.boxes.begin(), ways.boxes.end(), [&](const gateways::box_line& b) {
        if (o.trunk_id && b.box.trunk_id != *o.trunk_id) return false;
        const auto line = std::find_if(ways.trunks.begin(), ways.trunks.end(),
            [&](const auto& t) { return t.trunk.id == b.box.trunk_id; });
        return !o.port || (line != ways.trunks.end() && *o.port < line->trunk.gateway_ports.value_or(0));
    });
}

gateways::route_limits gateway_road::limits_of(const order& o) const {
    gateways::route_limits l;
    l.only_trunk = o.trunk_id;
    l.only_port = o.port;
    for (const auto& b : p_.book.ways().boxes)
        if (room_of(b) == 0) l.without_trunks.push_back(b.box.trunk_id);
    return l;
}

std::string gateway_road::obstacle(const order& o) const {
    return p_.book.text_obstacle(
        o.e164, purpose_of(o), static_cast<std::int64_t>(o.parts), limits_of(o));
}

/// SIM, count and part in one transaction: a server killed here has either all of it or nothing.
task<result<gateway_road::held>> gateway_road::hold(compliance::permit pass, const order& o) {
    struct taken {
        gateways::route_book& book;
        std::optional<gateways::text_ticket> ticket;
        ~taken() {
            if (ticket) book.text_void(*ticket);
        }
    } mine{p_.book, std::nullopt};
    const auto tx = co_await p_.db.begin();
    const auto before = co_await tx->run("select sim_iccid from sms_logs where phone_number = $1"
                                         " and sim_iccid is not null and status <> 'refused'"
                                         " order by id desc limit 1",
        pass.e164());
    auto limits = limits_of(o);
    if (!before.empty()) limits.known_sim = before.front().text("sim_iccid");
    auto got = co_await p_.book.reserve_text(
        *tx, std::move(pass), static_cast<std::int64_t>(o.parts), std::move(limits));
    if (!got) co_return got.error();
    mine.ticket = std::move(got).value();
    const auto& t = *mine.ticket;
    const auto made = co_await tx->run(
        "with m as (update sms_logs set box_id = $2, trunk_id = $3, sim_slot = $4, sim_iccid = $5,"
        " route_name = $6, route_explanation = $7 where id = $1::uuid returning attempts)"
        " insert into sms_parts (message_id, number, box_id, status, attempt)"
        " select $1::uuid, 1, $2, 'submitted', attempts from m on conflict (message_id, number)"
        " do update set box_id = excluded.box_id, status = 'submitted', error = null, done_at = null,"
        " peer_id = null, submitted_at = now(), attempt = excluded.attempt returning reference",
        o.message_id, t.box_id, t.trunk_id, t.port, t.iccid, t.gateway, t.explanation);
    co_await tx->commit();
    held h{t, made.front().integer("reference")};
    mine.ticket.reset();
    co_return h;
}

task<std::vector<part_answer>> gateway_road::send(compliance::permit pass, order o) {
    using answers = std::vector<part_answer>;
    const auto to = pass.e164();
    result<held> got = failure{"database", "the database is away"};
    try {
        got = co_await hold(std::move(pass), o);
    } catch (const std::exception& e) {
        log::warn("sms", "no SIM could be held", {{"message", o.message_id}, {"why", e.what()}});
    }
    if (!got) co_return answers{not_taken(got.error().code, "No SIM: " + got.error().detail)};
    const auto mine = got.value();
    gateways::drivers::text_order t;
    t.port = mine.ticket.port;
    t.to = to;
    t.text = std::move(o.text);
    t.reference = mine.reference;
    struct counted {
        std::size_t& n;
        explicit counted(std::size_t& of) : n(of) { ++n; }
        counted(const counted&) = delete;
        counted& operator=(const counted&) = delete;
        ~counted() { --n; }
    } const busy(under_way_[mine.ticket.box_id]);
    const auto told = co_await p_.boxes.send_text(mine.ticket.box_id, std::move(t));
    auto answer = told ? part_answer{1, part_fate::accepted, to_utf8(told.value().task), {}, {}}
                       : answer_of(told.error());
    const bool stayed = answer.fate == part_fate::refused_for_now || answer.fate == part_fate::refused;
    if (!stayed) {
        p_.book.text_sent(mine.ticket);
        if (taken) taken(mine.ticket.box_id);
        co_return answers{std::move(answer)};
    }
    try {
        co_await p_.book.text_refused(p_.db, mine.ticket);
    } catch (const std::exception& e) {
        // It goes on counting after a restart: a cap is reached too early rather than passed.
        log::warn("sms", "a text that was not sent could not be taken back", {{"why", e.what()}});
    }
    co_return answers{std::move(answer)};
}

}  // namespace zenix::sms
