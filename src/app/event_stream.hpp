#pragma once
#include <map>
#include <memory>
#include <string>

#include "base/event_hub.hpp"
#include "net/http.hpp"

namespace zenix::app {

/// `GET /api/v1/events`: the hub's events over a WebSocket, in order, none twice and none lost. The
/// first message is the snapshot of the topics; it is taken in the same turn of the loop in which
/// the client is attached, so nothing can fall between.
class event_streams {
  public:
    event_streams(net::router& routes, event_hub& hub);
    /// Whoever signed out hears no more.
    void session_ended(const std::string& session);

  private:
    task<void> serve(net::request& r, std::shared_ptr<net::websocket> ws);
    event_hub& hub_;
    std::multimap<std::string, std::weak_ptr<net::websocket>> open_;
};

}  // namespace zenix::app
