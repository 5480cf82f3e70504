#include "lab/gateways/pusher.hpp"

#include "net/client.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <deque>
#include <utility>

namespace zenix::lab {
namespace {
constexpr std::size_t most = 500;
constexpr ms patience{5000};
}  // namespace

struct pusher::core {
    std::string url;
    push_manner manner;
    std::deque<std::string> waiting;
    bool busy = false;
    std::int64_t delivered = 0, lost = 0;
};

pusher::pusher(asio::any_io_executor ex)
    : core_(std::make_shared<core>()), tasks_(std::make_unique<task_group>(std::move(ex))) {}
pusher::~pusher() = default;

void pusher::set_url(std::string url) { core_->url = std::move(url); }
const std::string& pusher::url() const { return core_->url; }
void pusher::set_manner(push_manner m) { core_->manner = std::move(m); }
const push_manner& pusher::manner() const { return core_->manner; }
std::int64_t pusher::delivered() const { return core_->delivered; }
std::int64_t pusher::lost() const { return core_->lost; }

void pusher::push(std::string body) {
    if (core_->url.empty()) return;
    if (core_->manner.paused || core_->waiting.size() >= most) {
        ++core_->lost;
        return;
    }
    core_->waiting.push_back(std::move(body));
    if (!std::exchange(core_->busy, true)) tasks_->spawn("lab: push", run(core_));
}

task<> pusher::run(std::shared_ptr<core> self) {
    while (!self->waiting.empty() && !self->url.empty()) {
        auto body = std::move(self->waiting.front());
        self->waiting.pop_front();
        bool taken = false;
        for (int left = self->manner.tries; left > 0 && !taken; --left) {
            net::header_list headers{{"Content-Type", self->manner.type}};
            const auto r =
                co_await net::fetch(self->manner.method, self->url, body, headers, patience);
            const int status = r.ok() ? r.value().status : 0;
            taken = self->manner.only_200 ? status == 200 : status / 100 == 2;
            if (!taken && left > 1) (void)co_await sleep_for(ms(1000));
        }
        ++(taken ? self->delivered : self->lost);
    }
    self->busy = false;
}

task<int> push_as_stranger(std::string from, std::string url, std::string body) {
    using asio::ip::tcp;
    const auto to = net::parse_url(url);
    boost::system::error_code ec;
    const auto source = asio::ip::make_address(from, ec);
    const auto host = ec || !to ? asio::ip::address() : asio::ip::make_address(to->host, ec);
    if (ec || !to || !source.is_loopback() || !host.is_loopback()) co_return 0;
    const auto ex = co_await asio::this_coro::executor;
    const auto s = std::make_shared<tcp::socket>(ex);
    s->open(source.is_v4() ? tcp::v4() : tcp::v6());
    s->bind({source, 0}, ec);
    if (ec) co_return 0;
    asio::steady_timer patient(s->get_executor(), patience);
    patient.async_wait([s](boost::system::error_code over) {
        boost::system::error_code ignored;
        if (!over) s->close(ignored);
    });
    co_await s->async_connect({host, to->port}, asio::redirect_error(asio::use_awaitable, ec));
    if (ec) co_return 0;
    auto text = fmt::format("POST {} HTTP/1.1\r\nHost: {}:{}\r\nContent-Type: application/json\r\n"
                            "Content-Length: {}\r\nConnection: close\r\n\r\n{}",
        to->target, to->host, to->port, body.size(), body);
    co_await asio::async_write(
        *s, asio::buffer(text), asio::redirect_error(asio::use_awaitable, ec));
    std::string answer;
    std::array<char, 512> piece{};
    constexpr std::size_t status_line = 12;  // `HTTP/1.1 204`
    while (!ec && answer.size() < status_line) {
        const auto n = co_await s->async_read_some(
            asio::buffer(piece), asio::redirect_error(asio::use_awaitable, ec));
        answer.append(piece.data(), n);
    }
    int status = 0;
    if (answer.size() >= status_line)
        std::from_chars(answer.data() + 9, answer.data() + status_line, status);
    co_return status;
}

}  // namespace zenix::lab
