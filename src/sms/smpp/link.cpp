#include "sms/smpp/link.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>

#include <array>

namespace zenix::sms::smpp {
namespace {

using clock = std::chrono::steady_clock;
// What a closed session still has to say is written in this time, or not at all.
constexpr ms last_words{2000};
constexpr std::size_t read_size = 32 * 1024;

}  // namespace

link::link(asio::any_io_executor ex, std::shared_ptr<wire> w, session_settings s)
    : wire_(std::move(w)), session_(std::move(s), clock::now()),
      bell_(ex, asio::steady_timer::time_point::max()), clock_(ex),
      never_(ex, asio::steady_timer::time_point::max()) {}

void link::tell() {
    if (on_events) on_events();
    flush();
}

void link::flush() {
    const bool closed = session_.state() == session_state::closed;
    if ((!session_.output().empty() || closed) && !writing_) bell_.cancel();
    if (closed || session_.next() < armed_ || (also_next && also_next() < armed_)) clock_.cancel();
}

task<> link::serve() {
    using namespace asio::experimental::awaitable_operators;
    const auto self = shared_from_this();
    co_await (read_all(self) || write_all(self) || keep_time(self));
    wire_->cut();
    session_.broken("the connection broke");
    if (on_events) on_events();
}

task<> link::read_all(std::shared_ptr<link> l) {
    std::array<char, read_size> buffer;  // NOLINT: filled by the read
    while (l->session_.state() != session_state::closed) {
        const auto n = co_await l->wire_->read(buffer);
        if (n == 0) co_return;
        l->session_.receive({buffer.data(), n}, clock::now());
        l->tell();
    }
    boost::system::error_code ended;
    co_await l->never_.async_wait(asio::redirect_error(asio::use_awaitable, ended));
}

task<> link::write_all(std::shared_ptr<link> l) {
    boost::system::error_code rung;
    bool fine = true;
    while (fine) {
        if (l->session_.output().empty()) {
            if (l->session_.state() == session_state::closed) co_return;
            co_await l->bell_.async_wait(asio::redirect_error(asio::use_awaitable, rung));
            continue;
        }
        l->sending_.clear();
        std::swap(l->sending_, l->session_.output());
        l->writing_ = true;
        fine = co_await l->wire_->write(l->sending_);
        l->writing_ = false;
    }
}

task<> link::keep_time(std::shared_ptr<link> l) {
    boost::system::error_code rung;
    while (l->session_.state() != session_state::closed) {
        l->armed_ = l->session_.next();
        if (l->also_next) l->armed_ = std::min(l->armed_, l->also_next());
        l->clock_.expires_at(l->armed_);
        co_await l->clock_.async_wait(asio::redirect_error(asio::use_awaitable, rung));
        const auto cancelled = co_await asio::this_coro::cancellation_state;
        if (cancelled.cancelled() != asio::cancellation_type::none) co_return;
        if (clock::now() < l->armed_) continue;
        l->session_.advance(clock::now());
        l->tell();
    }
    l->clock_.expires_after(last_words);
    co_await l->clock_.async_wait(asio::redirect_error(asio::use_awaitable, rung));
}

}  // namespace zenix::sms::smpp
