#include "sms/smpp/server.hpp"

#include "base/log.hpp"
#include "sms/smpp/server_core.hpp"

#include <boost/asio/redirect_error.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace zenix::sms::smpp {
namespace {

using clock = std::chrono::steady_clock;
// Batches on their way to the house at once: while one is written the next is read and parsed.
constexpr int lanes = 2;

class nobody final : public server_house {
  public:
    task<std::variant<client_account, std::uint32_t>> sign_in(
        std::string, std::string, std::string) override {
        co_return status::system_error;
    }
    task<std::vector<submit_answer>> take(std::vector<submitted> batch) override {
        co_return std::vector<submit_answer>(batch.size());
    }
    task<std::variant<query_answer, std::uint32_t>> query(std::int64_t, std::string) override {
        co_return status::system_error;
    }
    task<std::uint32_t> cancel(std::int64_t, std::string) override {
        co_return status::system_error;
    }
    void listening(std::int64_t) override {}
};
nobody no_house;

}  // namespace

server::server(asio::any_io_executor ex, server_settings s, server_house& house)
    : core_(std::make_shared<core>(std::move(ex), std::move(s), house)) {}

server::~server() {
    core_->closing = true;
    core_->house = &no_house;
    boost::system::error_code ignored;
    core_->acceptor.close(ignored);
    core_->tasks.cancel();
    for (auto& [number, g] : core_->guests) g->on->cut();
}

void server::listen() {
    auto& c = *core_;
    const auto& s = c.settings;
    try {
        if (!s.certificate.empty()) {
            c.tls = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
            c.tls->use_certificate_chain_file(s.certificate);
            c.tls->use_private_key_file(s.private_key, asio::ssl::context::pem);
        }
        const tcp::endpoint here(asio::ip::make_address(s.host), s.port);
        c.acceptor.open(here.protocol());
        c.acceptor.set_option(asio::socket_base::reuse_address(true));
        c.acceptor.bind(here);
        c.acceptor.listen();
    } catch (const boost::system::system_error& e) {
        throw std::runtime_error(fmt::format(
            "The SMPP server cannot listen on {}:{} ({}). Remedy: choose another port, or "
            "look at its certificate",
            s.host, s.port, e.code().message()));
    }
}

task<> server::run() {
    const auto c = core_;
    c->tasks.spawn("smpp accept", core::accept(c));
    for (int i = 0; i < lanes; ++i) c->tasks.spawn("smpp take", core::take_all(c));
    boost::system::error_code rung;
    while (!c->closing) {
        co_await c->stop_bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
        const auto cancelled = co_await asio::this_coro::cancellation_state;
        if (cancelled.cancelled() != asio::cancellation_type::none) break;
    }
}

task<> server::close(ms patience) {
    const auto c = core_;
    if (std::exchange(c->closing, true)) co_return;
    boost::system::error_code bad;
    c->acceptor.close(bad);
    for (auto& [number, g] : std::map(c->guests)) {
        g->on->session().unbind(clock::now());
        g->on->flush();
    }
    const auto until = clock::now() + patience;
    asio::steady_timer wait(c->ex);
    while (clock::now() < until && !c->guests.empty()) {
        wait.expires_after(ms(10));
        co_await wait.async_wait(asio::redirect_error(asio::use_awaitable, bad));
    }
    for (auto& [number, g] : std::map(c->guests)) g->on->cut();
    c->tasks.cancel();
    co_await c->tasks.join(ms(1000));
    c->stop_bell.cancel();
}

std::uint16_t server::port() const {
    boost::system::error_code ignored;
    return core_->acceptor.local_endpoint(ignored).port();
}

task<std::vector<bool>> server::deliver(std::int64_t account_id, std::vector<message_body> texts) {
    const auto c = core_;
    const auto group = std::make_shared<delivering>(c->ex, texts.size());
    if (texts.empty() || c->closing || !is_listening(account_id)) co_return group->done;
    auto& waiting = c->outgoing[account_id];
    for (std::size_t i = 0; i < texts.size(); ++i)
        waiting.push_back({std::move(texts[i]), group, i});
    c->pump(account_id);
    boost::system::error_code rung;
    while (group->missing > 0) {
        co_await group->bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
        const auto cancelled = co_await asio::this_coro::cancellation_state;
        if (cancelled.cancelled() != asio::cancellation_type::none) break;
    }
    co_return group->done;
}

bool server::is_listening(std::int64_t account_id) const {
    return std::ranges::any_of(core_->guests,
        [&](const auto& e) { return e.second->listens() && e.second->account->id == account_id; });
}

void server::drop(std::int64_t account_id) {
    for (auto& [number, g] : std::map(core_->guests)) {
        if (!g->account || g->account->id != account_id) continue;
        g->on->session().unbind(clock::now());
        g->on->flush();
    }
}

const server::counters& server::count() const { return core_->count; }

json::array server::sessions() const {
    json::array out;
    for (const auto& [number, g] : core_->guests) {
        const auto& s = g->on->session();
        json::object o{{"number", number}, {"account_id", nullptr}, {"system_id", g->system_id},
            {"mode", to_string(s.mode())}, {"state", to_string(s.state())}, {"peer", g->peer},
            {"since", to_rfc3339(g->since)}, {"open", s.open_requests()}};
        if (g->account) o["account_id"] = g->account->id;
        out.push_back(std::move(o));
    }
    return out;
}

json::array server::last_pdus() const { return core_->ring.shown(); }

}  // namespace zenix::sms::smpp
