#include "net/client.hpp"

#include "base/task_group.hpp"
#include "net/stream.hpp"
#include "net/ws_link.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <fmt/format.h>
#include <openssl/ssl.h>

namespace zenix::net {

namespace {

namespace http = beast::http;
using error_code = boost::system::error_code;
using connected = std::unique_ptr<stream>;

constexpr std::size_t answer_bytes = 64 * 1024 * 1024;
constexpr std::size_t message_bytes =
    16 * 1024 * 1024;  ///< we chose the peer; its lists may be long

auto into(error_code& ec) { return asio::redirect_error(asio::use_awaitable, ec); }

failure because(std::string code, error_code ec) {
    return {ec == beast::error::timeout ? "timeout" : std::move(code), ec.message()};
}

/// `[::1]:8088`, and no port where it is the scheme's own.
std::string host_header(const url& u) {
    const bool v6 = u.host.find(':') != std::string::npos;
    const std::string host = v6 ? fmt::format("[{}]", u.host) : u.host;
    const bool secure = u.scheme == "https" || u.scheme == "wss";
    return u.port == (secure ? 443 : 80) ? host : fmt::format("{}:{}", host, u.port);
}

asio::ssl::context& client_tls() {
    static asio::ssl::context context = [] {
        asio::ssl::context c(asio::ssl::context::tls_client);
        c.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
        c.set_default_verify_paths();
        c.set_verify_mode(asio::ssl::verify_peer);
        return c;
    }();
    return context;
}

task<result<connected>> connect(url to) {
    const auto ex = co_await asio::this_coro::executor;
    error_code ec;
    std::vector<tcp::endpoint> ends;
    const auto literal = asio::ip::make_address(to.host, ec);
    if (!ec) {
        ends.emplace_back(literal, to.port);
    } else {
        tcp::resolver resolver(ex);
        const auto found =
            co_await resolver.async_resolve(to.host, std::to_string(to.port), into(ec));
        if (ec) co_return failure{"resolve", fmt::format("{}: {}", to.host, ec.message())};
        for (const auto& entry : found) ends.push_back(entry.endpoint());
    }
    auto on = std::make_unique<stream>(ex);
    co_await on->next_layer().async_connect(ends, into(ec));
    if (ec) co_return because("refused", ec);
    on->next_layer().socket().set_option(tcp::no_delay(true), ec);

    if (to.scheme == "https" || to.scheme == "wss") {
        on->use_tls(client_tls());
        SSL_set_tlsext_host_name(on->tls()->native_handle(), to.host.c_str());
        on->tls()->set_verify_callback(asio::ssl::host_name_verification(to.host));
        co_await on->tls()->async_handshake(asio::ssl::stream_base::client, into(ec));
        if (ec) co_return because("protocol", ec);
    }
    co_return on;
}

/// An operation that somebody waits for, but not for ever.
template <class T>
struct attempt {
    explicit attempt(const asio::any_io_executor& ex) : bell(ex), group(ex) {}
    asio::steady_timer bell;
    task_group group;
    std::optional<result<T>> outcome;
};

template <class T>
task<> finish(std::shared_ptr<attempt<T>> a, task<result<T>> operation) {
    try {
        a->outcome.emplace(co_await std::move(operation));
    } catch (const std::exception& e) {
        a->outcome.emplace(failure{"closed", e.what()});
    }
    a->bell.cancel();
}

/// The result, or `timeout` on the dot: a name server that hangs cannot be interrupted, so the
/// operation runs by itself and is left behind, cancelled, when time is up.
template <class T>
task<result<T>> in_time(task<result<T>> operation, ms deadline) {
    const auto ex = co_await asio::this_coro::executor;
    const auto a = std::make_shared<attempt<T>>(ex);
    a->bell.expires_after(deadline);
    a->group.spawn("request", finish(a, std::move(operation)));
    error_code rung;
    if (!a->outcome) co_await a->bell.async_wait(into(rung));
    if (a->outcome) co_return *std::move(a->outcome);
    a->group.cancel();
    if (rung) co_return failure{"closed", "cancelled"};
    co_return failure{"timeout", fmt::format("no answer within {} ms", deadline.count())};
}

task<result<response>> exchange(std::string method, url to, std::string body, header_list headers) {
    auto opened = co_await connect(to);
    if (!opened) co_return opened.error();
    const connected on = std::move(opened).value();

    http::request<http::string_body> ask;
    ask.method_string(method);
    ask.target(to.target);
    ask.version(11);
    ask.keep_alive(false);
    ask.set(http::field::host, host_header(to));
    ask.set(http::field::user_agent, "zenix");
    for (const auto& [name, value] : headers) ask.set(name, value);
    const bool has_body = !body.empty() || method == "POST" || method == "PUT" || method == "PATCH";
    if (has_body) ask.content_length(body.size());
    ask.body() = std::move(body);
    error_code ec;
    co_await http::async_write(*on, ask, into(ec));
    if (ec) co_return because("closed", ec);

    beast::flat_buffer buffer;
    http::response_parser<http::string_body> answer;
    answer.body_limit(answer_bytes);
    answer.skip(method == "HEAD");
    co_await http::async_read(*on, buffer, answer, into(ec));
    const bool malformed = ec.category() == make_error_code(http::error::bad_method).category();
    const bool ended = ec == http::error::end_of_stream || ec == http::error::partial_message;
    if (ec) co_return because(malformed && !ended ? "protocol" : "closed", ec);
    response out;
    out.status = static_cast<int>(answer.get().result_int());
    for (const auto& field : answer.get())
        out.with(std::string(field.name_string()), std::string(field.value()));
    out.body = std::move(answer.get().body());
    on->cut();
    co_return out;
}

task<result<std::shared_ptr<websocket>>> connect_and_upgrade(
    url to, header_list headers, std::string subprotocol) {
    auto opened = co_await connect(to);
    if (!opened) co_return opened.error();
    ws_limits limits;
    limits.incoming_bytes = message_bytes;
    auto upgraded = co_await open_websocket(std::move(opened).value(), host_header(to), to.target,
        std::move(headers), std::move(subprotocol), limits);
    if (!upgraded) co_return upgraded.error();
    co_return upgraded.value().socket;
}

}  // namespace

task<result<response>> fetch(
    std::string method, std::string address, std::string body, header_list headers, ms deadline) {
    const auto to = parse_url(address);
    if (!to || to->scheme.starts_with("ws"))
        co_return failure{"protocol", "not an address of http or https: " + address};
    co_return co_await in_time(
        exchange(std::move(method), *to, std::move(body), std::move(headers)), deadline);
}

task<result<std::shared_ptr<websocket>>> connect_websocket(
    std::string address, header_list headers, std::string subprotocol, ms deadline) {
    const auto to = parse_url(address);
    if (!to || to->scheme.starts_with("http"))
        co_return failure{"protocol", "not an address of ws or wss: " + address};
    co_return co_await in_time(
        connect_and_upgrade(*to, std::move(headers), std::move(subprotocol)), deadline);
}

}  // namespace zenix::net
