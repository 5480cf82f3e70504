#include "net/ws_link.hpp"

#include "net/encoding.hpp"
#include "net/stream.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>

#include <deque>

namespace zenix::net {

namespace {

namespace ws = beast::websocket;
using error_code = boost::system::error_code;

constexpr std::size_t inbox_messages =
    64;  ///< read ahead of the room; then TCP holds the peer back

auto into(error_code& ec) { return asio::redirect_error(asio::use_awaitable, ec); }

/// One connection: a reader that fills the inbox, a writer that empties the queue. Both own it, so
/// it lives until both have ended; what the room holds is a handle.
class link : public std::enable_shared_from_this<link> {
  public:
    link(std::unique_ptr<stream> on, ws_limits limits)
        : below_(std::move(on)), socket_(*below_), limits_(limits),
          arrived_(socket_.get_executor(), asio::steady_timer::time_point::max()),
          taken_(socket_.get_executor(), asio::steady_timer::time_point::max()),
          queued_(socket_.get_executor(), asio::steady_timer::time_point::max()),
          ended_(socket_.get_executor(), asio::steady_timer::time_point::max()) {
        socket_.read_message_max(limits_.incoming_bytes);
        ws::stream_base::timeout t{};
        t.handshake_timeout = std::chrono::seconds(10);
        t.idle_timeout = limits_.idle;
        t.keep_alive_pings = true;
        socket_.set_option(t);
        below_->next_layer().expires_never();  // The WebSocket keeps its own time.
    }

    ws::stream<stream&>& socket() { return socket_; }

    void start() {
        socket_.text(true);
        asio::co_spawn(socket_.get_executor(), read_loop(shared_from_this()), asio::detached);
        asio::co_spawn(socket_.get_executor(), write_loop(shared_from_this()), asio::detached);
    }

    bool send(std::string message) {
        if (!open()) return false;
        if (outbox_.size() >= limits_.queued_messages ||
            outbox_bytes_ + message.size() > limits_.queued_bytes) {
            close(ws::close_code::try_again_later, "reading too slowly");
            return false;
        }
        outbox_bytes_ += message.size();
        outbox_.push_back(std::move(message));
        queued_.cancel();
        return true;
    }

    void close(std::uint16_t code, std::string_view reason) {
        if (!open()) return;
        closing_ = true;
        code_ = code;
        reason_ = reason.substr(0, 123);  // RFC 6455 §5.5: a control frame holds 125 bytes
        if (code == ws::close_code::try_again_later) {
            outbox_.clear();
            outbox_bytes_ = 0;
        }
        arrived_.cancel();
        taken_.cancel();
        queued_.cancel();
        asio::co_spawn(
            socket_.get_executor(), cut_after_patience(shared_from_this()), asio::detached);
    }

    task<std::optional<std::string>> read() {
        while (inbox_.empty()) {
            if (gone_ || closing_) co_return std::nullopt;
            error_code rung;
            co_await arrived_.async_wait(into(rung));
            const auto state = co_await asio::this_coro::cancellation_state;
            if (state.cancelled() != asio::cancellation_type::none) co_return std::nullopt;
        }
        std::optional<std::string> message(std::move(inbox_.front()));
        inbox_.pop_front();
        taken_.cancel();
        co_return message;
    }

    static task<> wait_end(std::shared_ptr<link> self) {
        error_code rung;
        if (!self->gone_) co_await self->ended_.async_wait(into(rung));
    }

    [[nodiscard]] bool open() const { return !gone_ && !closing_; }
    [[nodiscard]] std::uint16_t code() const { return open() ? std::uint16_t{0} : code_; }

  private:
    static task<> read_loop(std::shared_ptr<link> self) {
        beast::flat_buffer buffer;
        while (!self->gone_) {
            error_code ec;
            co_await self->socket_.async_read(buffer, into(ec));
            if (ec) break;
            // After close() the reading goes on, for the peer's close frame, but nobody listens.
            if (!self->closing_) {
                self->inbox_.push_back(beast::buffers_to_string(buffer.data()));
                self->arrived_.cancel();
            }
            buffer.consume(buffer.size());
            while (self->inbox_.size() >= inbox_messages && self->open()) {
                error_code rung;
                co_await self->taken_.async_wait(into(rung));
            }
        }
        self->end();
    }

    static task<> write_loop(std::shared_ptr<link> self) {
        error_code ec;
        while (!ec && !self->gone_) {
            if (!self->outbox_.empty()) {
                const std::string message = std::move(self->outbox_.front());
                self->outbox_.pop_front();
                co_await self->socket_.async_write(asio::buffer(message), into(ec));
                self->outbox_bytes_ -= std::min(message.size(), self->outbox_bytes_);
            } else if (self->closing_) {
                const ws::close_reason reason(
                    static_cast<ws::close_code>(self->code_), self->reason_);
                co_await self->socket_.async_close(reason, into(ec));
                break;
            } else {
                error_code rung;
                co_await self->queued_.async_wait(into(rung));
            }
        }
        if (ec) self->below_->cut();
    }

    /// A peer that does not answer the closing handshake is not waited for.
    static task<> cut_after_patience(std::shared_ptr<link> self) {
        self->patience_.emplace(self->socket_.get_executor(), self->limits_.close_patience);
        error_code rung;
        if (!self->gone_) co_await self->patience_->async_wait(into(rung));
        self->below_->cut();
    }

    void end() {
        gone_ = true;
        if (!closing_) {
            const auto said = static_cast<std::uint16_t>(socket_.reason().code);
            code_ = said != 0 ? said : std::uint16_t{ws::close_code::abnormal};
        }
        outbox_.clear();
        if (patience_) patience_->cancel();
        arrived_.cancel();
        queued_.cancel();
        ended_.cancel();
    }

    std::unique_ptr<stream> below_;
    ws::stream<stream&> socket_;
    ws_limits limits_;
    std::deque<std::string> inbox_, outbox_;
    std::size_t outbox_bytes_ = 0;  ///< with the message being written
    asio::steady_timer arrived_, taken_, queued_,
        ended_;  ///< bells: they never fire, they are cancelled
    std::optional<asio::steady_timer> patience_;
    bool closing_ = false, gone_ = false;
    std::uint16_t code_ = 0;
    std::string reason_;
};

/// What a room holds. The link lives on in its coroutines until the goodbye is said.
class handle : public websocket {
  public:
    explicit handle(std::shared_ptr<link> l) : link_(std::move(l)) {}
    handle(const handle&) = delete;
    handle& operator=(const handle&) = delete;
    ~handle() override { link_->close(ws::close_code::normal, {}); }

    task<std::optional<std::string>> read() override { return link_->read(); }
    bool send(std::string message) override { return link_->send(std::move(message)); }
    void close(std::uint16_t code, std::string_view reason) override { link_->close(code, reason); }
    [[nodiscard]] bool open() const override { return link_->open(); }
    [[nodiscard]] std::uint16_t close_code() const override { return link_->code(); }

  private:
    std::shared_ptr<link> link_;
};

ws_open started(const std::shared_ptr<link>& l) {
    l->start();
    ws_open out;
    out.socket = std::make_shared<handle>(l);
    out.close = [weak = std::weak_ptr(l)](std::uint16_t code, std::string_view reason) {
        const auto alive = weak.lock();
        if (alive) alive->close(code, reason);
        return alive != nullptr;
    };
    out.ended = [l] { return link::wait_end(l); };
    return out;
}

}  // namespace

task<result<ws_open>> accept_websocket(
    std::unique_ptr<stream> on, const request& upgrade, std::string subprotocol, ws_limits limits) {
    // RFC 6455 §4.2.2: only what the client offered may be chosen.
    bool offered = false;
    split(upgrade.header("sec-websocket-protocol"), ',',
        [&](std::string_view name) { offered = offered || trim(name) == subprotocol; });
    if (!offered) subprotocol.clear();
    const auto l = std::make_shared<link>(std::move(on), limits);
    l->socket().set_option(ws::stream_base::decorator([subprotocol](ws::response_type& r) {
        if (!subprotocol.empty()) r.set(beast::http::field::sec_websocket_protocol, subprotocol);
    }));
    ws::request_type message;
    message.method_string(upgrade.method);
    message.target("/");  // the handshake does not look at it
    message.version(11);
    for (const auto& [name, value] : upgrade.headers) message.insert(name, value);
    error_code ec;
    co_await l->socket().async_accept(message, into(ec));
    if (ec) co_return failure{"protocol", ec.message()};
    co_return started(l);
}

task<result<ws_open>> open_websocket(std::unique_ptr<stream> on, std::string host,
    std::string target, header_list headers, std::string subprotocol, ws_limits limits) {
    const auto l = std::make_shared<link>(std::move(on), limits);
    l->socket().set_option(ws::stream_base::decorator([headers, subprotocol](ws::request_type& r) {
        for (const auto& [name, value] : headers) r.insert(name, value);
        if (!subprotocol.empty()) r.set(beast::http::field::sec_websocket_protocol, subprotocol);
    }));
    ws::response_type answer;
    error_code ec;
    co_await l->socket().async_handshake(answer, host, target, into(ec));
    if (ec == ws::error::upgrade_declined) {
        const int status = static_cast<int>(answer.result_int());
        co_return failure{"status", "the handshake was refused", status};
    }
    if (ec == beast::error::timeout) co_return failure{"timeout", "the handshake took too long"};
    if (ec.category() == make_error_code(ws::error::closed).category())
        co_return failure{"protocol", ec.message()};
    if (ec) co_return failure{"closed", ec.message()};
    co_return started(l);
}

}  // namespace zenix::net
