#pragma once
#include "asterisk/json_read.hpp"
#include "net/server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace zenix::asterisk {

/// An ARI of our own on a loopback port: hands each request to `answer` and sends what it says.
class fake_ari {
  public:
    explicit fake_ari(asio::any_io_executor ex) : server(ex, options(), routes) {
        routes.add_websocket(
            "/ari/events", access::everyone(), [this](net::request& r) { return greet(r); },
            [this](net::request& r, std::shared_ptr<net::websocket> s) { return serve(r, s); },
            "ari");
        server.listen();
    }
    task<> greet(net::request& r) {
        authorization = std::string(r.header("authorization"));
        app = r.query["app"];
        co_return;
    }
    task<> serve(net::request&, std::shared_ptr<net::websocket> s) {
        socket = s;
        ++connections;
        for (;;) {
            const auto frame = co_await s->read();
            if (!frame) co_return;
            const auto v = json::parse(*frame);
            requests.push_back(text_at(v, "method") + " " + text_at(v, "uri"));
            bodies.push_back(text_at(v, "message_body"));
            if (answer) answer(text_at(v, "uri"), text_at(v, "request_id"));
        }
    }
    void reply(const std::string& id, int status, const std::string& body = {}) {
        socket->send(json::serialize(json::object{{"type", "RESTResponse"}, {"request_id", id},
            {"status_code", status}, {"uri", "u"}, {"message_body", body}}));
    }
    void event(const std::string& text) { socket->send(text); }

    std::function<void(std::string, std::string)> answer;
    std::shared_ptr<net::websocket> socket;
    std::vector<std::string> requests, bodies;
    std::string authorization, app;
    int connections = 0;
    net::router routes;
    net::server server;

  private:
    static net::server_options options() {
        net::server_options o;
        o.port = 0;
        return o;
    }
};

}  // namespace zenix::asterisk
