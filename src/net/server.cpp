#include "net/server.hpp"

#include "base/log.hpp"
#include "net/connection.hpp"
#include "net/stream.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/redirect_error.hpp>
#include <fmt/format.h>

#include <stdexcept>

namespace zenix::net {

namespace {

using error_code = boost::system::error_code;

std::unique_ptr<asio::ssl::context> make_tls(const server_options& o) {
    if (o.tls_certificate_file.empty() && o.tls_key_file.empty()) return nullptr;
    if (o.tls_certificate_file.empty() || o.tls_key_file.empty())
        throw std::runtime_error(
            "HTTPS needs both a certificate and a key. Remedy: name both files, or none.");
    auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
    context->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                         asio::ssl::context::no_tlsv1_1 | asio::ssl::context::no_compression);
    error_code ec;
    context->use_certificate_chain_file(o.tls_certificate_file, ec);
    if (ec)
        throw std::runtime_error(
            fmt::format("Cannot use the certificate {}: {}. Remedy: it must be a "
                        "PEM file this user may read.",
                o.tls_certificate_file, ec.message()));
    context->use_private_key_file(o.tls_key_file, asio::ssl::context::pem, ec);
    if (ec)
        throw std::runtime_error(
            fmt::format("Cannot use the key {}: {}. Remedy: it must be the PEM key "
                        "of {} and readable by this user.",
                o.tls_key_file, ec.message(), o.tls_certificate_file));
    return context;
}

tcp::endpoint address_of(const server_options& o) {
    error_code ec;
    const std::string& host = o.host == "localhost" ? std::string("127.0.0.1") : o.host;
    const auto address = asio::ip::make_address(host, ec);
    if (ec)
        throw std::runtime_error(fmt::format(
            "Cannot listen on '{}': it is no IP address. Remedy: 127.0.0.1, 0.0.0.0 or one of this "
            "machine's addresses.",
            o.host));
    return {address, o.port};
}

void open_on(tcp::acceptor& a, const server_options& o) {
    const tcp::endpoint at = address_of(o);
    error_code ec;
    a.open(at.protocol(), ec);
    if (!ec) a.set_option(tcp::acceptor::reuse_address(true), ec);
    if (!ec) a.bind(at, ec);
    if (!ec) a.listen(asio::socket_base::max_listen_connections, ec);
    if (ec)
        throw std::runtime_error(
            fmt::format("Cannot listen on {}:{}: {}. Remedy: stop what uses the port, or choose "
                        "another with --http HOST:PORT (http.port in the configuration).",
                o.host, o.port, ec.message()));
}

}  // namespace

void require_address(const server_options& options) {
    (void)make_tls(options);
    asio::io_context loop(1);
    tcp::acceptor probe(loop);
    open_on(probe, options);
}

struct server::state {
    state(asio::any_io_executor ex, server_options o, const router& r)
        : core(std::make_shared<server_core>(ex, std::move(o), r)), acceptor(std::move(ex)) {}
    std::shared_ptr<server_core> core;
    tcp::acceptor acceptor;
};

server::server(asio::any_io_executor ex, server_options options, const router& routes)
    : state_(std::make_shared<state>(std::move(ex), std::move(options), routes)) {}

server::~server() {
    error_code ignored;
    state_->acceptor.close(ignored);
    state_->core->stopping = true;
    for (stream* s : state_->core->all) s->cut();
    state_->core->group.cancel();
}

void server::listen() {
    server_core& core = *state_->core;
    core.tls = make_tls(core.options);
    open_on(state_->acceptor, core.options);
    core.group.spawn("accept", accept_loop(state_));
}

std::uint16_t server::port() const {
    error_code ec;
    return state_->acceptor.local_endpoint(ec).port();
}

task<> server::accept_loop(std::shared_ptr<state> self) {
    server_core& core = *self->core;
    while (!core.stopping) {
        error_code ec;
        tcp::socket socket =
            co_await self->acceptor.async_accept(asio::redirect_error(asio::use_awaitable, ec));
        if (core.stopping || ec == asio::error::operation_aborted) break;
        if (ec) {
            // Out of descriptors, mostly: without a pause this would spin.
            log::warn("net", "cannot accept a connection", {{"error", ec.message()}});
            const bool slept = co_await sleep_for(ms(100));
            if (!slept) break;
            continue;
        }
        if (core.all.size() >= core.options.connections_max) continue;  // the socket closes
        socket.set_option(tcp::no_delay(true), ec);
        core.group.spawn("connection", serve_connection(self->core, std::move(socket)));
    }
}

task<void> server::stop(ms patience) {
    const auto self = state_;
    server_core& core = *self->core;
    core.stopping = true;
    error_code ignored;
    self->acceptor.close(ignored);
    const auto idle = core.idle;
    for (stream* s : idle) s->cut();
    const auto websockets = core.websockets;
    for (const auto& entry : websockets) entry.second(1001, "going away");
    const bool ended = co_await core.group.join(patience);
    if (ended) co_return;
    log::warn("net", "connections cut at stop", {{"count", core.all.size()}});
    const auto all = core.all;
    for (stream* s : all) s->cut();
    core.group.cancel();
    co_await core.group.join(ms(1000));
}

}  // namespace zenix::net
