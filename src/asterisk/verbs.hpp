#pragma once
#include "asterisk/session.hpp"
#include "asterisk/types.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace zenix::asterisk {

using variable_map = std::map<std::string, std::string>;

/// A leg to be made. `id` is ours, so repeating the request cannot make two (409 `status`).
struct leg_request {
    std::string id;
    std::string endpoint;           ///< `PJSIP/08041234567@trunk1`, `PJSIP/agent-7`
    std::vector<std::string> args;  ///< come back in StasisStart
    party caller;                   ///< our number, as the far end sees it
    int timeout_s = 30;
    std::vector<std::string> formats;  ///< `{"ulaw"}`; empty leaves it to the endpoint
    variable_map variables;            ///< see sip_header()
    std::string originator;            ///< channel whose linked id it shares
};

/// Sets a SIP header on the INVITE: `{sip_header("X-Zenix-Auto-Answer"), "yes"}` among `variables`.
[[nodiscard]] std::string sip_header(std::string_view name);

/// Typed ARI requests over one session. Every call answers or fails within its deadline; ids are
/// ours. A verb on a channel that has gone is a failure with status 404, which is normal life.
class verbs {
  public:
    explicit verbs(std::shared_ptr<session> s) : session_(std::move(s)) {}

    // Channels.
    task<result<channel>> create(
        leg_request leg);  ///< made, not dialled: join it to a bridge, then dial()
    task<result<void>> dial(std::string id, int timeout_s, std::string caller_id = {});
    task<result<channel>> originate(
        leg_request leg);  ///< made and dialled at once; StasisStart on answer
    task<result<void>> answer(std::string id);
    task<result<void>> hangup(std::string id, int q850 = 16);
    task<result<void>> ring(std::string id, bool on = true);
    task<result<void>> progress(std::string id);  ///< 183 with early media
    task<result<void>> mute(std::string id, bool on, std::string direction = "in");
    task<result<void>> dtmf(
        std::string id, std::string digits, int between_ms = 100, int duration_ms = 100);
    task<result<void>> hold(std::string id, bool on);  ///< SIP hold towards the far end
    task<result<void>> music(std::string id, bool on, std::string moh_class = "default");
    task<result<void>> silence(std::string id, bool on);
    task<result<std::string>> variable(std::string id, std::string name);
    task<result<void>> set_variable(std::string id, std::string name, std::string value);
    task<result<rtp_stats>> rtp(std::string id);
    task<result<channel>> get_channel(std::string id);
    task<result<std::vector<channel>>> list_channels();
    /// A listener on a channel: `spy`, `whisper` are `none`, `both`, `in`, `out`.
    task<result<channel>> snoop(std::string id, std::string snoop_id, std::string spy,
        std::string whisper, std::vector<std::string> args);
    /// RTP to and from a program; the local port is in variable UNICASTRTP_LOCAL_PORT.
    task<result<channel>> external_media(
        std::string id, std::string host_port, std::string format, std::vector<std::string> args);

    // Bridges.
    task<result<bridge>> create_bridge(
        std::string id, std::string type = "mixing", std::string name = {});
    task<result<void>> delete_bridge(std::string id);
    task<result<void>> join(std::string bridge_id, std::string channel_id);
    task<result<void>> join(std::string bridge_id, std::vector<std::string> channel_ids);
    task<result<void>> leave(std::string bridge_id, std::string channel_id);
    task<result<void>> bridge_music(
        std::string bridge_id, bool on, std::string moh_class = "default");
    task<result<bridge>> get_bridge(std::string id);
    task<result<std::vector<bridge>>> list_bridges();

    // Sound. `media`: `sound:vm-intro`, `tone:ring;tonezone=in`, `recording:NAME`.
    task<result<playback>> play(std::string channel_id, std::string media, std::string playback_id);
    task<result<playback>> play_bridge(
        std::string bridge_id, std::string media, std::string playback_id);
    task<result<void>> stop_playback(std::string playback_id);

    // Recording into the spool folder of the node.
    task<result<recording>> record(
        std::string channel_id, std::string name, std::string format = "wav");
    task<result<void>> stop_recording(std::string name);

    // Endpoints and configuration.
    task<result<std::vector<endpoint>>> list_endpoints();
    task<result<endpoint>> get_endpoint(std::string technology, std::string resource);
    /// A PJSIP object in Asterisk's memory: `type` is aor, auth, endpoint, identify, registration.
    /// It merges with what is there: send every attribute that ever varies. 400 when a value does
    /// not fit.
    task<result<void>> push(std::string type, std::string id, variable_map attributes);
    task<result<void>> erase(std::string type, std::string id);  ///< absent is fine
    task<result<void>> subscribe(
        std::vector<std::string> sources);          ///< `channel:ID`, `bridge:ID`, `endpoint:PJSIP`
    task<result<void>> reload(std::string module);  ///< `res_musiconhold.so`
    task<result<std::string>> asterisk_version();
    /// When this Asterisk started: another value after a reconnect means that its calls are gone.
    task<result<std::string>> startup_time();

    [[nodiscard]] session& raw() { return *session_; }

  private:
    std::shared_ptr<session> session_;
};

}  // namespace zenix::asterisk
