#pragma once
#include "base/task_group.hpp"
#include "net/access_log.hpp"
#include "net/server.hpp"
#include "net/ws_link.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>

namespace zenix::net {

/// What the connections of one server share. Owned by the server and by each running connection.
struct server_core {
    server_core(asio::any_io_executor ex, server_options o, const router& r)
        : options(std::move(o)), routes(r), group(std::move(ex)) {}

    server_options options;
    const router& routes;  ///< outlives the server
    task_group group;      ///< connections and handlers
    std::unique_ptr<asio::ssl::context> tls;
    access_log log;
    bool stopping = false;
    std::set<stream*> all, idle;  ///< idle: between two requests
    std::map<std::uint64_t, ws_closer> websockets;
    std::uint64_t last_websocket = 0;
};

/// Serves one accepted connection until it ends: HTTP/1.1 requests one after the other, or a WebSocket.
task<> serve_connection(std::shared_ptr<server_core> core, asio::ip::tcp::socket socket);

}  // namespace zenix::net
