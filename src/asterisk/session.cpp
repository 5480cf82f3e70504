#include "asterisk/session.hpp"

#include "asterisk/basic_auth.hpp"
#include "asterisk/matcher.hpp"
#include "base/log.hpp"
#include "base/task_group.hpp"
#include "net/client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>

#include <exception>
#include <unordered_map>
#include <utility>

namespace zenix::asterisk {
namespace {

using clock = std::chrono::steady_clock;

constexpr ms ping_every{5000}, ping_deadline{4000};
// Another client has our application's name. Whoever it is, taking it straight back would have the
// two of us steal from each other many times a second.
constexpr ms yield_for{5000};
constexpr ms word_patience{250}, word_step{5};

// 487 answers a CANCEL of ours: nobody refused, and nothing more is said.
bool is_refusal(int sip_status) { return sip_status >= 300 && sip_status != 487; }

struct waiter {
    explicit waiter(const asio::any_io_executor& ex) : bell(ex) {}
    asio::steady_timer bell;
    std::optional<matcher::answer> outcome;
};

}  // namespace

struct session::state : std::enable_shared_from_this<session::state> {
    state(asio::any_io_executor ex, session_options o)
        : executor(ex), options(std::move(o)), book(options.in_flight_max), pause(ex) {}

    asio::any_io_executor executor;
    session_options options;
    matcher book;
    asio::steady_timer pause;
    std::shared_ptr<net::websocket> socket;
    std::unordered_map<std::uint64_t, std::shared_ptr<waiter>> waiting;
    std::unordered_map<std::string, std::shared_ptr<waiter>> arriving;  // by channel id
    event_listener hear;
    state_listener told;
    std::function<std::optional<release>(std::string_view)> release_of;
    bool up = false, closed = false, replaced = false;
    std::uint64_t subscription = 0;  // the request that asks for events

    void settle(matcher::settled done) {
        // Deaf, a connection is worth nothing: the next one asks again.
        if (done.id == subscription && !done.outcome.ok() && done.outcome.error().code == "status") {
            log::error("asterisk", "ARI refuses us its events", {{"why", done.outcome.error().detail}});
            if (socket) socket->close(1001, "no events");
        }
        const auto found = waiting.find(done.id);
        if (found == waiting.end()) return;
        found->second->outcome = std::move(done.outcome);
        found->second->bell.cancel();
        waiting.erase(found);
    }
    void settle(std::vector<matcher::settled> all) {
        for (auto& one : all) settle(std::move(one));
    }

    void arrived(const std::string& channel_id, matcher::answer how) {
        const auto found = arriving.find(channel_id);
        if (found == arriving.end()) return;
        found->second->outcome = std::move(how);
        found->second->bell.cancel();
        arriving.erase(found);
    }

    void tell(bool now_up) {
        if (up == now_up) return;
        up = now_up;
        log::info("asterisk", up ? "ARI session up" : "ARI session down",
            {{"app", options.app}, {"port", options.port}});
        if (!told) return;
        try {
            told(up);
        } catch (const std::exception& e) {
            log::error("asterisk", "listener to the ARI session failed", {{"error", e.what()}});
        }
    }

    void deliver(event e) {
        if (e.as<application_replaced>() != nullptr) {
            replaced = true;
            log::error("asterisk", "another ARI client took our application; yielding to it",
                {{"app", options.app}});
            socket->close(1000, "replaced");
        }
        if (const auto* start = e.as<stasis_start>()) arrived(start->channel.id, json::value());
        if (auto* gone = e.as<channel_destroyed>()) {
            arrived(gone->channel.id, failure{"gone", "the channel ended before it could be used"});
            if (!take_word(*gone) && release_of && is_refusal(gone->tech_cause)) {
                asio::co_spawn(executor, after_word(shared_from_this(), std::move(e)), asio::detached);
                return;
            }
        }
        report(e);
    }

    /// False when the trace has not heard of this call's end.
    bool take_word(channel_destroyed& gone) const {
        const auto known =
            release_of ? release_of(gone.channel.protocol_id) : std::optional<release>{};
        if (!known) return false;
        if (known->q850 > 0) gone.cause = known->q850;
        if (known->sip_status > 0) gone.tech_cause = known->sip_status;
        if (!known->text.empty()) gone.cause_txt = known->text;
        return true;
    }

    /// Asterisk copies SIP on a thread of its own: on a busy machine the refusal may be reported
    /// before its copy has left.
    static task<> after_word(std::shared_ptr<state> s, event e) {
        for (ms waited{0}; waited < word_patience; waited += word_step) {
            co_await sleep_for(word_step);
            if (s->take_word(*e.as<channel_destroyed>())) break;
        }
        s->report(e);
    }

    void report(const event& e) const {
        if (!hear) return;
        try {
            hear(e);
        } catch (const std::exception& ex) {
            log::error(
                "asterisk", "listener to events failed", {{"event", e.type}, {"error", ex.what()}});
        }
    }

    void on_frame(std::string_view frame) {
        auto got = book.receive(frame);
        if (auto* done = std::get_if<matcher::settled>(&got))
            settle(std::move(*done));
        else if (auto* e = std::get_if<event>(&got))
            deliver(std::move(*e));
    }

    // The first requests of a connection, before anybody else's: what is listed after them misses nothing.
    void ask_for_events() {
        json::array sources;  // a text with commas would be taken for one source
        for (const auto& one : options.sources) sources.emplace_back(one);
        const json::object what{{"eventSource", std::move(sources)}};
        const auto r = book.open(
            "POST", "applications/" + options.app + "/subscription", what, clock::now() + ms(5000));
        if (!r.ok()) return;
        subscription = r.value().id;
        socket->send(r.value().frame);
        send_filter();
    }

    // Nobody waits for this one: what it refuses is not worth a connection.
    void send_filter() {
        json::array unwanted;
        for (const auto& type : options.unwanted) unwanted.push_back({{"type", type}});
        const json::object body{{"disallowed", std::move(unwanted)}};
        const auto r = book.open(
            "PUT", "applications/" + options.app + "/eventFilter", body, clock::now() + ms(5000));
        if (r.ok()) socket->send(r.value().frame);
    }

    // Reads until the connection ends.
    static task<> read_all(std::shared_ptr<state> s, std::shared_ptr<net::websocket> socket) {
        for (;;) {
            auto frame = co_await socket->read();
            if (!frame) co_return;
            s->on_frame(*frame);
        }
    }

    // A peer that is gone without a word, or hangs, answers no ping.
    static task<> keep_alive(session* self, std::shared_ptr<net::websocket> socket) {
        asio::steady_timer timer(co_await asio::this_coro::executor);
        for (;;) {
            timer.expires_after(ping_every);
            co_await timer.async_wait(asio::use_awaitable);
            const auto pong =
                co_await self->request("GET", "asterisk/ping", nullptr, ping_deadline);
            if (pong.ok()) continue;
            log::warn("asterisk", "ARI does not answer", {{"code", pong.error().code}});
            socket->close(1001, "no answer to ping");
        }
    }

    [[nodiscard]] std::string address() const {
        return "ws://" + options.host + ":" + std::to_string(options.port) +
               "/ari/events?app=" + options.app;
    }
};

session::session(asio::any_io_executor ex, session_options options)
    : state_(std::make_shared<state>(std::move(ex), std::move(options))) {}

session::~session() { close(); }

void session::on_event(event_listener l) { state_->hear = std::move(l); }
void session::on_state(state_listener l) { state_->told = std::move(l); }
void session::set_release_lookup(std::function<std::optional<release>(std::string_view)> f) {
    state_->release_of = std::move(f);
}
bool session::up() const { return state_->up; }
void session::set_options(session_options options) { state_->options = std::move(options); }
const session_options& session::options() const { return state_->options; }

void session::close() {
    state_->closed = true;
    state_->pause.cancel();
    if (state_->socket) state_->socket->close(1000, "bye");
}

task<> session::run() {
    using namespace asio::experimental::awaitable_operators;
    const auto self = shared_from_this();
    const auto s = state_;
    backoff wait(s->options.retry_min, s->options.retry_max);
    while (!s->closed) {
        net::header_list headers{
            {"Authorization", basic_auth(s->options.user, s->options.password)}};
        auto dialled = co_await net::connect_websocket(
            s->address(), std::move(headers), "ari", s->options.connect_deadline);
        if (dialled.ok()) {
            const auto socket = std::move(dialled).value();
            s->socket = socket;
            // Whatever ends us, nobody is left waiting on a connection that is no more.
            struct leave {
                state* s;
                ~leave() {
                    s->socket->close(1001, "leaving");
                    s->socket.reset();
                    s->tell(false);
                    s->settle(s->book.drop());
                    while (!s->arriving.empty())
                        s->arrived(std::string(s->arriving.begin()->first),
                            failure{"closed", "connection to Asterisk broke"});
                }
            } at_end{s.get()};
            s->replaced = false;
            s->ask_for_events();
            s->tell(true);
            const auto since = clock::now();
            co_await (state::read_all(s, socket) || state::keep_alive(this, socket));
            if (clock::now() - since > s->options.retry_max) wait.reset();
        } else if (dialled.error().status == 401) {
            log::error("asterisk", "ARI refuses our password", {{"port", s->options.port}});
        }
        if (s->closed) break;
        s->pause.expires_after(s->replaced ? yield_for : wait.next());
        boost::system::error_code cut_short;
        co_await s->pause.async_wait(asio::redirect_error(asio::use_awaitable, cut_short));
    }
}

task<result<json::value>> session::request(
    std::string method, std::string uri, json::value body, ms deadline) {
    const auto s = state_;
    if (!s->up) co_return failure{"down", "no connection to Asterisk"};
    const auto until = clock::now() + deadline;
    const auto opened = s->book.open(method, uri, body, until);
    if (!opened.ok()) co_return opened.error();
    const auto id = opened.value().id;
    const auto mine = std::make_shared<waiter>(s->executor);
    s->waiting.emplace(id, mine);
    s->socket->send(opened.value().frame);  // when refused, the socket closes and drop() tells us
    mine->bell.expires_at(until);
    boost::system::error_code rung;
    co_await mine->bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
    if (!mine->outcome) s->settle(s->book.expire(clock::now()));
    if (!mine->outcome) {  // cancelled by our caller's group
        s->book.forget(id);
        s->waiting.erase(id);
        co_return failure{"cancelled", uri + ": given up"};
    }
    co_return std::move(*mine->outcome);
}

task<result<json::value>> session::make_channel(
    std::string uri, json::value body, std::string channel_id, ms deadline) {
    const auto s = state_;
    const auto until = clock::now() + deadline;
    const auto mine = std::make_shared<waiter>(s->executor);
    if (!s->arriving.emplace(channel_id, mine).second)
        co_return failure{"conflict", channel_id + ": is being made already"};
    // Forgotten whatever happens, unless somebody else has taken the name since.
    struct forget {
        state* s;
        const std::string& id;
        const waiter* mine;
        ~forget() {
            const auto found = s->arriving.find(id);
            if (found != s->arriving.end() && found->second.get() == mine) s->arriving.erase(found);
        }
    } at_end{s.get(), channel_id, mine.get()};
    auto made = co_await request("POST", uri, std::move(body), deadline);
    if (!made.ok()) co_return made;
    if (!mine->outcome) {
        mine->bell.expires_at(until);
        boost::system::error_code rung;
        co_await mine->bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
    }
    if (!mine->outcome) co_return failure{"timeout", uri + ": channel did not come to us in time"};
    if (!mine->outcome->ok()) co_return *mine->outcome;
    co_return made;
}

}  // namespace zenix::asterisk
