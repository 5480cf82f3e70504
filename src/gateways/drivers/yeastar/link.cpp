#include "gateways/drivers/yeastar/link.hpp"

#include "base/log.hpp"
#include "net/in_time.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <charconv>
#include <map>
#include <random>
#include <set>

namespace zenix::gateways::drivers::yeastar {

namespace {

using tcp = asio::ip::tcp;
using steady = std::chrono::steady_clock;
using error_code = boost::system::error_code;

constexpr ms back_off_first{500}, back_off_last{30'000};
constexpr std::size_t events_max = 1000;

auto into(error_code& ec) { return asio::redirect_error(asio::use_awaitable, ec); }

/// Half to all of it, so that boxes behind one broken switch do not come back all at once.
ms jittered(ms of) {
    static thread_local std::minstd_rand dice{std::random_device{}()};
    return ms(of.count() / 2 +
              std::uniform_int_distribution<ms::rep>(0, of.count() - of.count() / 2)(dice));
}

struct waiter {
    explicit waiter(const asio::any_io_executor& ex)
        : bell(ex, asio::steady_timer::time_point::max()) {}
    asio::steady_timer bell;
    std::optional<result<packet>> answer;
};

task<result<std::shared_ptr<tcp::socket>>> connect(address to) {
    const auto ex = co_await asio::this_coro::executor;
    error_code ec;
    tcp::resolver resolver(ex);
    const auto found = co_await resolver.async_resolve(to.host, std::to_string(to.port), into(ec));
    if (ec) co_return failure{"refused", to.host + ": " + ec.message()};
    auto s = std::make_shared<tcp::socket>(ex);
    co_await asio::async_connect(*s, found, into(ec));
    if (ec) co_return failure{"refused", ec.message()};
    s->set_option(tcp::no_delay(true), ec);
    s->set_option(asio::socket_base::keep_alive(true), ec);
    co_return s;
}

}  // namespace

std::optional<address> parse_address(std::string_view url) {
    if (const auto scheme = url.find("://"); scheme != std::string_view::npos) {
        if (url.substr(0, scheme) != "tcp") return std::nullopt;
        url.remove_prefix(scheme + 3);
    }
    while (url.ends_with('/')) url.remove_suffix(1);
    address out;
    const bool six = url.starts_with('[');
    const auto end = six ? url.find(']') : url.rfind(':');
    if (six && end == std::string_view::npos) return std::nullopt;
    out.host = std::string(six ? url.substr(1, end - 1) : url.substr(0, end));
    auto port =
        end == std::string_view::npos ? std::string_view() : url.substr(end + (six ? 1 : 0));
    if (out.host.empty() || (!six && out.host.find_first_of(":/ @") != std::string::npos))
        return std::nullopt;
    if (port.empty()) return out;
    port.remove_prefix(1);
    const auto [stop, fault] = std::from_chars(port.data(), port.data() + port.size(), out.port);
    if (fault != std::errc{} || stop != port.data() + port.size() || out.port == 0)
        return std::nullopt;
    return out;
}

struct link::state {
    state(asio::any_io_executor ex, settings s, event_sink to)
        : executor(std::move(ex)), options(std::move(s)), sink(std::move(to)),
          events(executor, events_max), pause(executor), clock(executor), bell(executor) {}

    asio::any_io_executor executor;
    settings options;
    event_sink sink;
    async_queue<box_event> events;
    std::size_t lost = 0;
    asio::steady_timer pause, clock,
        bell;  // between sessions; the dialogue's deadline; the writer's
    std::shared_ptr<tcp::socket> socket;
    std::optional<dialogue> talk;
    std::string outgoing;
    std::map<std::uint64_t, std::shared_ptr<waiter>> waiting;
    std::map<std::uint64_t, std::pair<std::string, ms>> early;  ///< asked before there is a session
    std::uint64_t last_id = 0;
    std::optional<failure> trouble;  ///< why there is no session, after the first attempt
    bool started = false, closed = false, up = false;
    text_parts parts;
    std::set<std::string> wondered;

    void tell(box_event e) {
        if (!sink) return;
        if (lost > 0 && events.push(events_lost{lost})) lost = 0;
        if (lost > 0 || !events.push(std::move(e))) ++lost;
    }
    void settle(std::uint64_t id, result<packet> how) {
        const auto found = waiting.find(id);
        if (found == waiting.end()) return;
        found->second->answer = std::move(how);
        found->second->bell.cancel();
        waiting.erase(found);
    }
    void fail_all(const failure& why) {
        trouble = why;
        early.clear();
        while (!waiting.empty()) settle(waiting.begin()->first, why);
    }
    void hear(const packet& event) {
        if (auto part = read_received(event, options.zone)) {
            for (auto& t : parts.add(*std::move(part), steady::now())) tell(std::move(t));
        } else if (auto sent = read_sent(event)) {
            tell(*std::move(sent));
        } else {
            const std::string name(event.get("event"));
            if (wondered.size() < 100 && wondered.insert(name).second)
                log::warn("gateways", "a box tells what we do not know",
                    {{"box", options.box_id}, {"event", name}});
        }
    }
    void carry_out(dialogue::step s) {
        for (auto& d : s.done) settle(d.id, std::move(d.outcome));
        for (const auto& e : s.events) hear(e);
        for (auto& t : parts.expire(steady::now())) tell(std::move(t));
        if (s.logged_in) {
            up = true;
            trouble.reset();
            log::info("gateways", "logged in to box", {{"box", options.box_id}});
            tell(session_changed{true, {}});
            for (auto& [id, what] : std::exchange(early, {}))
                carry_out(talk->command(id, what.first, what.second, steady::now()));
        }
        if (!s.send.empty()) {
            outgoing += s.send;
            bell.cancel();
        }
        if (s.over) {
            fail_all(*s.over);
            hang_up();
        }
        clock.cancel();
    }
    void hang_up() {
        error_code ignored;
        if (socket) socket->close(ignored);
        bell.cancel();
    }

    static task<> keep_time(std::shared_ptr<state> s) {
        while (s->talk && s->talk->wakes()) {
            s->clock.expires_at(*s->talk->wakes());
            error_code rung;
            co_await s->clock.async_wait(into(rung));
            if (!rung) s->carry_out(s->talk->tick(steady::now()));
        }
    }
    static task<> write_all(std::shared_ptr<state> s) {
        const auto socket = s->socket;
        while (socket->is_open()) {
            error_code ec;
            if (s->outgoing.empty()) {
                s->bell.expires_at(asio::steady_timer::time_point::max());
                co_await s->bell.async_wait(into(ec));
                continue;
            }
            const std::string bytes = std::exchange(s->outgoing, {});
            co_await asio::async_write(*socket, asio::buffer(bytes), into(ec));
            if (ec) co_return s->hang_up();
        }
    }
    static task<> deliver(std::shared_ptr<state> s) {
        for (;;) {
            auto e = co_await s->events.pop();
            if (!e) co_return;
            // The box tells it once: it is offered until it is taken, the database being away or not.
            constexpr int offers_most = 720;
            for (int offer = 1; !s->closed; ++offer) {
                std::string why;
                try {
                    co_await s->sink(*e);
                } catch (const std::exception& fault) {
                    why = fault.what();
                }
                if (why.empty()) break;
                if (offer == 1 || offer == offers_most)
                    log::error("gateways", "an event of a box was not taken",
                        {{"box", s->options.box_id}, {"error", why}, {"offers", offer}});
                if (offer == offers_most) break;
                const bool slept = co_await sleep_for(ms(std::min(100 * offer, 5000)));
                if (!slept) co_return;
            }
        }
    }
    static task<> session(std::shared_ptr<state> s, address to);
    static task<> run(std::shared_ptr<state> s);
};

task<> link::state::session(std::shared_ptr<state> s, address to) {
    auto opened = co_await net::in_time(connect(to), s->options.patience);
    if (s->closed) co_return;
    if (!opened) {
        s->fail_all(opened.error());
        co_return;
    }
    s->socket = std::move(opened).value();
    s->outgoing.clear();
    s->talk.emplace(dialogue_options{s->options.username, s->options.password, s->options.patience},
        steady::now());
    task_group beside(s->executor);
    beside.spawn("box clock", keep_time(s));
    beside.spawn("box writer", write_all(s));
    const auto socket = s->socket;
    std::array<char, 8192> buffer{};
    error_code ec;
    while (socket->is_open()) {
        const auto n = co_await socket->async_read_some(asio::buffer(buffer), into(ec));
        if (ec) break;
        s->carry_out(s->talk->bytes({buffer.data(), n}, steady::now()));
    }
    s->carry_out(s->talk->end({"closed", "the box closed the connection"}));
    s->hang_up();
    beside.cancel();
    (void)co_await beside.join(ms(1000));
    s->talk.reset();
    s->socket.reset();
    if (std::exchange(s->up, false)) {
        const auto why = s->trouble ? s->trouble->detail : std::string();
        log::warn("gateways", "session with box ended", {{"box", s->options.box_id}, {"why", why}});
        s->tell(session_changed{false, why});
    }
}

task<> link::state::run(std::shared_ptr<state> s) {
    const auto to = parse_address(s->options.url);
    if (!to) {
        s->started = false;
        s->fail_all({"protocol", "not an address: " + s->options.url});
        co_return;
    }
    ms wait = back_off_first;
    while (!s->closed) {
        const auto begun = steady::now();
        co_await session(s, *to);
        if (s->closed) break;
        if (steady::now() - begun > back_off_last) wait = back_off_first;
        s->pause.expires_after(jittered(wait));
        wait = std::min(2 * wait, back_off_last);
        error_code rung;
        co_await s->pause.async_wait(into(rung));
    }
}

link::link(asio::any_io_executor ex, settings s, event_sink sink)
    : state_(std::make_shared<state>(ex, std::move(s), std::move(sink))), tasks_(ex) {}

link::~link() {
    state_->closed = true;
    state_->hang_up();
    state_->events.close();
}

task<result<packet>> link::ask(std::string command, ms patience) {
    const auto s = state_;
    if (s->closed) co_return failure{"closed", "we have closed"};
    if (!s->started) {
        s->started = true;
        s->trouble.reset();
        tasks_.spawn("box session", state::run(s));
        if (s->sink) tasks_.spawn("box events", state::deliver(s));
    }
    if (!s->up && s->trouble) co_return *s->trouble;
    if (!s->up && s->early.size() >= 64) co_return failure{"busy", "too many commands wait"};
    struct place {
        std::shared_ptr<state> in;
        std::uint64_t id;
        ~place() {
            in->waiting.erase(id);
            in->early.erase(id);
        }
    };
    const place mine{s, ++s->last_id};
    const auto w = std::make_shared<waiter>(s->executor);
    s->waiting.emplace(mine.id, w);
    if (s->up)
        s->carry_out(s->talk->command(mine.id, std::move(command), patience, steady::now()));
    else
        s->early.emplace(mine.id, std::pair(std::move(command), patience));
    error_code rung;
    if (!w->answer) co_await w->bell.async_wait(into(rung));
    if (w->answer) co_return *std::move(w->answer);
    co_return failure{"closed", "cancelled"};
}

task<> link::close() {
    const auto s = state_;
    s->closed = true;
    s->fail_all({"closed", "we have closed"});
    s->hang_up();
    s->pause.cancel();
    s->events.close();
    tasks_.cancel();
    (void)co_await tasks_.join(ms(2000));
}

}  // namespace zenix::gateways::drivers::yeastar
