#include "net/connection.hpp"

#include "base/ids.hpp"
#include "base/log.hpp"
#include "net/answer.hpp"
#include "net/encoding.hpp"
#include "net/origin.hpp"
#include "net/stream.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

namespace zenix::net {

namespace {

namespace http = beast::http;
using error_code = boost::system::error_code;
using head_parser = http::request_parser<http::empty_body>;
using body_parser = http::request_parser<http::string_body>;

constexpr std::uint32_t header_bytes = 16 * 1024;
constexpr std::uint64_t slowest_bytes_per_s = 64 * 1024;

auto into(error_code& ec) { return asio::redirect_error(asio::use_awaitable, ec); }

/// One request and what became of it; lives until both the handler and the connection are done with it.
struct exchange {
    explicit exchange(asio::any_io_executor ex) : answered(std::move(ex)) {}
    request in;
    response out;
    bool done = false;
    asio::steady_timer answered;
    std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
};

task<> run_handler(std::shared_ptr<server_core> core, std::shared_ptr<exchange> x) {
    response out = co_await core->routes.answer(x->in);
    if (x->done) co_return;  // too late: the client has had its 503
    x->out = std::move(out);
    x->done = true;
    x->answered.cancel();
}

class connection {
  public:
    connection(std::shared_ptr<server_core> core, tcp::socket socket)
        : core_(std::move(core)), stream_(std::make_unique<stream>(std::move(socket))) {
        error_code ignored;
        const auto peer = stream_->next_layer().socket().remote_endpoint(ignored);
        peer_ip_ = ignored ? "" : plain_address(peer.address());
        raw_ = stream_.get();
        core_->all.insert(raw_);
        count();
    }
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;
    ~connection() {
        core_->idle.erase(raw_);
        core_->all.erase(raw_);
        count();
    }

    task<> run() {
        const bool secured = co_await secure();
        bool more = secured;
        while (more && !core_->stopping) more = co_await one_request();
        if (stream_) co_await say_goodbye();
    }

  private:
    void count() {
        static prometheus::Gauge& open =
            metrics::gauge("zenix_http_connections", "Open client connections.");
        open.Set(static_cast<double>(core_->all.size()));
    }

    static std::string plain_address(const asio::ip::address& a) {
        if (a.is_v6() && a.to_v6().is_v4_mapped())
            return asio::ip::make_address_v4(asio::ip::v4_mapped, a.to_v6()).to_string();
        return a.to_string();
    }

    void within(ms patience) { stream_->next_layer().expires_after(patience); }

    task<bool> secure() {
        if (!core_->tls) co_return true;
        stream_->use_tls(*core_->tls);
        within(core_->options.slow_request);
        error_code ec;
        co_await stream_->tls()->async_handshake(asio::ssl::stream_base::server, into(ec));
        co_return !ec;
    }

    /// The client may take its time between requests, but once it begins one it must get on with it.
    task<bool> wait_for_first_bytes() {
        if (buffer_.size() > 0) co_return true;
        core_->idle.insert(stream_.get());
        within(core_->options.idle);
        error_code ec;
        const std::size_t n = co_await stream_->async_read_some(buffer_.prepare(4096), into(ec));
        core_->idle.erase(stream_.get());
        buffer_.commit(n);
        co_return !ec;
    }

    /// Reads and answers one request; true when another may follow.
    task<bool> one_request() {
        const bool begun = co_await wait_for_first_bytes();
        if (!begun) co_return false;

        const auto x = std::make_shared<exchange>(stream_->get_executor());
        x->in.id = new_uuid();
        x->in.remote_ip = peer_ip_;
        head_parser head;
        head.header_limit(header_bytes);
        head.body_limit(boost::none);  // the route's limit comes with the body
        within(core_->options.slow_request);
        error_code ec;
        co_await http::async_read_header(*stream_, buffer_, head, into(ec));
        if (ec) {
            const auto why = refusal(ec);
            if (why) co_await refuse(x, *why, 11);
            co_return false;
        }
        version_ = head.get().version();
        keep_alive_ = head.keep_alive();
        const auto bad = read_head(head, x->in);
        if (bad) {
            co_await refuse(x, *bad, version_);
            co_return false;
        }

        route_ = nullptr;
        std::string label = "unmatched";
        try {
            route_ = core_->routes.match(x->in);
            label = route_ == nullptr ? "page" : route_->pattern;
        } catch (const problem&) {
            // Answered below, once the body is out of the way.
        }
        if (route_ != nullptr && route_->run_ws && beast::websocket::is_upgrade(head.get())) {
            co_await websocket_session(x);
            co_return false;
        }

        const auto too_much = co_await read_body(head, x->in);
        if (too_much) {
            if (too_much->status() != 0) co_await refuse(x, *too_much, version_, label);
            co_return false;
        }
        co_await answer(x);
        const bool again = co_await send_answer(
            *stream_, x->in, x->out, version_, keep_alive_ && !core_->stopping);
        core_->log.note(label, x->in, x->out.status, std::chrono::steady_clock::now() - x->begun);
        co_return again;
    }

    /// What to tell a client whose head cannot be read; nullopt when there is nobody to tell.
    static std::optional<problem> refusal(error_code ec) {
        if (ec == http::error::end_of_stream || ec == http::error::partial_message)
            return std::nullopt;
        if (ec == http::error::header_limit || ec == http::error::buffer_overflow)
            return problem(431, "headers_too_large", "The request's headers are over 16 KiB.");
        if (ec.category() == make_error_code(http::error::bad_method).category())
            return bad_request("malformed_request", "This is not HTTP/1.1: " + ec.message() + ".");
        return std::nullopt;
    }

    std::optional<problem> read_head(const head_parser& head, request& r) {
        const auto& m = head.get();
        r.method = std::string(m.method_string());
        if (m.version() >= 11 && m.count(http::field::host) != 1)
            return bad_request("malformed_request", "The header Host must be there once.");
        auto where = parse_target({m.target().data(), m.target().size()});
        if (!where)
            return bad_request("malformed_target",
                "The address must be a path in well-formed percent-encoded UTF-8.");
        r.path = std::move(where->path);
        r.query = std::move(where->query);
        for (const auto& field : m)
            r.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
        const auto from =
            behind_proxies(peer_ip_, core_->tls != nullptr, r.header("x-forwarded-for"),
                r.header("x-forwarded-proto"), core_->options.trusted_proxies);
        r.remote_ip = from.ip;
        r.secure = from.secure;
        return std::nullopt;
    }

    /// Nullopt when the body is in `r`; a problem of status 0 when the client has gone.
    task<std::optional<problem>> read_body(head_parser& head, request& r) {
        const std::size_t limit =
            route_ == nullptr ? route_options{}.body_limit : route_->options.body_limit;
        const problem gone(0, {}, {});
        const problem too_large(413, "body_too_large",
            "The body may have at most " + std::to_string(limit) + " bytes here.");
        const auto announced = head.content_length();
        if (announced && *announced > limit) co_return too_large;
        const bool asks_first = beast::iequals(head.get()[http::field::expect], "100-continue");

        body_parser body(std::move(head));
        body.body_limit(limit);
        if (body.is_done()) {
            r.body = std::move(body.get().body());
            co_return std::nullopt;
        }
        within(core_->options.slow_request +
               std::chrono::seconds((announced ? *announced : limit) / slowest_bytes_per_s));
        error_code ec;
        if (asks_first) {
            static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            co_await asio::async_write(*stream_, asio::buffer(go_on), into(ec));
            if (ec) co_return gone;
        }
        co_await http::async_read(*stream_, buffer_, body, into(ec));
        if (ec == http::error::body_limit) co_return too_large;
        if (ec) {
            auto why = refusal(ec);
            co_return why ? *std::move(why) : gone;
        }
        r.body = std::move(body.get().body());
        co_return std::nullopt;
    }

    /// The handler's answer, or 503 once the route's deadline has passed.
    task<> answer(std::shared_ptr<exchange> x) {
        const int deadline_s =
            route_ == nullptr ? route_options{}.deadline_s : route_->options.deadline_s;
        x->answered.expires_after(std::chrono::seconds(deadline_s));
        const auto number = core_->group.spawn("request " + x->in.id, run_handler(core_, x));
        stream_->next_layer().expires_never();
        error_code rung;
        if (!x->done) co_await x->answered.async_wait(into(rung));
        if (x->done) co_return;
        core_->group.cancel(number);
        x->done = true;
        x->out = reply_problem(
            unavailable("deadline", "This took too long and was given up. Try again in a moment."),
            x->in.id);
    }

    /// Answers something that never reached a handler, and hangs up in a way that lets it arrive.
    task<> refuse(std::shared_ptr<exchange> x, problem why, unsigned version,
        std::string label = "unmatched") {
        x->out = reply_problem(why, x->in.id);
        co_await send_answer(*stream_, x->in, x->out, version, false);
        core_->log.note(label, x->in, x->out.status, std::chrono::steady_clock::now() - x->begun);
    }

    task<> websocket_session(std::shared_ptr<exchange> x) {
        const router::route& route = *route_;
        std::exception_ptr refused;
        try {
            co_await core_->routes.admit(route, x->in);
            check_origin(route, x->in);
            if (route.check) co_await route.check(x->in);
        } catch (...) {
            refused = std::current_exception();
        }
        if (refused) {
            x->out = core_->routes.answer_to(refused, x->in);
            co_await send_answer(*stream_, x->in, x->out, version_, false);
            core_->log.note(
                route.pattern, x->in, x->out.status, std::chrono::steady_clock::now() - x->begun);
            co_return;
        }
        auto opened = co_await accept_websocket(
            std::move(stream_), x->in, route.subprotocol, core_->options.websocket);
        if (!opened) co_return;
        core_->log.note(route.pattern, x->in, 101, std::chrono::steady_clock::now() - x->begun);
        co_await run_websocket(route, x, std::move(opened).value());
    }

    static void check_origin(const router::route& route, const request& r) {
        const bool by_cookie = r.who && !r.who->via_token;
        const std::string_view origin = r.header("origin");
        if (route.options.any_origin || !by_cookie || origin.empty()) return;
        if (!origin_is_host(origin, r.header("host")))
            throw forbidden("This WebSocket is only for the page that this server serves.");
    }

    task<> run_websocket(const router::route& route, std::shared_ptr<exchange> x, ws_open opened) {
        const std::uint64_t number = ++core_->last_websocket;
        core_->websockets.emplace(number, opened.close);
        if (core_->stopping) opened.close(1001, "going away");
        std::exception_ptr fault;
        try {
            co_await route.run_ws(x->in, opened.socket);
        } catch (...) {
            fault = std::current_exception();
        }
        if (fault) {
            // Logged there, with the request id; the problem itself cannot be sent any more.
            const response what = core_->routes.answer_to(fault, x->in);
            opened.close(what.status >= 500 ? 1011 : 1008, "refused");
        }
        opened.socket.reset();
        co_await opened.ended();
        core_->websockets.erase(number);
    }

    /// Half-closes and reads the rest for a moment: closing with unread bytes would send a reset that
    /// may overtake the answer.
    task<> say_goodbye() {
        if (!stream_->next_layer().socket().is_open()) co_return;
        within(core_->stopping ? ms(200) : ms(2000));
        error_code ec;
        if (stream_->tls() != nullptr) {
            co_await stream_->tls()->async_shutdown(into(ec));
            co_return;
        }
        stream_->next_layer().socket().shutdown(tcp::socket::shutdown_send, ec);
        core_->idle.insert(raw_);  // nothing under way here that a stop would break off
        std::size_t drained = 0;
        while (!ec && drained < 1024 * 1024) {
            buffer_.clear();
            drained += co_await stream_->async_read_some(buffer_.prepare(4096), into(ec));
        }
    }

    std::shared_ptr<server_core> core_;
    std::unique_ptr<stream> stream_;  ///< moves on into the WebSocket
    stream* raw_ = nullptr;
    std::string peer_ip_;
    beast::flat_buffer buffer_;
    const router::route* route_ = nullptr;
    unsigned version_ = 11;
    bool keep_alive_ = false;
};

}  // namespace

task<> serve_connection(std::shared_ptr<server_core> core, tcp::socket socket) {
    connection c(std::move(core), std::move(socket));
    co_await c.run();
}

}  // namespace zenix::net
