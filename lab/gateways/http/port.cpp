#include "lab/gateways/http/port.hpp"

#include "base/task_group.hpp"
#include "lab/gateways/http/reader.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <array>
#include <set>
#include <stdexcept>
#include <utility>

namespace zenix::lab {
namespace {

using error_code = boost::system::error_code;

constexpr ms forever{24 * 3'600'000};

auto into(error_code& ec) { return asio::redirect_error(asio::use_awaitable, ec); }

std::string_view usual_reason(int status) {
    switch (status) {
    case 200: return "OK";
    case 202: return "Accepted";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Site or Page Not Found";
    default: return status < 500 ? "Error" : "Internal Error";
    }
}

std::string head_of(const box_reply& r, std::size_t length, bool keep) {
    auto out = fmt::format("HTTP/1.1 {} {}\r\nServer: GoAhead-Webs\r\nContent-Type: {}\r\n"
                           "Content-Length: {}\r\nConnection: {}\r\n",
        r.status, r.reason.empty() ? usual_reason(r.status) : r.reason, r.type, length,
        keep ? "keep-alive" : "close");
    for (const auto& [name, value] : r.headers) out += name + ": " + value + "\r\n";
    return out + "\r\n";
}

// A reset instead of a proper end: what a box does that loses power.
void reset(asio::ip::tcp::socket& s) {
    error_code ignored;
    s.set_option(asio::socket_base::linger(true, 0), ignored);
    s.close(ignored);
}

}  // namespace

std::string box_request::header(const std::string& lower_case) const {
    const auto found = headers.find(lower_case);
    return found == headers.end() ? std::string() : found->second;
}

struct http_port::core : std::enable_shared_from_this<core> {
    using tcp = asio::ip::tcp;
    core(asio::any_io_executor e, answerer a, std::uint16_t wanted)
        : ex(std::move(e)), answer(std::move(a)), port(wanted) {}

    asio::any_io_executor ex;
    answerer answer;
    std::uint16_t port;
    wire_faults faults;
    std::shared_ptr<tcp::acceptor> acceptor;
    std::set<std::shared_ptr<tcp::socket>> open;
    std::unique_ptr<task_group> tasks;
    std::int64_t requests = 0;

    static task<> accept(std::shared_ptr<core> self, std::shared_ptr<tcp::acceptor> a) {
        for (;;) {
            error_code ec;
            auto s = std::make_shared<tcp::socket>(self->ex);
            co_await a->async_accept(*s, into(ec));
            if (ec || !self->tasks) co_return;
            s->set_option(tcp::no_delay(true), ec);
            self->open.insert(s);
            self->tasks->spawn("lab: box connection", serve(self, s));
        }
    }

    static task<> serve(std::shared_ptr<core> self, std::shared_ptr<tcp::socket> s) {
        request_reader reader;
        std::array<char, 4096> piece{};
        bool more = true;
        while (more) {
            auto got = reader.next();
            if (!got) {
                error_code ec;
                const auto n = co_await s->async_read_some(asio::buffer(piece), into(ec));
                reader.feed({piece.data(), n});
                more = !ec && !reader.broken();
                continue;
            }
            ++self->requests;
            if (self->faults.stall) (void)co_await sleep_for(forever);
            if (self->faults.delay_ms > 0) (void)co_await sleep_for(ms(self->faults.delay_ms));
            if (!s->is_open()) break;
            auto reply = self->answer(*got);
            misbehave(self->faults, reply);
            // GoAhead keeps the line open after a 401: Digest comes again on it.
            const bool keep = got->header("connection") != "close";
            auto head = head_of(reply, reply.body.size(), keep);
            const bool sent = co_await send(self, s, head + reply.body);
            more = sent && keep;
        }
        error_code ignored;
        s->shutdown(tcp::socket::shutdown_both, ignored);
        s->close(ignored);
        self->open.erase(s);
    }

    static task<bool> send(
        std::shared_ptr<core> self, std::shared_ptr<tcp::socket> s, std::string bytes) {
        error_code ec;
        const auto most = self->faults.reset_after;
        const bool cut = most && *most < bytes.size();
        if (cut) bytes.resize(*most);
        co_await asio::async_write(*s, asio::buffer(bytes), into(ec));
        if (cut) reset(*s);
        co_return !ec && !cut;
    }
};

http_port::http_port(asio::any_io_executor ex, answerer answer, std::uint16_t wanted)
    : core_(std::make_shared<core>(std::move(ex), std::move(answer), wanted)) {}

http_port::~http_port() { close(); }

std::uint16_t http_port::port() const { return core_->port; }
const wire_faults& http_port::faults() const { return core_->faults; }
std::int64_t http_port::requests() const { return core_->requests; }

void http_port::open() {
    if (core_->acceptor) return;
    using asio::ip::tcp;
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
    core_->tasks->spawn("lab: box http", core::accept(core_, a));
}

void http_port::close() {
    if (!core_->acceptor) return;
    error_code ignored;
    core_->acceptor->close(ignored);
    core_->acceptor.reset();
    const auto all = std::exchange(core_->open, {});
    for (const auto& s : all) reset(*s);
    core_->tasks.reset();
}

void http_port::set_faults(wire_faults f) {
    const bool dead = f.dead;
    core_->faults = std::move(f);
    if (dead)
        close();
    else
        open();
}

}  // namespace zenix::lab
