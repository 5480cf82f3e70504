#include "asterisk/types.hpp"

#include "asterisk/json_read.hpp"

#include <functional>
#include <unordered_map>
#include <utility>

namespace zenix::asterisk {
namespace {

using boost::json::value;

channel_state state_of(std::string_view word) {
    if (word == "Up") return channel_state::up;
    if (word == "Ringing") return channel_state::ringing;
    if (word == "Ring") return channel_state::ring;
    if (word == "Down") return channel_state::down;
    return channel_state::other;
}

// `2026-11-22T18:19:36.123+0000`: RFC 3339 but for the colon in the offset.
sys_ms time_at(const value& v, std::string_view name) {
    auto text = text_at(v, name);
    const auto n = text.size();
    if (n > 5 && (text[n - 5] == '+' || text[n - 5] == '-')) text.insert(n - 2, ":");
    return parse_time(text).value_or(sys_ms{});
}

party party_at(const value& v, std::string_view name) {
    const auto& p = at(v, name);
    return {text_at(p, "name"), text_at(p, "number")};
}

channel channel_at(const value& v) { return read_channel(at(v, "channel")); }
bridge bridge_at(const value& v) { return read_bridge(at(v, "bridge")); }

event_body read_destroyed(const value& v) {
    const int cause = int_at(v, "cause");
    return channel_destroyed{
        channel_at(v), cause, text_at(v, "cause_txt"), int_at(v, "tech_cause"), cause};
}

event_body read_peer(const value& v) {
    const auto& peer = at(v, "peer");
    return peer_status{text_at(at(v, "endpoint"), "resource"), text_at(peer, "peer_status"),
        text_at(peer, "address")};
}

event_body read_talking(const value& v, bool on) {
    return talking{channel_at(v), on, int_at(v, "duration")};
}

using reader = std::function<event_body(const value&)>;

const std::unordered_map<std::string_view, reader>& readers() {
    static const std::unordered_map<std::string_view, reader> table{
        {"StasisStart",
            [](const value& v) {
                return stasis_start{
                    channel_at(v), texts_at(v, "args"), text_at(at(v, "replace_channel"), "id")};
            }},
        {"StasisEnd", [](const value& v) { return stasis_end{channel_at(v)}; }},
        {"ChannelCreated", [](const value& v) { return channel_created{channel_at(v)}; }},
        {"ChannelStateChange", [](const value& v) { return channel_state_change{channel_at(v)}; }},
        {"ChannelDestroyed", read_destroyed},
        {"ChannelHangupRequest",
            [](const value& v) {
                return channel_hangup_request{
                    channel_at(v), int_at(v, "cause"), int_at(v, "tech_cause"), flag_at(v, "soft")};
            }},
        {"Dial",
            [](const value& v) {
                auto peer = read_channel(at(v, "peer"));
                auto id = peer.id;
                return dial{std::move(id), std::move(peer), text_at(v, "dialstatus")};
            }},
        {"ChannelDtmfReceived",
            [](const value& v) {
                return dtmf_received{channel_at(v), text_at(v, "digit"), int_at(v, "duration_ms")};
            }},
        {"ChannelEnteredBridge",
            [](const value& v) { return entered_bridge{bridge_at(v), channel_at(v)}; }},
        {"ChannelLeftBridge",
            [](const value& v) { return left_bridge{bridge_at(v), channel_at(v)}; }},
        {"BridgeCreated", [](const value& v) { return bridge_created{bridge_at(v)}; }},
        {"BridgeDestroyed", [](const value& v) { return bridge_destroyed{bridge_at(v)}; }},
        {"ChannelHold", [](const value& v) { return held{channel_at(v), true}; }},
        {"ChannelUnhold", [](const value& v) { return held{channel_at(v), false}; }},
        {"ChannelTalkingStarted", [](const value& v) { return read_talking(v, true); }},
        {"ChannelTalkingFinished", [](const value& v) { return read_talking(v, false); }},
        {"PlaybackStarted",
            [](const value& v) { return playback_started{read_playback(at(v, "playback"))}; }},
        {"PlaybackFinished",
            [](const value& v) { return playback_finished{read_playback(at(v, "playback"))}; }},
        {"RecordingStarted",
            [](const value& v) { return recording_started{read_recording(at(v, "recording"))}; }},
        {"RecordingFinished",
            [](const value& v) {
                return recording_finished{read_recording(at(v, "recording")), false};
            }},
        {"RecordingFailed",
            [](const value& v) {
                return recording_finished{read_recording(at(v, "recording")), true};
            }},
        {"PeerStatusChange", read_peer},
        {"ApplicationReplaced",
            [](const value& v) { return application_replaced{text_at(v, "application")}; }},
    };
    return table;
}

}  // namespace

std::string_view channel::endpoint() const {
    std::string_view rest = name;
    if (!rest.starts_with("PJSIP/")) return {};
    rest.remove_prefix(6);
    const auto dash = rest.rfind('-');
    return dash == std::string_view::npos ? std::string_view{} : rest.substr(0, dash);
}

channel read_channel(const value& v) {
    channel c;
    c.id = text_at(v, "id");
    c.name = text_at(v, "name");
    c.protocol_id = text_at(v, "protocol_id");
    c.state_text = text_at(v, "state");
    c.state = state_of(c.state_text);
    c.caller = party_at(v, "caller");
    c.connected = party_at(v, "connected");
    const auto& plan = at(v, "dialplan");
    c.context = text_at(plan, "context");
    c.exten = text_at(plan, "exten");
    c.app_name = text_at(plan, "app_name");
    c.app_data = text_at(plan, "app_data");
    c.created = time_at(v, "creationtime");
    if (const auto* vars = at(v, "channelvars").if_object())
        for (const auto& item : *vars)
            if (const auto* s = item.value().if_string())
                c.variables.emplace(item.key(), std::string(*s));
    return c;
}

bridge read_bridge(const value& v) {
    return {text_at(v, "id"), text_at(v, "name"), text_at(v, "bridge_type"),
        text_at(v, "technology"), texts_at(v, "channels"), time_at(v, "creationtime")};
}

endpoint read_endpoint(const value& v) {
    return {text_at(v, "technology"), text_at(v, "resource"), text_at(v, "state"),
        texts_at(v, "channel_ids")};
}

playback read_playback(const value& v) {
    return {
        text_at(v, "id"), text_at(v, "media_uri"), text_at(v, "target_uri"), text_at(v, "state")};
}

recording read_recording(const value& v) {
    return {text_at(v, "name"), text_at(v, "format"), text_at(v, "state"), text_at(v, "target_uri"),
        text_at(v, "cause"), integer_at(v, "duration")};
}

rtp_stats read_rtp_stats(const value& v) {
    constexpr double to_ms = 1000;  // Asterisk gives seconds
    rtp_stats r;
    r.rx_packets = integer_at(v, "rxcount");
    r.tx_packets = integer_at(v, "txcount");
    r.rx_lost = integer_at(v, "rxploss");
    r.tx_lost = integer_at(v, "txploss");
    r.rx_jitter_ms = number_at(v, "rxjitter") * to_ms;
    r.tx_jitter_ms = number_at(v, "txjitter") * to_ms;
    r.rtt_ms = number_at(v, "rtt") * to_ms;
    r.max_rtt_ms = number_at(v, "maxrtt") * to_ms;
    // `rxmes` and `txmes` are each other's in 22.10; these are not.
    r.rx_mes = number_at(v, "local_normdevmes");
    r.tx_mes = number_at(v, "remote_normdevmes");
    return r;
}

std::optional<event> read_event(value v) {
    const auto* o = v.if_object();
    if (o == nullptr) return std::nullopt;
    event e;
    e.type = text_at(v, "type");
    if (e.type.empty()) return std::nullopt;
    e.at = time_at(v, "timestamp");
    const auto found = readers().find(e.type);
    if (found != readers().end())
        e.body = found->second(v);
    else
        e.body = other_event{std::move(v.as_object())};
    return e;
}

}  // namespace zenix::asterisk
