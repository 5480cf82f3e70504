#include "asterisk/ami.hpp"

#include "asterisk/matcher.hpp"
#include "base/log.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <deque>
#include <exception>
#include <unordered_map>

namespace zenix::asterisk {
namespace {

using tcp = asio::ip::tcp;
using clock = std::chrono::steady_clock;
using outcome = result<ami_message>;

constexpr ms ping_every{15000};

struct waiter {
    explicit waiter(const asio::any_io_executor& ex) : bell(ex) {}
    asio::steady_timer bell;
    std::optional<outcome> answer;
};

}  // namespace

struct ami::state {
    state(asio::any_io_executor ex, ami_options o)
        : executor(ex), options(std::move(o)), socket(ex), pause(ex),
          bell(ex, asio::steady_timer::time_point::max()) {}

    asio::any_io_executor executor;
    ami_options options;
    tcp::socket socket;
    asio::steady_timer pause, bell;  // bell rings when there is something to write
    std::deque<std::string> outbox;
    std::unordered_map<std::string, std::shared_ptr<waiter>> waiting;
    contact_listener hear;
    std::uint64_t last_id = 0;
    bool up = false, closed = false, broken = false;

    void break_off() {
        broken = true;
        boost::system::error_code ignored;
        socket.close(ignored);
        bell.cancel();
    }

    void settle(const std::string& id, outcome how) {
        const auto found = waiting.find(id);
        if (found == waiting.end()) return;
        found->second->answer = std::move(how);
        found->second->bell.cancel();
        waiting.erase(found);
    }

    void on_message(ami_message m) {
        if (!m.contains("response")) return report(m);
        const auto id = m["actionid"];
        if (m["response"] == "Error")
            settle(id, failure{"refused", m["message"]});
        else
            settle(id, std::move(m));
    }

    void report(const ami_message& m) const {
        const auto contact = hear ? contact_in(m) : std::nullopt;
        if (!contact) return;
        try {
            hear(*contact);
        } catch (const std::exception& e) {
            log::error("asterisk", "listener to contacts failed", {{"error", e.what()}});
        }
    }

    static task<> read_all(std::shared_ptr<state> s) {
        ami_reader reader;
        std::array<char, 8192> buffer{};
        boost::system::error_code bad;
        for (;;) {
            const auto n = co_await s->socket.async_read_some(
                asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, bad));
            std::vector<ami_message> got;
            const bool sane = !bad && reader.feed({buffer.data(), n}, got);
            for (auto& m : got) s->on_message(std::move(m));
            if (!sane) co_return;
        }
    }

    static task<> write_all(std::shared_ptr<state> s) {
        boost::system::error_code bad;
        while (!s->broken) {
            if (s->outbox.empty()) {
                co_await s->bell.async_wait(asio::redirect_error(asio::use_awaitable, bad));
                continue;
            }
            const auto text = std::move(s->outbox.front());
            s->outbox.pop_front();
            co_await asio::async_write(
                s->socket, asio::buffer(text), asio::redirect_error(asio::use_awaitable, bad));
            if (bad) co_return;
        }
    }

    static task<> log_in_and_keep(ami* self, std::shared_ptr<state> s) {
        asio::steady_timer timer(s->executor);
        ami_fields login{
            {"Username", s->options.user}, {"Secret", s->options.password},
            {"Events", s->hear ? "system" : "off"}};
        s->up = true;  // so that action() lets the login through; it is the first in the outbox
        auto in = co_await self->action("Login", std::move(login), s->options.connect_deadline);
        if (!in.ok()) {
            log::error("asterisk", "AMI refuses us",
                {{"port", s->options.port}, {"error", in.error().detail}});
            co_return;
        }
        for (;;) {
            timer.expires_after(ping_every);
            co_await timer.async_wait(asio::use_awaitable);
            const auto pong = co_await self->action("Ping", {});
            if (!pong.ok()) co_return;
        }
    }
};

ami::ami(asio::any_io_executor ex, ami_options options)
    : state_(std::make_shared<state>(std::move(ex), std::move(options))) {}

ami::~ami() { close(); }

void ami::on_contact(contact_listener l) { state_->hear = std::move(l); }
bool ami::up() const { return state_->up; }

void ami::close() {
    state_->closed = true;
    state_->pause.cancel();
    state_->break_off();
}

task<> ami::run() {
    using namespace asio::experimental::awaitable_operators;
    const auto s = state_;
    backoff wait(s->options.retry_min, s->options.retry_max);
    boost::system::error_code bad;
    const tcp::endpoint there(asio::ip::make_address(s->options.host), s->options.port);
    while (!s->closed) {
        s->socket = tcp::socket(s->executor);
        s->broken = false;
        co_await s->socket.async_connect(there, asio::redirect_error(asio::use_awaitable, bad));
        if (!bad) {
            struct leave {
                state* s;
                ~leave() {
                    s->up = false;
                    s->break_off();
                    s->outbox.clear();
                    while (!s->waiting.empty())
                        s->settle(std::string(s->waiting.begin()->first),
                            failure{"closed", "connection to AMI broke before the answer"});
                }
            } at_end{s.get()};
            const auto since = clock::now();
            co_await (state::read_all(s) || state::write_all(s) || state::log_in_and_keep(this, s));
            if (clock::now() - since > s->options.retry_max) wait.reset();
        }
        if (s->closed) break;
        s->pause.expires_after(wait.next());
        co_await s->pause.async_wait(asio::redirect_error(asio::use_awaitable, bad));
    }
}

task<result<ami_message>> ami::action(std::string name, ami_fields fields, ms deadline) {
    const auto s = state_;
    if (!s->up) co_return failure{"down", "no connection to AMI"};
    if (s->waiting.size() >= s->options.in_flight_max)
        co_return failure{"busy", "too many AMI requests in flight"};
    const auto id = std::to_string(++s->last_id);
    auto text = write_ami(name, id, fields);
    if (!text) co_return failure{"malformed", name + ": a field holds a line break"};
    const auto mine = std::make_shared<waiter>(s->executor);
    s->waiting.emplace(id, mine);
    s->outbox.push_back(std::move(*text));
    s->bell.cancel();
    mine->bell.expires_after(deadline);
    boost::system::error_code rung;
    co_await mine->bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
    if (mine->answer) co_return std::move(*mine->answer);
    s->waiting.erase(id);
    co_return failure{"timeout", name + ": AMI did not answer in time"};
}

task<result<std::string>> ami::mix_monitor(
    std::string channel, std::string file, std::string options) {
    ami_fields fields{{"Channel", channel}};
    if (!file.empty()) fields.emplace_back("File", file);
    if (!options.empty()) fields.emplace_back("Options", options);
    auto r = co_await action("MixMonitor", std::move(fields));
    if (!r.ok()) co_return r.error();
    co_return r.value()["mixmonitorid"];
}

task<result<void>> ami::stop_mix_monitor(std::string channel, std::string monitor_id) {
    ami_fields fields{{"Channel", channel}, {"MixMonitorID", monitor_id}};
    auto r = co_await action("StopMixMonitor", std::move(fields));
    if (!r.ok()) co_return r.error();
    co_return result<void>{};
}

task<result<void>> ami::mute_mix_monitor(
    std::string channel, std::string monitor_id, std::string direction, bool on) {
    ami_fields fields{{"Channel", channel}, {"MixMonitorID", monitor_id}, {"Direction", direction},
        {"State", on ? "1" : "0"}};
    auto r = co_await action("MixMonitorMute", std::move(fields));
    if (!r.ok()) co_return r.error();
    co_return result<void>{};
}

}  // namespace zenix::asterisk
