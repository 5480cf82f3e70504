// What polls of the makers' boxes do to the book.
#include "base/log.hpp"
#include "gateways/book_ledger.hpp"

#include <algorithm>

namespace zenix::gateways {

box_line* book_ledger::box(std::int64_t id) {
    const auto at = std::find_if(
        ways_.boxes.begin(), ways_.boxes.end(), [id](const auto& b) { return b.box.id == id; });
    return at == ways_.boxes.end() ? nullptr : &*at;
}

void book_ledger::set_boxes(std::vector<box_record> boxes) {
    std::vector<box_line> fresh;
    for (const auto& b : ways_.boxes) changed_.boxes.insert(b.box.id);
    for (auto& b : boxes) {
        box_line line;
        // Another machine, another user: what the old one told says nothing.
        const auto* was = box(b.id);
        if (was && was->box.url == b.url && was->box.driver == b.driver &&
            was->box.trunk_id == b.trunk_id)
            line = *was;
        changed_.boxes.insert(b.id);
        line.box = std::move(b);
        fresh.push_back(std::move(line));
    }
    ways_.boxes = std::move(fresh);
    follow_boxes();
}

void book_ledger::call_left(std::int64_t trunk_id, std::optional<int> port) {
    for (auto& b : ways_.boxes)
        for (auto& p : b.report.ports)
            if (b.box.trunk_id == trunk_id && p.port == port) p.in_call = false;
}

void book_ledger::box_answered(std::int64_t box_id, drivers::box_report report, sys_ms at) {
    auto* b = box(box_id);
    if (b == nullptr) return;
    for (auto& p : report.ports) p.iccid = clean_iccid(p.iccid);
    if (b->answered(std::move(report), at))
        log::info("gateways", "gateway box up", {{"box", box_id}, {"url", b->box.url}});
    changed_.boxes.insert(box_id);
    follow(*b);
}

void book_ledger::box_failed(std::int64_t box_id, failure why) {
    auto* b = box(box_id);
    if (b == nullptr) return;
    const auto words = why.code + ": " + why.detail;
    if (b->failed(std::move(why)))
        log::warn(
            "gateways", "gateway box down", {{"box", box_id}, {"url", b->box.url}, {"why", words}});
    changed_.boxes.insert(box_id);
    follow(*b);
}

/// Trunks and SIMs as their boxes have them now.
void book_ledger::follow_boxes() {
    for (auto& t : ways_.trunks) t.has_box = t.box_down = false;
    for (auto& s : ways_.sims) s.condition = {};
    for (const auto& b : ways_.boxes) follow(b);
}

void book_ledger::follow(const box_line& b) {
    const auto t = trunk_index(b.box.trunk_id);
    if (!t) return;
    const bool down = b.state == box_state::down;
    if (ways_.trunks[*t].box_down != down) changed_.trunks.insert(b.box.trunk_id);
    ways_.trunks[*t].box_down = down;
    ways_.trunks[*t].has_box = true;
    if (!b.heard_at) return;
    for (auto& s : ways_.sims) {
        if (s.trunk_index != *t) continue;
        auto now = condition_of(b.report, s.sim.iccid, s.sim.port);
        // A call of ours is known to the book; the box's word counts for the calls of others.
        if (s.in_call) now.in_call = false;
        if (now == s.condition) continue;
        s.condition = std::move(now);
        if (s.operator_index == series_index::nobody && !s.sim.operator_name)
            for (std::size_t i = 0; i < ways_.operators.size(); ++i)
                if (same_operator(ways_.operators[i].name, s.condition.network))
                    s.operator_index = static_cast<std::int16_t>(i);
        changed_.sims.insert(s.sim.iccid);
    }
}

}  // namespace zenix::gateways
