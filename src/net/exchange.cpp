#include "net/exchange.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <fmt/format.h>
#include <openssl/ssl.h>

#include <vector>

namespace zenix::net {

namespace {

namespace http = beast::http;
using error_code = boost::system::error_code;

auto into(error_code& ec) { return asio::redirect_error(asio::use_awaitable, ec); }

failure because(std::string code, error_code ec) {
    return {ec == beast::error::timeout ? "timeout" : std::move(code), ec.message()};
}

asio::ssl::context new_context(bool any_certificate) {
    asio::ssl::context c(asio::ssl::context::tls_client);
    c.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    if (any_certificate) {
        c.set_verify_mode(asio::ssl::verify_none);
    } else {
        c.set_default_verify_paths();
        c.set_verify_mode(asio::ssl::verify_peer);
    }
    return c;
}

asio::ssl::context& client_tls(bool any_certificate) {
    static asio::ssl::context strict = new_context(false), lenient = new_context(true);
    return any_certificate ? lenient : strict;
}

/// What a read that failed means to the caller.
failure unread(error_code ec, bool nothing_came) {
    if (ec == http::error::body_limit || ec == http::error::header_limit ||
        ec == http::error::buffer_overflow)
        return {"too_large", "the answer is larger than we take"};
    const bool ended = ec == http::error::end_of_stream || ec == http::error::partial_message;
    const bool malformed = ec.category() == make_error_code(http::error::bad_method).category();
    if (malformed && !ended) return because("protocol", ec);
    return because(nothing_came ? "stale" : "closed", ec);
}

}  // namespace

std::string host_header(const url& u) {
    const bool v6 = u.host.find(':') != std::string::npos;
    const std::string host = v6 ? fmt::format("[{}]", u.host) : u.host;
    const bool secure = u.scheme == "https" || u.scheme == "wss";
    return u.port == (secure ? 443 : 80) ? host : fmt::format("{}:{}", host, u.port);
}

task<result<std::unique_ptr<stream>>> dial(url to, bool any_certificate) {
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
        on->use_tls(client_tls(any_certificate));
        SSL_set_tlsext_host_name(on->tls()->native_handle(), to.host.c_str());
        if (!any_certificate)
            on->tls()->set_verify_callback(asio::ssl::host_name_verification(to.host));
        co_await on->tls()->async_handshake(asio::ssl::stream_base::client, into(ec));
        if (ec) co_return because("protocol", ec);
    }
    co_return on;
}

task<result<exchanged>> converse(stream& on, question q) {
    http::request<http::string_body> ask;
    ask.method_string(q.method);
    ask.target(q.to.target);
    ask.version(11);
    ask.keep_alive(q.keep_alive);
    ask.set(http::field::host, host_header(q.to));
    ask.set(http::field::user_agent, "zenix");
    for (const auto& [name, value] : q.headers) ask.set(name, value);
    const bool has_body =
        !q.body.empty() || q.method == "POST" || q.method == "PUT" || q.method == "PATCH";
    if (has_body) ask.content_length(q.body.size());
    ask.body() = std::move(q.body);
    error_code ec;
    co_await http::async_write(on, ask, into(ec));
    if (ec) co_return because("stale", ec);

    beast::flat_buffer buffer;
    http::response_parser<http::string_body> answer;
    answer.body_limit(q.answer_bytes);
    answer.skip(q.method == "HEAD");
    co_await http::async_read(on, buffer, answer, into(ec));
    if (ec) co_return unread(ec, !answer.got_some() && buffer.size() == 0);
    exchanged out;
    out.answer.status = static_cast<int>(answer.get().result_int());
    for (const auto& field : answer.get())
        out.answer.with(std::string(field.name_string()), std::string(field.value()));
    out.reusable = answer.keep_alive() && !answer.need_eof() && buffer.size() == 0;
    out.answer.body = std::move(answer.get().body());
    co_return out;
}

}  // namespace zenix::net
