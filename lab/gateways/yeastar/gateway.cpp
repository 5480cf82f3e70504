#include "lab/gateways/yeastar/gateway.hpp"

#include "base/task_group.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <set>
#include <stdexcept>
#include <utility>

namespace zenix::lab {
namespace {

using asio::ip::tcp;
using error_code = boost::system::error_code;
constexpr std::size_t waiting_max = 1000;

auto into(error_code& ec) { return asio::redirect_error(asio::use_awaitable, ec); }

void reset(tcp::socket& s) {
    error_code ignored;
    s.set_option(asio::socket_base::linger(true, 0), ignored);
    s.close(ignored);
}

void misbehave(const wire_faults& f, std::string& packet) {
    if (f.wrong_types)
        for (auto& c : packet)
            if (c >= '0' && c <= '9') c = static_cast<char>('a' + (c - '0'));
    const auto end = packet.find("--END COMMAND--");
    if (f.padding > 0 && end != std::string::npos)
        packet.insert(end, "Padding: " + std::string(f.padding, 'x') + "\r\n");
    if (f.rubbish) packet = *f.rubbish;
}

// One client: what is to be written to it goes out in order.
struct session {
    explicit session(const asio::any_io_executor& ex) : socket(ex) {}
    tcp::socket socket;
    tg_login login;
    std::deque<std::string> out;
    bool writing = false, goodbye = false;
    std::deque<std::pair<int, std::string>> ussd;  // port and ActionID that wait
};

}  // namespace

struct tg_gateway::core {
    core(asio::any_io_executor e, gsm_box& box, std::uint16_t wanted)
        : ex(std::move(e)), api(box), port(wanted) {}

    asio::any_io_executor ex;
    tg_api api;
    std::uint16_t port;
    wire_faults faults;
    std::size_t split_bytes = 0;
    std::shared_ptr<tcp::acceptor> acceptor;
    std::set<std::shared_ptr<session>> sessions;
    std::unique_ptr<task_group> tasks;
    std::deque<std::string> kept;  // events without a client
    std::int64_t logins = 0;

    static task<> accept(std::shared_ptr<core> self, std::shared_ptr<tcp::acceptor> a) {
        for (;;) {
            error_code ec;
            auto s = std::make_shared<session>(self->ex);
            co_await a->async_accept(s->socket, into(ec));
            if (ec || !self->tasks) co_return;
            if (self->api.dialect.not_on_allow_list) {
                s->socket.close(ec);
                continue;
            }
            s->socket.set_option(tcp::no_delay(true), ec);
            self->sessions.insert(s);
            self->tasks->spawn("lab: tg session", serve(self, s));
        }
    }

    static task<> serve(std::shared_ptr<core> self, std::shared_ptr<session> s) {
        write(self, s, std::string(tg_api::banner));
        tg_reader reader;
        std::array<char, 4096> piece{};
        error_code ec;
        while (!ec && !reader.broken() && !s->goodbye) {
            const auto n = co_await s->socket.async_read_some(asio::buffer(piece), into(ec));
            if (ec) break;
            reader.feed({piece.data(), n});
            for (auto p = reader.next(); p && s->socket.is_open(); p = reader.next()) {
                if (self->faults.stall) continue;
                if (self->faults.delay_ms > 0) (void)co_await sleep_for(ms(self->faults.delay_ms));
                if (!self->tasks) co_return;
                take(self, s, *p);
            }
        }
        if (!s->writing) s->socket.close(ec);
        self->sessions.erase(s);
    }

    static void take(
        const std::shared_ptr<core>& self, const std::shared_ptr<session>& s, const tg_packet& p) {
        const bool was_in = s->login.in;
        auto r = self->api.answer(s->login, p, now());
        s->goodbye = r.goodbye;
        if (r.ussd_port >= 0) {
            const auto id = p.find("actionid");
            s->ussd.emplace_back(r.ussd_port, id == p.end() ? std::string() : id->second);
            return;
        }
        if (was_in) misbehave(self->faults, r.bytes);
        write(self, s, std::move(r.bytes));
        if (was_in || !s->login.in) return;
        ++self->logins;
        for (auto& e : std::exchange(self->kept, {})) write(self, s, std::move(e));
    }

    static void write(
        const std::shared_ptr<core>& self, const std::shared_ptr<session>& s, std::string bytes) {
        if (s->out.size() >= waiting_max || bytes.empty()) return;
        s->out.push_back(std::move(bytes));
        if (!std::exchange(s->writing, true)) self->tasks->spawn("lab: tg write", drain(self, s));
    }

    static task<> drain(std::shared_ptr<core> self, std::shared_ptr<session> s) {
        error_code ec;
        while (!s->out.empty() && !ec && s->socket.is_open()) {
            auto bytes = std::move(s->out.front());
            s->out.pop_front();
            const auto most = self->faults.reset_after;
            const bool cut = most && *most < bytes.size();
            if (cut) bytes.resize(*most);
            const auto step = self->split_bytes > 0 ? self->split_bytes : bytes.size();
            for (std::size_t from = 0; from < bytes.size() && !ec; from += step) {
                const auto n = std::min(step, bytes.size() - from);
                co_await asio::async_write(
                    s->socket, asio::buffer(bytes.data() + from, n), into(ec));
                if (step < bytes.size()) (void)co_await sleep_for(ms(1));
            }
            if (cut) reset(s->socket);
        }
        s->writing = false;
        error_code ignored;
        if (s->goodbye) s->socket.close(ignored);
    }

    void tell(const std::shared_ptr<core>& self, const box_event& e) {
        if (e.what == box_event::kind::ussd) {
            for (const auto& s : sessions)
                for (auto it = s->ussd.begin(); it != s->ussd.end();) {
                    if (it->first == e.port) {
                        write(self, s, api.ussd_reply(e.port, it->second));
                        it = s->ussd.erase(it);
                    } else {
                        ++it;
                    }
                }
            return;
        }
        for (auto& packet : api.events_of(e)) {
            bool heard = false;
            for (const auto& s : sessions) {
                if (!s->login.in || faults.stall) continue;
                write(self, s, packet);
                heard = true;
            }
            if (!heard && api.dialect.keep_for_absent && kept.size() < waiting_max)
                kept.push_back(std::move(packet));
        }
    }
};

tg_gateway::tg_gateway(asio::any_io_executor ex, box_settings s)
    : gateway(ex, std::move(s)),
      core_(std::make_shared<core>(std::move(ex), box_, settings_.port)) {
    core_->api.username = settings_.username;
    core_->api.password = settings_.password;
}

tg_gateway::~tg_gateway() { close(); }

std::string tg_gateway::url() const { return fmt::format("tcp://127.0.0.1:{}", core_->port); }
std::uint16_t tg_gateway::port() const { return core_->port; }
wire_faults tg_gateway::wire() const { return core_->faults; }

void tg_gateway::open() {
    if (core_->acceptor) return;
    auto a = std::make_shared<tcp::acceptor>(core_->ex);
    a->open(tcp::v4());
    a->set_option(tcp::acceptor::reuse_address(true));
    error_code taken;
    a->bind({asio::ip::address_v4::loopback(), core_->port}, taken);
    if (taken)
        throw std::runtime_error(fmt::format(
            "A box cannot listen on 127.0.0.1:{}: {}. Remedy: free that port or give it another",
            core_->port, taken.message()));
    a->listen();
    core_->port = a->local_endpoint().port();
    core_->acceptor = a;
    core_->tasks = std::make_unique<task_group>(core_->ex);
    core_->tasks->spawn("lab: tg", core::accept(core_, a));
}

void tg_gateway::close() {
    if (!core_->acceptor) return;
    error_code ignored;
    core_->acceptor->close(ignored);
    core_->acceptor.reset();
    const auto all = std::exchange(core_->sessions, {});
    for (const auto& s : all) reset(s->socket);
    core_->tasks.reset();
}

void tg_gateway::set_wire_faults(wire_faults f) {
    const bool dead = f.dead;
    core_->faults = std::move(f);
    if (dead)
        close();
    else
        open();
}

void tg_gateway::step(sys_ms at) {
    box_.step(at);
    for (const auto& e : box_.take_events())
        if (core_->tasks) core_->tell(core_, e);
}

void tg_gateway::set_maker(fields& in) {
    auto& d = core_->api.dialect;
    if (const auto v = in.maybe_choice("dialect", {"plain", "prefixed"})) {
        d.output_prefix = d.echo_action_id = *v == "prefixed";
        d.index_base = *v == "prefixed" ? 0 : 1;
    }
    const auto flag = [&](const char* name, bool& what) {
        if (const auto v = in.maybe_flag(name)) what = *v;
    };
    flag("short_show", d.short_show);
    flag("gsm_port_header", d.gsm_port_header);
    flag("ussd_hex", d.ussd_hex);
    flag("keep_for_absent", d.keep_for_absent);
    flag("refuse_login", d.refuse_login);
    flag("not_on_allow_list", d.not_on_allow_list);
    if (const auto v = in.maybe_choice("parts", {"in_order", "reversed", "missing"})) d.parts = *v;
    if (const auto v = in.maybe_integer("clock_skew_s", {-31'536'000, 31'536'000}))
        core_->api.clock_skew = ms(*v * 1000);
    if (const auto v = in.maybe_integer("zone_minutes", {-840, 840}))
        core_->api.zone_minutes = static_cast<int>(*v);
    if (const auto v = in.maybe_integer("index_base", {0, 1})) d.index_base = static_cast<int>(*v);
    if (const auto v = in.maybe_integer("lost_update_percent", {0, 100}))
        d.lost_update_percent = static_cast<int>(*v);
    if (const auto v = in.maybe_integer("split_bytes", {0, 10'000}))
        core_->split_bytes = static_cast<std::size_t>(*v);
}

json::object tg_gateway::maker_json() const {
    const auto& d = core_->api.dialect;
    return {{"dialect", d.output_prefix ? "prefixed" : "plain"}, {"index_base", d.index_base},
        {"short_show", d.short_show}, {"gsm_port_header", d.gsm_port_header},
        {"ussd_hex", d.ussd_hex}, {"parts", d.parts},
        {"lost_update_percent", d.lost_update_percent}, {"keep_for_absent", d.keep_for_absent},
        {"refuse_login", d.refuse_login}, {"not_on_allow_list", d.not_on_allow_list},
        {"clock_skew_s", core_->api.clock_skew.count() / 1000},
        {"zone_minutes", core_->api.zone_minutes},
        {"split_bytes", static_cast<std::int64_t>(core_->split_bytes)},
        {"sessions", static_cast<std::int64_t>(core_->sessions.size())}, {"logins", core_->logins}};
}

}  // namespace zenix::lab
