#include "sms/smpp/client.hpp"

#include "sms/smpp/client_core.hpp"

#include <boost/asio/redirect_error.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace zenix::sms::smpp {
namespace {

using clock = std::chrono::steady_clock;

/// Stands in for a house that is gone while the last coroutines end.
class nobody final : public client_house {
  public:
    void settled(std::span<submit_result>) override {}
    task<std::vector<bool>> take(std::vector<incoming> batch) override {
        co_return std::vector<bool>(batch.size(), false);
    }
};
nobody no_house;

}  // namespace

client::client(asio::any_io_executor ex, client_settings s, client_house& house)
    : core_(std::make_shared<core>(std::move(ex), std::move(s), house)) {}

client::~client() {
    core_->closing = true;
    core_->house = &no_house;
    core_->tasks.cancel();
    for (auto& b : core_->binds)
        if (b->now) b->now->cut();
}

task<> client::run() {
    const auto c = core_;
    if (c->closing) co_return;
    for (auto& b : c->binds)
        c->tasks.spawn(
            fmt::format("smpp {} bind {}", c->settings.name, b->number), core::live(c, b.get()));
    c->tasks.spawn("smpp inbox", core::hear(c));
    boost::system::error_code rung;
    while (!c->closing) {
        co_await c->stop_bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
        const auto cancelled = co_await asio::this_coro::cancellation_state;
        if (cancelled.cancelled() != asio::cancellation_type::none) break;
    }
}

task<> client::close(ms patience) {
    const auto c = core_;
    if (std::exchange(c->closing, true)) co_return;
    for (auto& b : c->binds)
        if (b->now) {
            b->now->session().unbind(clock::now());
            b->now->flush();
        }
    const auto until = clock::now() + patience;
    asio::steady_timer wait(c->ex);
    boost::system::error_code rung;
    while (clock::now() < until &&
           std::ranges::any_of(c->binds, [](const auto& b) { return b->now != nullptr; })) {
        wait.expires_after(ms(10));
        co_await wait.async_wait(asio::redirect_error(asio::use_awaitable, rung));
    }
    for (auto& b : c->binds)
        if (const auto l = b->now) {
            l->session().broken("closed before the answer");
            c->on_events(*b);
            l->cut();
        }
    c->tasks.cancel();
    co_await c->tasks.join(patience + ms(1000));
    c->stop_bell.cancel();
}

bool client::up() const { return core_->up(); }

std::size_t client::room() const {
    if (core_->closing || !core_->up() || core_->queue.size() >= core_->settings.queue_max)
        return 0;
    return core_->settings.queue_max - core_->queue.size();
}

std::size_t client::offer(std::span<submission> parts) {
    const auto n = std::min(parts.size(), room());
    for (auto& p : parts.first(n)) {
        flight f;
        f.what = std::move(p);
        core_->queue.push_back(std::move(f));
    }
    core_->pump();
    return n;
}

task<std::vector<submit_result>> client::submit(std::vector<submission> parts) {
    const auto c = core_;
    const auto group = std::make_shared<gathering>(c->ex, parts.size());
    if (c->closing || !c->up()) {
        for (std::size_t i = 0; i < parts.size(); ++i)
            group->results[i] = {
                std::move(parts[i].key), verdict::temporary, 0, {}, "no bind is up", {}};
        co_return std::move(group->results);
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
        flight f;
        f.what = std::move(parts[i]);
        f.group = group;
        f.place = i;
        c->queue.push_back(std::move(f));
    }
    c->pump();
    boost::system::error_code rung;
    while (group->missing > 0) {
        co_await group->bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
        const auto cancelled = co_await asio::this_coro::cancellation_state;
        if (cancelled.cancelled() != asio::cancellation_type::none) break;
    }
    if (group->missing > 0) co_return group->results;  // called off: the rest is unknown
    co_return std::move(group->results);
}

task<result<query_answer>> client::query(std::string message_id, address source) {
    const auto c = core_;
    if (c->closing || !c->up()) co_return failure{"down", "no bind is up"};
    flight f;
    f.what.key = std::move(message_id);
    f.what.body.source = std::move(source);
    f.question = std::make_shared<asking>(c->ex);
    const auto mine = f.question;
    c->queue.push_back(std::move(f));
    c->pump();
    mine->bell.expires_after(c->settings.response_timeout * 2);
    boost::system::error_code rung;
    if (!mine->answer)
        co_await mine->bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
    if (!mine->answer) co_return failure{"timeout", "the centre did not answer the query"};
    co_return *std::move(mine->answer);
}

const client::counters& client::count() const { return core_->count; }

json::object client::status() const {
    const auto& c = *core_;
    json::array binds;
    std::size_t bound = 0, in_flight = 0, window = 0;
    std::string detail;
    for (const auto& b : c.binds) {
        const auto open = b->now ? b->now->session().open_requests() : 0;
        if (b->state == "bound") ++bound;
        if (detail.empty()) detail = b->detail;
        in_flight += open;
        if (b->mode != bind_mode::receiver) window += c.settings.window;
        binds.push_back(json::object{{"number", b->number}, {"mode", to_string(b->mode)},
            {"state", b->state}, {"since", to_rfc3339(b->since)}, {"in_flight", open},
            {"window", b->pace.share_of(c.settings.window)},
            {"throttled", b->pace.is_throttled(clock::now())}, {"detail", b->detail}});
    }
    const auto* state = bound == c.binds.size() ? "up" : bound > 0 ? "partly" : "down";
    json::object out{{"state", state}, {"detail", detail}, {"binds", std::move(binds)},
        {"in_flight", in_flight}, {"window", window}, {"last_error", nullptr},
        {"last_error_at", nullptr}};
    if (c.last_error_at) {
        out["last_error"] = c.last_error;
        out["last_error_at"] = to_rfc3339(*c.last_error_at);
    }
    return out;
}

json::array client::last_pdus() const { return core_->ring.shown(); }

}  // namespace zenix::sms::smpp
