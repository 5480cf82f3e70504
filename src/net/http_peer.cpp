#include "net/http_peer.hpp"

#include "net/exchange.hpp"
#include "net/in_time.hpp"

#include <boost/asio/socket_base.hpp>

#include <chrono>
#include <deque>
#include <optional>
#include <set>

namespace zenix::net {

namespace {

using clock = std::chrono::steady_clock;
using connected = std::shared_ptr<stream>;

/// Nothing may come on a connection that nobody asked anything: bytes or an end mean it is spent.
bool silent(stream& s) {
    boost::system::error_code ec;
    auto& socket = s.next_layer().socket();
    char byte = 0;
    socket.non_blocking(true, ec);
    (void)socket.receive(asio::buffer(&byte, 1), asio::socket_base::message_peek, ec);
    return ec == asio::error::would_block || ec == asio::error::try_again;
}

}  // namespace

struct http_peer::state {
    struct kept {
        connected on;
        clock::time_point since;
    };
    std::optional<url> origin;
    std::string base;  ///< path of the origin, without `/` at its end
    peer_options options;
    std::deque<kept> idle;
    std::set<connected> busy;
    bool closed = false;

    connected take_idle() {
        const auto now = clock::now();
        while (!idle.empty()) {
            const kept last = std::move(idle.back());  // the youngest is the likeliest to live
            idle.pop_back();
            if (now - last.since < options.idle && silent(*last.on)) return last.on;
        }
        return nullptr;
    }
    void put_back(connected on) {
        if (closed) return;
        idle.push_back({std::move(on), clock::now()});
        if (idle.size() > options.keep) idle.pop_front();
    }

    static task<result<response>> exchange(std::shared_ptr<state> s, question ask);
};

task<result<response>> http_peer::state::exchange(std::shared_ptr<state> s, question ask) {
    struct use {
        state& of;
        connected on;
        ~use() { of.busy.erase(on); }
    };
    const bool repeatable = ask.method == "GET" || ask.method == "HEAD";
    connected on = s->take_idle();
    bool fresh = on == nullptr;
    for (;;) {
        if (!on) {
            auto opened = co_await dial(ask.to, s->options.any_certificate);
            if (!opened) co_return opened.error();
            on = std::move(opened).value();
        }
        if (s->closed) co_return failure{"closed", "we have closed"};
        s->busy.insert(on);
        const use meanwhile{*s, on};
        auto got = co_await converse(*on, ask);
        if (got) {
            if (got.value().reusable) s->put_back(on);
            co_return std::move(got).value().answer;
        }
        const bool stale = got.error().code == "stale";
        if (!stale) co_return got.error();
        if (fresh || !repeatable) co_return failure{"closed", got.error().detail};
        on = nullptr;
        fresh = true;
    }
}

http_peer::http_peer(std::string origin, peer_options options) : state_(std::make_shared<state>()) {
    state_->origin = parse_url(origin);
    if (state_->origin && state_->origin->scheme.starts_with("ws")) state_->origin.reset();
    if (state_->origin) {
        state_->base = state_->origin->target.substr(0, state_->origin->target.find('?'));
        while (state_->base.ends_with('/')) state_->base.pop_back();
    }
    state_->options = options;
}

http_peer::~http_peer() { close(); }

void http_peer::close() {
    state_->closed = true;
    state_->idle.clear();
    for (const auto& on : state_->busy) on->cut();
}

task<result<response>> http_peer::ask(
    std::string method, std::string target, std::string body, header_list headers, ms deadline) {
    const auto s = state_;
    if (!s->origin) co_return failure{"protocol", "not an address of http or https"};
    if (s->closed) co_return failure{"closed", "we have closed"};
    question q{std::move(method), *s->origin, std::move(body), std::move(headers), true,
        s->options.answer_bytes};
    q.to.target = s->base + target;
    co_return co_await in_time(state::exchange(s, std::move(q)), deadline);
}

}  // namespace zenix::net
