#include "gateways/keeper.hpp"

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/utf8.hpp"
#include "gateways/box_table.hpp"
#include "gateways/in_time.hpp"
#include "gateways/poll_rhythm.hpp"
#include "gateways/sim_moves.hpp"
#include "gateways/turnstile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace zenix::gateways {

using drivers::finding;

struct keeper::kept {
    kept(asio::any_io_executor ex, box_record b) : record(std::move(b)), bell(ex) {}
    box_record record;
    drivers::settings settings;
    std::shared_ptr<drivers::box> session;
    turnstile line;           ///< one request at a time: small machines mix up their answers
    asio::steady_timer bell;  ///< until the next poll
    bool hinted = false;
    std::map<std::pair<int, std::string>, word> words;  ///< that nobody understands
    std::uint64_t task_number = 0;
};

namespace {

/// Drivers keep their own deadlines; this one is for a driver that fails to. A read takes several
/// requests.
ms longest(const drivers::settings& s) { return s.patience * 6 + ms(2000); }

failure no_driver(const std::string& name) {
    return {"unsupported", "this server has no driver '" + name + "'"};
}

failure gave_up() {
    return {"timeout", "the box was given up on; it neither answered nor refused"};
}

finding unheard(const failure& why) {
    return {"address", false, why.code + ": " + why.detail,
        "Check address, network and driver, then try again."};
}

/// Sessions end by themselves in the background.
task<> close_session(std::shared_ptr<drivers::box> session) {
    const auto closed = co_await in_time(
        [](std::shared_ptr<drivers::box> s) -> task<bool> {
            co_await s->close();
            co_return true;
        }(session),
        ms(5000));
    if (!closed) log::debug("gateways", "a box's session did not close in time", {});
}

}  // namespace

keeper::keeper(keeper_parts parts) : p_(std::move(parts)), tasks_(p_.ex) {}

keeper::kept_ptr keeper::find(std::int64_t box_id) const {
    const auto at = boxes_.find(box_id);
    return at == boxes_.end() ? nullptr : at->second;
}

drivers::settings keeper::settings_for(const box_record& b) const {
    int ports = 0;
    for (const auto& t : p_.book.ways().trunks)
        if (t.trunk.id == b.trunk_id) ports = t.trunk.gateway_ports.value_or(0);
    auto s = settings_of(b, ports, p_.key);
    if (const auto at = blocked_.find(b.id); at != blocked_.end()) s.blocked = at->second;
    return s;
}

task<> keeper::load() {
    const auto records = co_await load_boxes(p_.db);
    blocked_ = co_await load_blocks(p_.db);
    p_.book.set_boxes(records);
    std::set<std::int64_t> there;
    for (const auto& b : records) {
        there.insert(b.id);
        const auto k = find(b.id);
        if (k && k->record == b) continue;
        if (k) end(k);
        begin(b);
    }
    const auto all = boxes_;
    for (const auto& [id, k] : all)
        if (!there.contains(id)) end(k);
}

void keeper::begin(const box_record& b) {
    const auto k = std::make_shared<kept>(p_.ex, b);
    boxes_[b.id] = k;
    k->task_number = tasks_.spawn(fmt::format("box {}", b.id), watch(k));
}

void keeper::end(const kept_ptr& k) {
    boxes_.erase(k->record.id);
    tasks_.cancel(k->task_number);
    if (k->session) tasks_.spawn("close a box", close_session(std::exchange(k->session, nullptr)));
}

void keeper::renew(const kept_ptr& k) {
    if (k->session) tasks_.spawn("close a box", close_session(std::exchange(k->session, nullptr)));
}

task<> keeper::watch(kept_ptr k) {
    const ms interval(k->record.poll_interval_ms);
    // Not all at once after a start.
    k->bell.expires_after(std::min(interval, ms(static_cast<int>(500 * p_.dice()))));
    while (true) {
        boost::system::error_code rung;
        if (!k->hinted)
            co_await k->bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
        if (rung && !k->hinted) co_return;
        k->hinted = false;
        co_await poll(k);
        if (find(k->record.id) != k) co_return;
        int missed = 0;
        for (const auto& b : p_.book.ways().boxes)
            if (b.box.id == k->record.id) missed = b.missed;
        k->bell.expires_after(next_poll(interval, missed, box_line::misses_allowed, p_.dice()));
    }
}

void keeper::open(kept& k) {
    if (k.session) return;
    k.settings = settings_for(k.record);
    k.session = p_.make(k.settings);
}

task<> keeper::poll(kept_ptr k) {
    const auto pass = co_await k->line.enter();
    if (!pass) co_return;
    const auto id = k->record.id;
    open(*k);
    if (!k->session) {
        p_.book.box_failed(id, no_driver(k->record.driver));
        co_return;
    }
    auto got = co_await in_time(k->session->read(), longest(k->settings));
    if (find(id) != k) co_return;  // Changed or taken away meanwhile.
    if (!got) renew(k);
    if (got && !got->ok() && got->error().code == "protocol")
        odd(*k, std::nullopt, got->error().detail);
    if (got && got->ok()) {
        co_await learn(k, std::move(*got).value());
        co_return;
    }
    auto why = got ? got->error() : gave_up();
    metrics::counter("zenix_gateway_polls_failed_total", "Polls of GSM gateway boxes that failed.",
        {{"code", why.code}})
        .Increment();
    if (why.code == "protocol") odd(*k, std::nullopt, why.detail);
    p_.book.box_failed(id, std::move(why));
}

/// Remembered, and logged the first time.
void keeper::odd(kept& k, std::optional<int> port, std::string text) {
    constexpr std::size_t words_max = 200, length_max = 200;
    if (text.size() > length_max) text.resize(length_max);
    text = to_utf8(text);
    const std::pair key(port.value_or(-1), text);
    const auto now = p_.clock();
    auto at = k.words.find(key);
    if (at == k.words.end()) {
        if (k.words.size() >= words_max) return;
        log::warn("gateways", "a box says what nobody understands",
            {{"box", k.record.id}, {"port", port.value_or(-1)}, {"said", text}});
        at = k.words.emplace(key, word{port, text, 0, now, now}).first;
    }
    ++at->second.count;
    at->second.last_at = now;
}

std::vector<keeper::word> keeper::words(std::int64_t box_id) const {
    std::vector<word> out;
    if (const auto k = find(box_id))
        for (const auto& [key, w] : k->words) out.push_back(w);
    std::sort(
        out.begin(), out.end(), [](const auto& a, const auto& b) { return a.last_at > b.last_at; });
    return out;
}

task<> keeper::learn(kept_ptr k, drivers::box_report report) {
    std::vector<sim> known;
    for (const auto& s : p_.book.ways().sims) known.push_back(s.sim);
    auto moves = find_moves(known, k->record.trunk_id, report);
    for (const auto& what : moves.ignored) odd(*k, std::nullopt, what);
    for (const auto& p : report.ports)
        if (p.state == drivers::port_state::unknown && !p.said.empty()) odd(*k, p.port, p.said);
    p_.book.box_answered(k->record.id, std::move(report), p_.clock());
    if (moves.empty()) co_return;
    for (const auto& s : moves.placed)
        log::info("gateways", "SIM found",
            {{"iccid", s.iccid}, {"trunk", s.trunk_id.value_or(0)}, {"port", s.port.value_or(-1)}});
    for (const auto& iccid : moves.removed)
        log::warn("gateways", "SIM gone from its box", {{"iccid", iccid}});
    try {
        co_await store_moves(p_.db, std::move(moves));
        co_await p_.book.load(p_.db);
    } catch (const std::exception& e) {
        // The conditions above keep misplaced SIMs out; the next poll tries again.
        log::warn("gateways", "where SIMs are could not be stored", {{"why", e.what()}});
    }
}

void keeper::hint(std::int64_t box_id) {
    const auto k = find(box_id);
    if (!k) return;
    k->hinted = true;
    k->bell.cancel();
}

task<result<void>> keeper::pushed(std::int64_t box_id, std::string body) {
    const auto k = find(box_id);
    if (!k) co_return failure{"closed", "this box is not kept"};
    p_.book.box_pushed(box_id);
    hint(box_id);
    if (pushed_) pushed_(box_id);
    open(*k);
    if (!k->session) co_return no_driver(k->record.driver);
    const auto session = k->session;  // Held: the box may be changed meanwhile.
    co_return co_await session->told(std::move(body));
}

task<> keeper::stop(ms patience) {
    const auto all = boxes_;
    for (const auto& [id, k] : all) end(k);
    const bool closed = co_await tasks_.join(patience);
    if (!closed) tasks_.cancel();
}

// ── requests ─────────────────────────────────────────────────────────────────────────────────

/// Not every box tells what is blocked on it; the next session must know.
task<> keeper::remember_block(std::int64_t box_id, int port, drivers::port_action what) {
    const bool blocks = what == drivers::port_action::block;
    if (!blocks && what != drivers::port_action::unblock) co_return;
    if (blocks)
        blocked_[box_id].insert(port);
    else
        blocked_[box_id].erase(port);
    try {
        co_await note_block(p_.db, box_id, port, blocks);
    } catch (const std::exception& e) {
        log::warn("gateways", "what is blocked on a box could not be stored",
            {{"box", box_id}, {"port", port}, {"why", e.what()}});
    }
}

task<result<void>> keeper::act(std::int64_t box_id, int port, drivers::port_action what, int slot) {
    const auto k = find(box_id);
    if (!k) co_return failure{"closed", "this box is not kept"};
    const auto pass = co_await k->line.enter();
    if (!pass || !k->session) co_return failure{"closed", "there is no session with the box yet"};
    auto done = co_await in_time(k->session->act(port, what, slot), longest(k->settings));
    if (done && done->ok()) co_await remember_block(box_id, port, what);
    hint(box_id);
    co_return done ? std::move(*done) : result<void>(gave_up());
}

task<result<drivers::ussd_reply>> keeper::ussd(std::int64_t box_id, int port, std::string code) {
    const auto k = find(box_id);
    if (!k) co_return failure{"closed", "this box is not kept"};
    const auto pass = co_await k->line.enter();
    if (!pass || !k->session) co_return failure{"closed", "there is no session with the box yet"};
    auto got = co_await in_time(k->session->ussd(port, std::move(code)), ms(60'000));
    co_return got ? std::move(*got) : result<drivers::ussd_reply>(gave_up());
}

task<result<drivers::text_taken>> keeper::send_text(
    std::int64_t box_id, drivers::text_order order) {
    const auto k = find(box_id);
    if (!k) co_return failure{"refused", "this box is not kept"};
    const auto pass = co_await k->line.enter();
    // Nothing was sent: `refused`, so that it may be tried elsewhere.
    if (!pass || !k->session) co_return failure{"refused", "there is no session with the box yet"};
    auto done = co_await in_time(k->session->send_text(std::move(order)), longest(k->settings));
    co_return done ? std::move(*done) : result<drivers::text_taken>(gave_up());
}

task<result<std::vector<drivers::text_report>>> keeper::text_reports(
    std::int64_t box_id, sys_ms since, std::vector<drivers::text_asked> open) {
    const auto k = find(box_id);
    if (!k) co_return failure{"closed", "this box is not kept"};
    const auto pass = co_await k->line.enter();
    if (!pass || !k->session) co_return failure{"closed", "there is no session with the box yet"};
    auto got =
        co_await in_time(k->session->text_reports(since, std::move(open)), longest(k->settings));
    co_return got ? std::move(*got) : result<std::vector<drivers::text_report>>(gave_up());
}

task<result<drivers::inbox_page>> keeper::inbox(std::int64_t box_id, std::string after) {
    const auto k = find(box_id);
    if (!k) co_return failure{"closed", "this box is not kept"};
    const auto pass = co_await k->line.enter();
    if (!pass || !k->session) co_return failure{"closed", "there is no session with the box yet"};
    auto got = co_await in_time(k->session->inbox(std::move(after)), longest(k->settings));
    co_return got ? std::move(*got) : result<drivers::inbox_page>(gave_up());
}

std::vector<std::int64_t> keeper::box_ids() const {
    std::vector<std::int64_t> out;
    for (const auto& [id, k] : boxes_) out.push_back(id);
    return out;
}

task<std::vector<finding>> keeper::probe(std::int64_t box_id) {
    const auto k = find(box_id);
    if (!k) co_return std::vector<finding>{unheard({"closed", "this box is not kept"})};
    co_return co_await probe_new(settings_for(k->record));
}

task<std::vector<finding>> keeper::probe_new(drivers::settings s) {
    const std::shared_ptr<drivers::box> session = p_.make(s);
    if (!session) co_return std::vector<finding>{unheard(no_driver(s.driver))};
    auto got = co_await in_time(session->probe(), longest(s));
    tasks_.spawn("close a box", close_session(session));
    co_return got ? std::move(*got) : std::vector<finding>{unheard(gave_up())};
}

task<std::vector<finding>> keeper::provision(std::int64_t box_id, drivers::voice_plan plan) {
    const auto k = find(box_id);
    if (!k) co_return std::vector<finding>{unheard({"closed", "this box is not kept"})};
    const auto pass = co_await k->line.enter();
    // A box that was saved a moment ago has not been polled yet.
    if (pass) open(*k);
    if (!pass || !k->session)
        co_return std::vector<finding>{unheard({"closed", "there is no session yet"})};
    auto got = co_await in_time(k->session->provision(std::move(plan)), ms(60'000));
    hint(box_id);
    co_return got ? std::move(*got) : std::vector<finding>{unheard(gave_up())};
}

}  // namespace zenix::gateways
