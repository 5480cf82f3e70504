#include "gateways/route_book.hpp"

#include <fmt/format.h>

#include <set>

#include "base/log.hpp"
#include "base/phone.hpp"
#include "base/zone.hpp"
#include "gateways/trunk_table.hpp"

namespace zenix::gateways {

struct use {
    std::string iccid, day;
    int answered = 0;
    std::int64_t seconds = 0;
};

/// The book's pages, shared with reservations that may outlive it at shut-down.
struct reservation::shelf {
    std::string zone;
    std::function<sys_ms()> now;
    std::vector<gateways::trunk> trunks;
    std::map<std::string, sim> sims;
    gsm_authorisation gsm;
    std::map<std::int64_t, int> calls;
    std::set<std::string> busy;
    std::map<std::int64_t, std::pair<reach, std::optional<double>>> reached;
    std::vector<use> unwritten;
    std::string day;  ///< today's counters are of this day

    [[nodiscard]] std::string today() const { return to_string(to_local(now(), zone).day); }
    void turn_page() {
        if (auto d = today(); d != day) {
            day = d;
            for (auto& [iccid, s] : sims) s.attempts_today = s.answered_today = 0, s.seconds_today = 0;
        }
    }
    [[nodiscard]] const gateways::trunk* find(std::int64_t id) const {
        for (const auto& t : trunks)
            if (t.id == id) return &t;
        return nullptr;
    }
};

reservation::reservation(reservation&& o) noexcept { *this = std::move(o); }

reservation& reservation::operator=(reservation&& o) noexcept {
    if (this == &o) return *this;
    let_go();
    book_ = std::exchange(o.book_, {});
    trunk_id_ = o.trunk_id_;
    trunk_ = std::move(o.trunk_);
    gateway_ = std::move(o.gateway_);
    iccid_ = std::move(o.iccid_);
    dial_string_ = std::move(o.dial_string_);
    caller_id_ = std::move(o.caller_id_);
    explanation_ = std::move(o.explanation_);
    port_ = o.port_;
    return *this;
}

reservation::~reservation() { let_go(); }

void reservation::let_go() {
    const auto book = book_.lock();
    book_.reset();
    if (!book) return;
    --book->calls[trunk_id_];
    if (!iccid_.empty()) book->busy.erase(iccid_);
}

void reservation::settle(bool answered, std::int64_t seconds) {
    if (const auto book = book_.lock(); book && !iccid_.empty()) {
        book->turn_page();
        if (const auto s = book->sims.find(iccid_); s != book->sims.end()) {
            s->second.answered_today += answered ? 1 : 0;
            s->second.seconds_today += seconds;
        }
        book->unwritten.push_back({iccid_, book->day, answered ? 1 : 0, seconds});
    }
    let_go();
}

route_book::route_book(std::string home_zone, std::function<sys_ms()> now)
    : shelf_(std::make_shared<reservation::shelf>()) {
    shelf_->zone = std::move(home_zone);
    shelf_->now = std::move(now);
}
route_book::~route_book() = default;

task<void> route_book::load(pg::executor& db) {
    const auto s = shelf_;
    auto trunks = co_await list_trunks(db);
    const auto day = s->today();
    auto sims = co_await list_sims(db, day);
    auto gsm = co_await read_gsm_authorisation(db);
    s->trunks = std::move(trunks);
    s->day = day;
    // What was counted here and is not written yet is not in the table either.
    std::map<std::string, sim> fresh;
    for (auto& one : sims) fresh[one.iccid] = std::move(one);
    for (const auto& u : s->unwritten)
        if (const auto it = fresh.find(u.iccid); it != fresh.end() && u.day == day) {
            it->second.attempts_today += 1;
            it->second.answered_today += u.answered;
            it->second.seconds_today += u.seconds;
        }
    for (const auto& iccid : s->busy)
        if (const auto it = fresh.find(iccid); it != fresh.end()) it->second.attempts_today += 1;
    s->sims = std::move(fresh);
    s->gsm = std::move(gsm);
}

task<void> route_book::flush(pg::executor& db) {
    const auto s = shelf_;
    while (!s->unwritten.empty()) {
        const auto u = s->unwritten.front();
        s->unwritten.erase(s->unwritten.begin());
        bool written = false;
        try {
            co_await add_use(db, u.iccid, u.day, u.answered, u.seconds);
            written = true;
        } catch (const pg::unavailable&) {
            // Kept for the next round.
        } catch (const pg::sql_error& e) {
            log::error("gateways", "use not counted", {{"iccid", u.iccid}, {"why", e.what()}});
            written = true;
        }
        if (!written) {
            s->unwritten.insert(s->unwritten.begin(), u);
            co_return;
        }
    }
}

result<reservation> route_book::reserve(compliance::permit pass) {
    auto& s = *shelf_;
    s.turn_page();
    if (!pass.good(s.now())) return failure{"permit", "the gate's permit has run out; ask again", 0};
    std::vector<candidate> ways;
    for (const auto& t : s.trunks) {
        const auto at = s.reached.find(t.id);
        const candidate base{&t, nullptr, at == s.reached.end() ? reach::unknown : at->second.first,
                             s.calls[t.id], false};
        if (t.kind == trunk_kind::sip) {
            ways.push_back(base);
            continue;
        }
        for (const auto& [iccid, one] : s.sims)
            if (one.trunk_id == t.id && one.port) {
                ways.push_back(base);
                ways.back().sim = &one;
                ways.back().sim_busy = s.busy.contains(iccid);
            }
    }
    const auto number = phone::normalise(pass.e164());
    const auto picked =
        choose(ways, s.gsm, number ? number->country : "", compliance::to_string(pass.purpose()));
    if (picked.taken == nullptr) return failure{"no_route", picked.explanation, 0};

    reservation r;
    const auto& via = *picked.taken->via;
    r.trunk_id_ = via.id;
    r.trunk_ = via.name;
    r.explanation_ = picked.explanation;
    r.caller_id_ = via.caller_id.value_or("");
    auto user = pass.e164();
    if (picked.taken->sim != nullptr) {
        auto& chosen = s.sims.at(picked.taken->sim->iccid);
        ++chosen.attempts_today;
        r.gateway_ = via.name;
        r.iccid_ = chosen.iccid;
        r.port_ = chosen.port;
        if (r.caller_id_.empty()) r.caller_id_ = chosen.phone_number.value_or("");
        // A gateway's port is named by two digits in front of the number.
        user = fmt::format("{:02d}{}", *chosen.port, pass.e164().substr(1));
        s.busy.insert(chosen.iccid);
    }
    r.dial_string_ = "PJSIP/" + user + '@' + endpoint_of(via);
    ++s.calls[via.id];
    r.book_ = shelf_;
    return r;
}

std::optional<reservation> route_book::adopt(std::int64_t trunk_id, const std::string& iccid) {
    auto& s = *shelf_;
    const auto* t = s.find(trunk_id);
    if (t == nullptr) return std::nullopt;
    reservation r;
    r.trunk_id_ = trunk_id;
    r.trunk_ = t->name;
    if (!iccid.empty()) {
        r.iccid_ = iccid;
        s.busy.insert(iccid);
        if (const auto it = s.sims.find(iccid); it != s.sims.end()) ++it->second.attempts_today;
    }
    ++s.calls[trunk_id];
    r.book_ = shelf_;
    return r;
}

inbound_road route_book::describe_inbound(const std::string& endpoint, const std::string& dialled) const {
    inbound_road road;
    for (const auto& t : shelf_->trunks) {
        if (endpoint_of(t) != endpoint) continue;
        road.trunk_id = t.id;
        road.trunk = t.name;
        if (t.kind != trunk_kind::gsm) continue;
        road.gateway = t.name;
        const auto number = phone::normalise(dialled);
        for (const auto& [iccid, one] : shelf_->sims)
            if (one.trunk_id == t.id && number && one.phone_number == number->e164) {
                road.iccid = iccid;
                road.port = one.port;
            }
    }
    return road;
}

void route_book::set_reach(const std::string& endpoint, reach state, std::optional<double> round_trip_ms) {
    for (const auto& t : shelf_->trunks)
        if (endpoint_of(t) == endpoint) shelf_->reached[t.id] = {state, round_trip_ms};
}

std::vector<trunk> route_book::trunks() const { return shelf_->trunks; }
std::vector<sim> route_book::sims() const {
    shelf_->turn_page();
    std::vector<sim> list;
    for (const auto& [iccid, s] : shelf_->sims) list.push_back(s);
    return list;
}
const gsm_authorisation& route_book::gsm() const { return shelf_->gsm; }
reach route_book::reach_of(std::int64_t id) const {
    const auto it = shelf_->reached.find(id);
    return it == shelf_->reached.end() ? reach::unknown : it->second.first;
}
std::optional<double> route_book::round_trip_of(std::int64_t id) const {
    const auto it = shelf_->reached.find(id);
    return it == shelf_->reached.end() ? std::nullopt : it->second.second;
}
int route_book::calls_on(std::int64_t id) const {
    const auto it = shelf_->calls.find(id);
    return it == shelf_->calls.end() ? 0 : it->second;
}
bool route_book::busy(const std::string& iccid) const { return shelf_->busy.contains(iccid); }

}  // namespace zenix::gateways
