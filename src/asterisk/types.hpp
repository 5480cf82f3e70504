#pragma once
#include "base/result.hpp"
#include "base/time.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// Asterisk's words as values: what ARI (22) says about channels, bridges and what happens to them.
/// Reading is pure and forgiving: a member that is missing or of another type is empty, never a
/// fault, because Asterisk versions add and drop members.
namespace zenix::asterisk {

enum class channel_state {
    down,
    ring,     ///< the far end called us and waits
    ringing,  ///< we called, the far end rings
    up,
    other  ///< Dialing, Busy, …
};

struct party {
    std::string name, number;
};

struct channel {
    std::string id;
    std::string name;         ///< `PJSIP/trunk1-0000002a`
    std::string protocol_id;  ///< SIP Call-ID
    channel_state state = channel_state::other;
    std::string state_text;  ///< Asterisk's own word: `Ring`
    party caller, connected;
    std::string context, exten, app_name, app_data;
    sys_ms created{};
    std::map<std::string, std::string> variables;  ///< those listed in ari.conf `channelvars`

    /// The PJSIP endpoint in the name: `trunk1`; empty for other technologies.
    [[nodiscard]] std::string_view endpoint() const;
};

struct bridge {
    std::string id, name, type, technology;  ///< type `mixing`, technology `native_rtp`
    std::vector<std::string> channels;
    sys_ms created{};
};

struct endpoint {
    std::string technology, resource, state;  ///< state `online`, `offline`, `unknown`
    std::vector<std::string> channels;
};

struct playback {
    std::string id, media_uri, target_uri, state;
};

struct recording {
    std::string name, format, state, target_uri, cause;
    std::int64_t duration_s = 0;
};

/// One channel's RTP as Asterisk measured it. Jitter and round trip are milliseconds, loss a count
/// of packets; `rx` is what came to us, `tx` what the far end reported over RTCP.
struct rtp_stats {
    std::int64_t rx_packets = 0, tx_packets = 0, rx_lost = 0, tx_lost = 0;
    double rx_jitter_ms = 0, tx_jitter_ms = 0, rtt_ms = 0, max_rtt_ms = 0;
    double rx_mes = 0, tx_mes = 0;  ///< Asterisk's media experience score, 0 to 100
};

// --- Events -------------------------------------------------------------------------------------
struct stasis_start {
    asterisk::channel channel;
    std::vector<std::string> args;
    std::string replaced;
};
struct stasis_end {
    asterisk::channel channel;
};
struct channel_created {
    asterisk::channel channel;
};
struct channel_state_change {
    asterisk::channel channel;
};
struct channel_destroyed {
    asterisk::channel channel;
    int cause = 0;  ///< Q.850, the network's own where the SIP trace had it
    std::string cause_txt;
    int tech_cause = 0;      ///< SIP status; 0 where there was none
    int reported_cause = 0;  ///< what Asterisk said before we looked at the SIP trace
};
struct channel_hangup_request {
    asterisk::channel channel;
    int cause = 0;
    int tech_cause = 0;
    bool soft = false;
};
/// `status` is empty when dialling starts, then `RINGING`, `PROGRESS` (early media), `ANSWER`. A
/// failed attempt shows only as channel_destroyed.
struct dial {
    std::string peer_id;
    asterisk::channel peer;
    std::string status;
};
struct dtmf_received {
    asterisk::channel channel;
    std::string digit;
    int duration_ms = 0;
};
struct entered_bridge {
    asterisk::bridge bridge;
    asterisk::channel channel;
};
struct left_bridge {
    asterisk::bridge bridge;
    asterisk::channel channel;
};
struct bridge_created {
    asterisk::bridge bridge;
};
struct bridge_destroyed {
    asterisk::bridge bridge;
};
struct held {
    asterisk::channel channel;
    bool on = false;
};  ///< the far end put us on hold, or took us off
struct talking {
    asterisk::channel channel;
    bool on = false;
    int duration_ms = 0;
};
struct playback_started {
    asterisk::playback playback;
};
struct playback_finished {
    asterisk::playback playback;
};
struct recording_started {
    asterisk::recording recording;
};
struct recording_finished {
    asterisk::recording recording;
    bool failed = false;
};
struct peer_status {
    std::string endpoint, status, address;
};  ///< status `Reachable`, `Registered`, …
/// Another client took our application name: events go there now.
struct application_replaced {
    std::string app;
};
struct other_event {
    boost::json::object raw;
};

using event_body =
    std::variant<other_event, stasis_start, stasis_end, channel_created, channel_state_change,
        channel_destroyed, channel_hangup_request, dial, dtmf_received, entered_bridge, left_bridge,
        bridge_created, bridge_destroyed, held, talking, playback_started, playback_finished,
        recording_started, recording_finished, peer_status, application_replaced>;

struct event {
    std::string type;  ///< ARI's name, `ChannelDestroyed`
    sys_ms at{};       ///< Asterisk's clock
    event_body body;

    template <class T>
    [[nodiscard]] const T* as() const {
        return std::get_if<T>(&body);
    }
    template <class T>
    [[nodiscard]] T* as() {
        return std::get_if<T>(&body);
    }
};

[[nodiscard]] channel read_channel(const boost::json::value& v);
[[nodiscard]] bridge read_bridge(const boost::json::value& v);
[[nodiscard]] endpoint read_endpoint(const boost::json::value& v);
[[nodiscard]] playback read_playback(const boost::json::value& v);
[[nodiscard]] recording read_recording(const boost::json::value& v);
[[nodiscard]] rtp_stats read_rtp_stats(const boost::json::value& v);

/// Nullopt when it is no event (no object, or no `type`).
[[nodiscard]] std::optional<event> read_event(boost::json::value v);

}  // namespace zenix::asterisk
