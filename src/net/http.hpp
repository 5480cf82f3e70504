#pragma once
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "base/principal.hpp"
#include "base/problem.hpp"
#include "base/task.hpp"

namespace zenix::net {

/// A request as a handler sees it. Header names are compared without case.
struct request {
    std::string method;  ///< `GET`
    std::string path;    ///< percent-decoded, without query
    std::map<std::string, std::string> params;  ///< of the route: `{id}` → params["id"]
    std::map<std::string, std::string> query;   ///< decoded; the last of a repeated name wins
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::string remote_ip;
    std::string id;  ///< goes into logs and problems as `request_id`
    std::optional<principal> who;
    bool secure = false;  ///< came over TLS, here or at the proxy in front

    [[nodiscard]] std::string_view header(std::string_view name) const;  ///< empty when absent
    [[nodiscard]] std::optional<std::string> cookie(std::string_view name) const;

    /// The body read as one JSON object. Throws 400/415/422 as `fields` does. Empty body is `{}`.
    [[nodiscard]] fields json_body() const;

    // Query and path values, each with a 422 naming it when it does not fit.
    [[nodiscard]] std::int64_t int_param(std::string_view name) const;
    [[nodiscard]] std::string uuid_param(std::string_view name) const;
    [[nodiscard]] std::optional<std::string> maybe_query(std::string_view name) const;
    [[nodiscard]] std::optional<std::int64_t> maybe_int_query(std::string_view name) const;
    [[nodiscard]] bool flag_query(std::string_view name, bool otherwise) const;
    [[nodiscard]] int limit() const;  ///< `limit`, 1 to 200, 50 when absent
    /// Refuses query names outside `known` (problem 422 `unknown_field`); cursor and limit are known.
    void only_query(std::initializer_list<std::string_view> known) const;

    [[nodiscard]] const principal& user() const { return *who; }  ///< on routes that need one
};

/// Bytes of known length read piece by piece, for recordings.
class body_source {
  public:
    virtual ~body_source() = default;
    [[nodiscard]] virtual std::uint64_t size() const = 0;
    /// Up to `limit` bytes from `offset`; empty only at the end. Throws on a damaged source.
    virtual task<std::string> read(std::uint64_t offset, std::size_t limit) = 0;
};

struct response {
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    /// When set, the body; the server answers `Range` (RFC 9110 §14) with 206 or 416 by itself.
    std::shared_ptr<body_source> source;

    response& with(std::string name, std::string value);
};

[[nodiscard]] response reply(json::value body, int status = 200);
[[nodiscard]] response reply_text(std::string body, std::string_view mime, int status = 200);
[[nodiscard]] response no_content();
/// `{"items":…,"next":…}`.
[[nodiscard]] response reply_list(json::array items, const std::optional<std::string>& next);
/// RFC 9457, with `request_id`; adds Retry-After, Allow (405, from its member `allow`) and
/// WWW-Authenticate (401).
[[nodiscard]] response reply_problem(const problem& p, const std::string& request_id);

/// One end of a WebSocket (RFC 6455). One reader; sends are queued and written in order.
class websocket {
  public:
    virtual ~websocket() = default;
    /// The next text or binary message; nullopt once the peer has gone.
    virtual task<std::optional<std::string>> read() = 0;
    /// Queues a text message. False, and the socket closes with 1013, when the peer reads too slowly.
    virtual bool send(std::string message) = 0;
    virtual void close(std::uint16_t code, std::string_view reason) = 0;
    [[nodiscard]] virtual bool open() const = 0;
    /// Why it ended (RFC 6455 §7.4): the peer's code, or ours when we closed; 0 while open, 1006 when
    /// the connection was lost.
    [[nodiscard]] virtual std::uint16_t close_code() const { return 0; }
};

/// A handler may take over its arguments' lifetime: the request lives until the task ends.
using handler = std::function<task<response>(request&)>;
using ws_handler = std::function<task<void>(request&, std::shared_ptr<websocket>)>;
/// Before the handshake: throw a problem to refuse it as plain HTTP.
using ws_check = std::function<task<void>(request&)>;

struct route_options {
    std::size_t body_limit = 64 * 1024;
    int deadline_s = 30;  ///< then 503 and the handler is cancelled; does not limit sending the answer
    /// A WebSocket opened by cookie must come from our own page (`Origin` equals `Host`), unless this
    /// says that something else proves who it is, as a ticket in the address.
    bool any_origin = false;
};

/// The table of routes. `{name}` takes one segment. Every route states who may call it.
class router {
  public:
    void add(std::string method, std::string pattern, access who, handler h, route_options o = {});
    void add_websocket(std::string pattern, access who, ws_check check, ws_handler h,
                       std::string subprotocol = {}, route_options o = {});
    /// What answers a GET that no route takes (the page).
    void set_fallback(handler h) { fallback_ = std::move(h); }
    /// Sets `request.who` from cookie or token, checks CSRF on unsafe methods; throws 401 or 403.
    /// Not called for open routes unless a cookie or token is there (then failures are ignored).
    void set_authenticator(std::function<task<void>(request&)> a) { authenticate_ = std::move(a); }
    /// Turns exceptions of rooms that this one may not know (as pg's) into problems; nullopt for a bug.
    using exception_mapper = std::function<std::optional<problem>(std::exception_ptr)>;
    void set_exception_mapper(exception_mapper m) { map_exception_ = std::move(m); }

    struct route {
        std::string method, pattern;
        access who;
        route_options options;
        handler run;
        ws_check check;
        ws_handler run_ws;
        std::string subprotocol;
        std::vector<std::string> segments;
    };
    [[nodiscard]] const std::vector<route>& routes() const { return routes_; }

    /// Finds and fills `params`; literal segments go before `{name}`. Throws 404 `not_found`, 405 with
    /// Allow. Nullptr means the fallback: a GET outside `/api/`.
    [[nodiscard]] const route* match(request& r) const;
    /// Authentication, role check, handler; problems become answers, bugs a 500 with the request id.
    task<response> answer(request& r) const;
    /// The same checks for a route already matched (throws problem).
    task<void> admit(const route& found, request& r) const;
    /// What to answer when handling `r` threw.
    [[nodiscard]] response answer_to(std::exception_ptr fault, const request& r) const;

  private:
    std::vector<route> routes_;
    handler fallback_;
    std::function<task<void>(request&)> authenticate_;
    exception_mapper map_exception_;

    task<response> run(request& r) const;
    void insert(route r);
};

}  // namespace zenix::net
