#include "sms/smpp/wire.hpp"

#include "gateways/in_time.hpp"
#include "sms/smpp/certificate.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

namespace zenix::sms::smpp {
namespace {

namespace ssl = asio::ssl;
using boost::system::error_code;

/// The certificate itself must be the one; nobody else's word about it counts.
struct pinned {
    std::string wanted;
    std::string* shown;
    bool operator()(bool, ssl::verify_context& v) const {
        auto* store = v.native_handle();
        if (X509_STORE_CTX_get_error_depth(store) > 0) return true;
        *shown = fingerprint_of(X509_STORE_CTX_get_current_cert(store));
        return *shown == wanted;
    }
};

task<result<std::shared_ptr<wire>>> dial(std::string host, std::uint16_t port, tls_choice tls) {
    const auto ex = co_await asio::this_coro::executor;
    error_code bad;
    tcp::resolver names(ex);
    const auto found = co_await names.async_resolve(
        host, std::to_string(port), asio::redirect_error(asio::use_awaitable, bad));
    if (bad) co_return failure{"resolve", bad.message()};
    tcp::socket socket(ex);
    co_await asio::async_connect(socket, found, asio::redirect_error(asio::use_awaitable, bad));
    if (bad) co_return failure{"refused", bad.message()};
    socket.set_option(tcp::no_delay(true), bad);
    socket.set_option(asio::socket_base::keep_alive(true), bad);
    auto w = std::make_shared<wire>(std::move(socket));
    if (tls.on) {
        const auto safe = co_await w->secure_as_client(tls, host);
        if (!safe.ok()) co_return safe.error();
    }
    co_return w;
}

}  // namespace

task<result<std::shared_ptr<wire>>> connect(
    std::string host, std::uint16_t port, tls_choice tls, ms deadline) {
    auto r = co_await gateways::in_time(dial(std::move(host), port, std::move(tls)), deadline);
    if (!r)
        co_return failure{"timeout", fmt::format("no connection within {} ms", deadline.count())};
    co_return *std::move(r);
}

task<result<void>> wire::secure_as_client(const tls_choice& how, const std::string& host) {
    error_code bad;
    own_context_ = std::make_unique<ssl::context>(ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(own_context_->native_handle(), TLS1_2_VERSION);
    if (how.ca.empty())
        own_context_->set_default_verify_paths(bad);
    else
        own_context_->add_certificate_authority(asio::buffer(how.ca), bad);
    if (bad) co_return failure{"tls", "authorities: " + bad.message()};
    tls_ = std::make_unique<tls_stream>(socket_, *own_context_);
    SSL_set_tlsext_host_name(tls_->native_handle(), host.c_str());
    tls_->set_verify_mode(ssl::verify_peer, bad);
    std::string shown;
    if (how.pin.empty())
        tls_->set_verify_callback(ssl::host_name_verification(host), bad);
    else
        tls_->set_verify_callback(pinned{how.pin, &shown}, bad);
    co_await tls_->async_handshake(
        ssl::stream_base::client, asio::redirect_error(asio::use_awaitable, bad));
    if (bad && !shown.empty() && shown != how.pin)
        co_return failure{"tls", "it shows another certificate, with the fingerprint " + shown};
    if (bad) co_return failure{"tls", bad.message()};
    co_return result<void>{};
}

task<result<void>> wire::secure_as_server(ssl::context& context) {
    error_code bad;
    tls_ = std::make_unique<tls_stream>(socket_, context);
    co_await tls_->async_handshake(
        ssl::stream_base::server, asio::redirect_error(asio::use_awaitable, bad));
    if (bad) co_return failure{"tls", bad.message()};
    co_return result<void>{};
}

task<std::size_t> wire::read(std::span<char> into) {
    error_code bad;
    std::size_t n = 0;
    const auto buffer = asio::buffer(into.data(), into.size());
    if (tls_)
        n = co_await tls_->async_read_some(buffer, asio::redirect_error(asio::use_awaitable, bad));
    else
        n = co_await socket_.async_read_some(
            buffer, asio::redirect_error(asio::use_awaitable, bad));
    co_return bad ? 0 : n;
}

task<bool> wire::write(std::string_view all) {
    error_code bad;
    const auto buffer = asio::buffer(all.data(), all.size());
    if (tls_)
        co_await asio::async_write(*tls_, buffer, asio::redirect_error(asio::use_awaitable, bad));
    else
        co_await asio::async_write(socket_, buffer, asio::redirect_error(asio::use_awaitable, bad));
    co_return !bad;
}

void wire::cut() {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_both, ignored);
    socket_.close(ignored);
}

std::string wire::peer() const {
    error_code ignored;
    const auto there = socket_.remote_endpoint(ignored);
    return ignored ? std::string{} : there.address().to_string();
}

}  // namespace zenix::sms::smpp
