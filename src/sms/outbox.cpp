#include "base/log.hpp"
#include "sms/outbox_claim.hpp"

#include <algorithm>
#include <variant>

namespace zenix::sms {
namespace {

using std::chrono::seconds;

constexpr std::size_t batch_most = 500;

}  // namespace

ms retry_after(std::int64_t attempts) {
    const auto n = std::clamp<std::int64_t>(attempts, 1, 10);
    return std::min<ms>(seconds(2) * (std::int64_t{1} << (n - 1)), seconds(600));
}

outbox::outbox(outbox_parts parts)
    : p_(std::move(parts)), tasks_(p_.ex), bell_(p_.ex, asio::steady_timer::time_point::max()),
      storing_(
          p_.ex,
          [this](std::vector<new_message> list) -> task<std::vector<bool>> {
              std::vector<bool> done(list.size(), true);
              co_await insert_messages(p_.db, std::move(list));
              rouse();
              co_return done;
          },
          batch_most),
      answering_(
          p_.ex, [this](std::vector<outcome> list) { return write_outcomes(std::move(list)); },
          batch_most),
      hearing_(
          p_.ex, [this](std::vector<receipt_news> list) { return write_receipts(std::move(list)); },
          batch_most) {}

task<> outbox::store(new_message m) {
    const auto id = m.id;
    const bool visible = m.source != "smpp" && m.source != "batch";
    co_await storing_.put(std::move(m));
    if (visible && p_.changed) p_.changed({id});
}

task<> outbox::receipt(receipt_news news) { co_await hearing_.put(std::move(news)); }

void outbox::rouse() {
    roused_ = true;
    bell_.cancel();
}

task<> outbox::run() {
    while (!stopping_) {
        std::size_t done = 0;
        roused_ = false;
        try {
            done = co_await round();
        } catch (const std::exception& e) {
            log::warn("sms", "the outbox waits", {{"why", e.what()}});
        }
        if (done > 0 || roused_) continue;
        bell_.expires_after(ms(500));
        boost::system::error_code rung;
        co_await bell_.async_wait(asio::redirect_error(asio::use_awaitable, rung));
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) co_return;
    }
}

task<> outbox::stop(ms patience) {
    stopping_ = true;
    rouse();
    const bool all = co_await tasks_.join(patience);
    if (all) co_return;
    tasks_.cancel();
    co_await tasks_.join(ms(1000));
}

/// One batch through all stages. Gives how many left or ended, so that a full house goes on at once.
task<std::size_t> outbox::round() {
    const auto room = std::min(p_.ways.room(), batch_most);
    // All windows are full: whoever gets an answer rouses us.
    if (room == 0 && p_.ways.any_up()) co_return 0;
    auto list = co_await read_due(std::max<std::size_t>(room, 20));
    if (list.empty()) co_return 0;
    const auto now = p_.clock();
    p_.ways.begin_round();
    for (auto& c : list) {
        if (c.out.valid_until && *c.out.valid_until <= now) {
            c.what = claim::next::expire;
            c.code = "expired";
            c.text = "It could not be sent within its validity.";
            continue;
        }
        auto chosen = p_.ways.choose({c.out.e164, c.purpose,
            std::string(to_string(static_cast<sms::priority>(c.priority))), c.wanted_account,
            c.wanted_sim, static_cast<std::size_t>(c.parts)});
        if (auto* w = std::get_if<sms::way>(&chosen)) {
            c.way = std::move(*w);
            continue;
        }
        const auto& no = std::get<no_way>(chosen);
        c.what = no.for_good ? claim::next::refuse : claim::next::later;
        c.code = "no_route";
        c.text = "No way out: " + no.why + ".";
        c.due_at = now + (no.busy ? ms(100) : ms(2000));
    }
    co_await judge(list);
    std::vector<claim> going, staying;
    for (auto& c : list) (c.what == claim::next::go ? going : staying).push_back(std::move(c));
    co_await put_aside(staying);
    const auto marked = co_await mark(going);
    std::vector<std::string> ids;
    for (auto& c : going) {
        if (!marked.contains(c.out.message_id)) continue;  // Cancelled in this moment.
        if (c.source != "smpp" && c.source != "batch") ids.push_back(c.out.message_id);
        tasks_.spawn("text", carry(std::move(c)));
    }
    if (!ids.empty() && p_.changed) p_.changed(std::move(ids));
    const auto moved = std::count_if(staying.begin(), staying.end(),
        [](const claim& c) { return c.what != claim::next::later; });
    co_return marked.size() + static_cast<std::size_t>(moved);
}

task<> outbox::carry(claim c) {
    outcome o;
    o.id = c.out.message_id;
    o.account_id = c.way.account_id;
    o.attempts = c.attempts + 1;
    o.valid_until = c.out.valid_until;
    try {
        if (!c.out.sender) c.out.sender = c.way.sender;
        c.out.port = c.way.port;
        c.out.trunk_id = c.way.trunk_id;
        c.out.purpose = c.purpose;
        c.out.parts = static_cast<std::size_t>(c.parts);
        c.out.priority = static_cast<int>(c.priority);
        if (!c.pass || !c.pass->good(p_.clock())) {
            o.parts = {{1, part_fate::refused_for_now, {}, "late", "the gate is asked again"}};
        } else {
            o.parts = co_await c.way.out->send(std::move(*c.pass), std::move(c.out));
        }
    } catch (const std::exception& e) {
        log::error("sms", "a text's way out failed", {{"message", o.id}, {"why", e.what()}});
        o.parts = {{1, part_fate::unknown, {}, "unknown", "the server met an error on the way"}};
    }
    // The answer must be kept; the database may be away for a while.
    for (int round = 0;; ++round) {
        bool kept = false;
        try {
            auto copy = o;
            co_await answering_.put(std::move(copy));
            kept = true;
        } catch (const pg::unavailable&) {
        } catch (const std::exception& e) {
            log::error("sms", "an answer was not stored", {{"message", o.id}, {"why", e.what()}});
            if (round > 5) kept = true;  // It stays `submitted`, and is unknown after a restart.
        }
        if (kept) break;
        const bool slept = co_await sleep_for(ms(500));
        if (!slept) co_return;
    }
    rouse();
}

task<bool> outbox::cancel(std::string id) {
    const auto done = co_await p_.db.run(
        "update sms_logs set status = 'cancelled', updated_at = now(), done_at = now()"
        " where id = $1::uuid and status = 'queued'",
        id);
    const bool was = done.affected() == 1;
    if (was && p_.changed) p_.changed({id});
    co_return was;
}

}  // namespace zenix::sms
