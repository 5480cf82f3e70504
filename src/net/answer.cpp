#include "net/answer.hpp"

#include "base/log.hpp"
#include "net/range.hpp"
#include "net/stream.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace zenix::net {

namespace {

namespace http = beast::http;
using error_code = boost::system::error_code;

constexpr std::size_t piece_bytes = 64 * 1024;
constexpr std::uint64_t slowest_bytes_per_s = 16 * 1024;
constexpr auto patience = std::chrono::seconds(30);

/// Only our own origin. Styles may stand in the page: the component library writes its theme so.
constexpr std::string_view content_security_policy =
    "default-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss:; "
    "media-src 'self' blob:; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'";

auto into(error_code& ec) { return asio::redirect_error(asio::use_awaitable, ec); }

bool has(const response& r, std::string_view name) {
    return std::any_of(r.headers.begin(), r.headers.end(),
        [&](const auto& h) { return beast::iequals(h.first, name); });
}

std::string_view value_of(const response& r, std::string_view name) {
    for (const auto& [n, value] : r.headers)
        if (beast::iequals(n, name)) return value;
    return {};
}

/// A line break in a value would let its author write headers of their own.
std::string one_line(std::string value) {
    for (char& c : value)
        if (static_cast<unsigned char>(c) < 0x20 && c != '\t') c = ' ';
    return value;
}

template <class Body>
http::response<Body> head_of(
    const request& in, const response& out, unsigned version, bool keep_alive) {
    http::response<Body> head;
    head.version(version);
    head.result(static_cast<unsigned>(out.status));
    const auto unless_set = [&](std::string_view name, std::string_view value) {
        if (!has(out, name)) head.set(name, value);
    };
    unless_set("Content-Security-Policy", content_security_policy);
    unless_set("X-Content-Type-Options", "nosniff");
    unless_set("X-Frame-Options", "DENY");
    unless_set("Referrer-Policy", "no-referrer");
    unless_set("Cache-Control", "no-store");
    head.set("X-Request-Id", in.id);
    for (const auto& [name, value] : out.headers) head.insert(name, one_line(value));
    head.keep_alive(keep_alive);
    return head;
}

bool bodiless(int status) { return status == 204 || status == 304 || status < 200; }

/// The part of `out.source` that is asked for; may turn `out` into a 206 or a 416 without source.
byte_range choose_range(const request& in, response& out) {
    const std::uint64_t size = out.source->size();
    out.with("Accept-Ranges", "bytes");
    const std::string_view asked = in.header("range"), condition = in.header("if-range");
    if (in.method != "GET" || out.status != 200 || asked.empty()) return {0, size};
    if (!condition.empty() && condition != value_of(out, "etag")) return {0, size};
    const range_answer found = read_range(asked, size);
    if (found.kind == range_kind::part) {
        out.status = 206;
        out.with("Content-Range",
            fmt::format("bytes {}-{}/{}", found.range.begin, found.range.end - 1, size));
        return found.range;
    }
    if (found.kind == range_kind::unsatisfiable) {
        out = reply_problem(problem(416, "range_not_satisfiable",
                                fmt::format("There are {} bytes; ask for some of these.", size)),
            in.id);
        out.with("Content-Range", fmt::format("bytes */{}", size));
        return {};
    }
    return {0, size};
}

task<bool> send_pieces(stream& on, const request& in, body_source& from, byte_range range) {
    error_code ec;
    while (range.begin < range.end && !ec) {
        std::string piece;
        std::string fault;
        try {
            const auto wanted = std::min<std::uint64_t>(piece_bytes, range.end - range.begin);
            piece = co_await from.read(range.begin, static_cast<std::size_t>(wanted));
            if (piece.empty() || piece.size() > wanted) fault = "the source ended too early";
        } catch (const std::exception& e) {
            fault = e.what();
        }
        if (!fault.empty()) {
            // The length was promised already: only breaking off tells the client.
            log::error("net", "answer broken off",
                {{"request_id", in.id}, {"path", in.path}, {"error", fault}});
            co_return false;
        }
        range.begin += piece.size();
        on.next_layer().expires_after(patience);
        co_await asio::async_write(on, asio::buffer(piece), into(ec));
    }
    co_return !ec;
}

}  // namespace

task<bool> send_answer(
    stream& on, const request& in, response& out, unsigned version, bool keep_alive) {
    byte_range range{};
    if (out.source) range = choose_range(in, out);
    const bool bare = in.method == "HEAD" || bodiless(out.status);
    const std::uint64_t length = out.source ? range.end - range.begin : out.body.size();
    on.next_layer().expires_after(
        patience + std::chrono::seconds(out.body.size() / slowest_bytes_per_s));

    error_code ec;
    if (!bare && !out.source) {
        auto whole = head_of<http::string_body>(in, out, version, keep_alive);
        whole.content_length(length);
        whole.body() = std::move(out.body);
        co_await http::async_write(on, whole, into(ec));
        co_return !ec && keep_alive;
    }
    auto head = head_of<http::empty_body>(in, out, version, keep_alive);
    if (!bodiless(out.status)) head.content_length(length);
    http::response_serializer<http::empty_body> serializer(head);
    co_await http::async_write_header(on, serializer, into(ec));
    if (ec) co_return false;
    if (bare) co_return keep_alive;
    const bool sent = co_await send_pieces(on, in, *out.source, range);
    co_return sent&& keep_alive;
}

}  // namespace zenix::net
