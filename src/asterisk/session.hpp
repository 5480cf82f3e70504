#pragma once
#include "asterisk/types.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "base/time.hpp"

#include <boost/json/value.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace zenix::asterisk {

struct session_options {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8088;
    std::string user, password, app = "zenix";
    /// Whose events come, ours or not. Never `endpoint:`, all endpoints: when the connection ends
    /// while an endpoint speaks, Asterisk 22 reads what it has freed and dies (docs/telephony.md).
    std::vector<std::string> sources = {"channel:", "bridge:"};
    /// Types Asterisk shall not send at all (ARI eventFilter).
    std::vector<std::string> unwanted = {"ChannelVarset", "ChannelDialplan", "DeviceStateChanged"};
    std::size_t in_flight_max = 1000;
    ms retry_min{50}, retry_max{1000}, connect_deadline{3000};
};

/// What the network said when it released a call, found in the SIP trace (see sip_trace.hpp).
struct release {
    int sip_status = 0, q850 = 0;
    std::string text;
};

/// One ARI WebSocket that carries requests and events. It reconnects by itself with a back-off;
/// while it is down every request fails at once with `down`. Requests go out in order and are
/// answered in order of their ids; each has a deadline. Events come in the order Asterisk sent
/// them, never inside request().
class session : public std::enable_shared_from_this<session> {
  public:
    using event_listener = std::function<void(const event&)>;
    /// True: connected, events and their filter asked for, requests may flow; what happened before is for the caller
    /// to read (list_channels …). False: connection lost, or another client took the application
    /// name.
    using state_listener = std::function<void(bool up)>;

    session(asio::any_io_executor ex, session_options options);
    ~session();

    // Before run(). Listeners must not block; what they throw is logged.
    void on_event(event_listener l);
    void on_state(state_listener l);
    /// Asked at each ChannelDestroyed by SIP Call-ID, so that the network's own cause goes out.
    void set_release_lookup(std::function<std::optional<release>(std::string_view call_id)> f);

    /// Connects and serves until cancelled or close(). Spawn it in a task_group.
    task<> run();
    void close();
    [[nodiscard]] bool up() const;
    /// Address and credentials of a node that came back elsewhere; used at the next connect.
    void set_options(session_options options);
    [[nodiscard]] const session_options& options() const;

    /// `uri` without `/ari/` and leading slash: `channels/ID/answer`. `body`: object or null. The
    /// value is the answer's body (null with 204). Failures: `down`, `busy` (too many in flight),
    /// `timeout`, `closed` (sent, but the connection broke before the answer: the outcome is
    /// unknown), `too_large`, `status` with `failure::status` the HTTP status and `detail` ARI's
    /// message.
    task<result<boost::json::value>> request(std::string method, std::string uri,
        boost::json::value body = nullptr, ms deadline = ms(5000));

    /// Makes a channel (POST channels/create, channels/externalMedia, snoop) and waits until it has
    /// entered our application: Asterisk answers a moment earlier, and refuses to join or dial it
    /// until then. `gone` when it ended first.
    task<result<boost::json::value>> make_channel(
        std::string uri, boost::json::value body, std::string channel_id, ms deadline = ms(5000));

  private:
    struct state;
    std::shared_ptr<state> state_;
};

}  // namespace zenix::asterisk
