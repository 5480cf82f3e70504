// Texts over GSM gateways: the same caps and the same choice as for calls.
#include "gateways/drivers/make.hpp"
#include "gateways/route_book.hpp"

#include <algorithm>

namespace zenix::gateways {
namespace {

const box_record* box_of(const fleet& f, std::int64_t trunk_id) {
    const auto at = std::find_if(f.boxes.begin(), f.boxes.end(),
        [&](const auto& b) { return b.box.trunk_id == trunk_id; });
    return at == f.boxes.end() ? nullptr : &at->box;
}

settlement of_ticket(const text_ticket& t, const moment& at, const std::string& e164) {
    settlement s;
    s.reservation = t.key;
    s.iccid = t.iccid;
    s.day = at.day;
    s.reserved_at = at.now;
    s.texts = t.parts;
    s.recipient = e164;
    s.trunk_id = t.trunk_id;
    s.port = t.port;
    return s;
}

}  // namespace

std::string route_book::text_obstacle(
    const std::string& e164, compliance::purpose p, std::int64_t parts, route_limits limits) {
    limits.wanted = route_class::gsm;
    auto wish = wish_for(e164, p, std::move(limits));
    wish.channel = compliance::channel::text;
    wish.parts = parts;
    const auto found = look(wish);
    const auto* none = std::get_if<no_route>(&found);
    return none != nullptr ? none->why : std::string();
}

task<result<text_ticket>> route_book::reserve_text(
    pg::executor& db, compliance::permit pass, std::int64_t parts, route_limits limits) {
    if (!pass.good(clock_()) || pass.channel() != compliance::channel::text)
        co_return failure{
            "permit", "The gate's permit is spent or not for a text; ask the gate again."};
    limits.wanted = route_class::gsm;
    auto wish = wish_for(pass.e164(), pass.purpose(), std::move(limits));
    wish.channel = compliance::channel::text;
    wish.parts = std::max<std::int64_t>(parts, 1);
    auto found = look(wish);
    if (const auto* none = std::get_if<no_route>(&found)) co_return failure{"no_route", none->why};
    const auto& choice = std::get<route_choice>(found);
    if (!choice.sim) co_return failure{"no_route", "no SIM fits"};
    const auto& line = ledger_->ways().sims[*choice.sim];
    const auto& t = ledger_->ways().trunks[choice.trunk].trunk;
    const auto* box = box_of(ledger_->ways(), t.id);
    if (box == nullptr) co_return failure{"no_route", t.name + " has no box that could be told"};
    text_ticket ticket{pass.decision_id(), line.sim.iccid, box->id, line.sim.port.value_or(0), t.id,
        wish.parts, t.name, choice.explanation, drivers::pause_after_text(box->driver)};
    const auto at = ledger_->ways().at;
    ledger_->take_text(ticket.key, *choice.sim, wish.parts, wish.e164);
    // In the database before it is sent: a text that a killed server may have sent counts.
    std::string fault;
    try {
        (void)co_await write_settlement(db, of_ticket(ticket, at, wish.e164));
    } catch (const std::exception& e) {
        fault = e.what();
    }
    if (!fault.empty()) {
        ledger_->give_back(ticket.key);
        co_return failure{"database", fault};
    }
    co_return ticket;
}

void route_book::text_sent(const text_ticket& t) { ledger_->text_taken(t.key, t.pause); }

task<> route_book::text_refused(pg::executor& db, text_ticket t) {
    ledger_->give_back(t.key);
    co_await take_back_text(db, t.key);
}

}  // namespace zenix::gateways
