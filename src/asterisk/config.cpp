#include "asterisk/config.hpp"

#include <fmt/format.h>

#include <string_view>

namespace zenix::asterisk {
namespace {

// What a private Asterisk loads, and nothing else. res_websocket_client is there because res_ari
// links to it, res_pjsip_pubsub because chan_pjsip does.
constexpr std::string_view modules = R"(
res_timing_timerfd res_sorcery_config res_sorcery_memory res_sorcery_astdb res_http_websocket
res_pjproject res_rtp_asterisk res_srtp res_musiconhold
res_stasis res_stasis_answer res_stasis_playback res_stasis_recording res_stasis_snoop
res_ari res_ari_model res_ari_applications res_ari_asterisk res_ari_bridges res_ari_channels
res_ari_endpoints res_ari_events res_ari_playbacks
res_format_attr_opus
res_pjsip res_pjsip_session res_pjsip_sdp_rtp res_pjsip_caller_id res_pjsip_nat res_pjsip_rfc3326
res_pjsip_dlg_options res_pjsip_header_funcs res_pjsip_authenticator_digest
res_pjsip_outbound_authenticator_digest res_pjsip_outbound_registration
res_pjsip_endpoint_identifier_user res_pjsip_endpoint_identifier_ip res_pjsip_registrar
res_pjsip_transport_websocket res_pjsip_pubsub chan_pjsip res_websocket_client
pbx_config app_stasis app_mixmonitor
bridge_simple bridge_softmix bridge_holding chan_bridge_media
codec_ulaw codec_alaw codec_a_mu codec_resample codec_opus_open_source
format_wav format_pcm format_sln
func_channel func_callerid)";

std::string modules_conf(const node_settings& s) {
    std::string out = "[modules]\nautoload = no\n";
    for (std::string_view rest = modules; !rest.empty();) {
        const auto from = rest.find_first_not_of(" \n");
        if (from == std::string_view::npos) break;
        rest.remove_prefix(from);
        const auto name = rest.substr(0, rest.find_first_of(" \n"));
        rest.remove_prefix(name.size());
        out += fmt::format("load = {}.so\n", name);
    }
    if (s.external_media) out += "load = res_rtp_multicast.so\nload = chan_rtp.so\n";
    if (s.hep) out += "load = res_hep.so\nload = res_hep_pjsip.so\n";
    return out;
}

// `[directories]` without the sample's `(!)`, which would make it a template and be ignored.
std::string asterisk_conf(const node_settings& s, const install& where) {
    return fmt::format(R"([directories]
astetcdir => {0}/etc
astmoddir => {1}
astvarlibdir => {0}/lib
astdbdir => {0}/db
astkeydir => {0}/keys
astdatadir => {2}
astagidir => {0}/lib
astspooldir => {3}
astrundir => {0}/run
astlogdir => {0}/log
astsbindir => {0}/lib

[options]
transmit_silence = yes
systemname = {4}
live_dangerously = no
hideconnect = yes
nofork = yes
dontwarn = yes
[files]
astctlpermissions = 0600
astctl = asterisk.ctl
)",
        s.folder, where.module_dir, where.data_dir, s.spool, s.name);
}

std::string pjsip_conf(const node_settings& s) {
    // T1 of 100 ms gives a peer that is not there up after 6.4 s instead of 32 (RFC 3261 §17.1.1.2
    // allows it in private networks); one that answers slowly only sees a few more retransmissions.
    auto out = fmt::format(R"([global]
type = global
user_agent = {0}
endpoint_identifier_order = header,auth_username,username,ip
default_from_user = {0}
[system]
type = system
timer_t1 = 100
timer_b = 6400
[udp]
type = transport
protocol = udp
bind = {1}:{2}
)",
        s.name, s.sip_bind, s.sip_port);
    if (!s.external_address.empty()) {
        out += fmt::format(
            "external_media_address = {0}\nexternal_signaling_address = {0}\n", s.external_address);
        for (const auto& net : s.local_nets) out += fmt::format("local_net = {}\n", net);
    }
    return out + R"([ws]
type = transport
protocol = ws
bind = 127.0.0.1
)";
}

std::string manager_conf(const node_settings& s) {
    return fmt::format(R"([general]
enabled = {}
bindaddr = 127.0.0.1
port = {}
webenabled = no
displayconnects = no
[{}]
secret = {}
deny = 0.0.0.0/0.0.0.0
permit = 127.0.0.1/255.255.255.255
read = system
write = system,call
eventfilter = Event: ContactStatus
)",
        s.ami ? "yes" : "no", s.ami_port, s.user, s.password);
}

std::string ari_conf(const node_settings& s) {
    return fmt::format(R"([general]
enabled = yes
pretty = no
websocket_write_timeout = 5000
channelvars = RTPAUDIOQOS,RTPAUDIOQOSJITTER,RTPAUDIOQOSLOSS,RTPAUDIOQOSRTT,RTPAUDIOQOSMES
[{}]
type = user
read_only = no
password_format = plain
password = {}
)",
        s.user, s.password);
}

// Whatever a trunk or gateway calls goes to zenix with the endpoint it came from. While zenix is
// away (it restarts) the caller hears ringing and is offered again each second, for half a minute.
// Phones of telecallers have no context: they never call, they are called.
std::string extensions_conf(const node_settings& s) {
    return fmt::format(R"([zenix-in]
exten => _[+0-9a-zA-Z*#]!,1,Set(ZENIX_TRY=0)
 same => n(again),Stasis({},inbound,${{EXTEN}},${{CHANNEL(endpoint)}})
 same => n,GotoIf($["${{STASISSTATUS}}" != "FAILED"]?done)
 same => n,Set(ZENIX_TRY=$[${{ZENIX_TRY}} + 1])
 same => n,GotoIf($[${{ZENIX_TRY}} > 30]?failed)
 same => n,Ringing()
 same => n,Wait(1)
 same => n,Goto(again)
 same => n(failed),Hangup(38)
 same => n(done),Hangup()
exten => s,1,Goto(unknown,1)
exten => h,1,NoOp()
)",
        s.app);
}

constexpr auto indications_conf = R"([general]
country = in
[in]
description = India
ringcadence = 400,200,400,2000
dial = 400*25
busy = 400/750,0/750
ring = 400*25/400,0/200,400*25/400,0/2000
congestion = 400/250,0/250
callwaiting = 400/200,0/100,400/200,0/7500
dialrecall = !350+440/100,!0/100,!350+440/100,!0/100,!350+440/100,!0/100,350+440
record = 1400/500,0/15000
info = !950/330,!1400/330,!1800/330,0/1000
)";

// Objects are pushed over ARI and live in memory only: PostgreSQL is where they last.
constexpr auto sorcery_conf = R"([res_pjsip]
endpoint = memory
auth = memory
aor = memory
contact = memory
[res_pjsip_endpoint_identifier_ip]
identify = memory
[res_pjsip_outbound_registration]
registration = memory
)";

}  // namespace

std::vector<config_file> render(const node_settings& s, const install& where) {
    const std::string empty = "[general]\n";
    std::vector<config_file> out{
        {"asterisk.conf", asterisk_conf(s, where)},
        {"modules.conf", modules_conf(s)},
        {"logger.conf", "[general]\ndateformat = %F %T.%3q\n[logfiles]\n"
                        "messages => notice,warning,error\n"},
        {"http.conf", fmt::format("[general]\nenabled = yes\nbindaddr = 127.0.0.1\nbindport = {}\n"
                                  "enable_static = no\nenable_status = no\nsessionlimit = 2000\n",
                          s.http_port)},
        {"ari.conf", ari_conf(s), true},
        {"manager.conf", manager_conf(s), true},
        {"pjsip.conf", pjsip_conf(s)},
        {"pjproject.conf", "[startup]\nlog_level = 1\n"},
        {"sorcery.conf", sorcery_conf},
        {"rtp.conf", fmt::format("[general]\nrtpstart = {}\nrtpend = {}\nstrictrtp = yes\n"
                                 "icesupport = yes\n",
                         s.rtp_first, s.rtp_last)},
        {"musiconhold.conf", fmt::format("[general]\n[default]\nmode = files\ndirectory = {}/moh\n"
                                         "sort = random\n",
                                 where.data_dir)},
        {"indications.conf", indications_conf},
        {"extensions.conf", extensions_conf(s)},
        {"cdr.conf", "[general]\nenable = no\n"},
        {"cel.conf", "[general]\nenable = no\n"},
        {"acl.conf", ""},
    };
    // They must be there, or loading complains.
    for (const auto* name : {"ccss", "features", "udptl", "websocket_client"})
        out.push_back({fmt::format("{}.conf", name), empty});
    if (s.hep)
        out.push_back(
            {"hep.conf", fmt::format("[general]\nenabled = yes\ncapture_address = "
                                     "127.0.0.1:{}\ncapture_id = 1\nuuid_type = call-id\n",
                             s.hep_port)});
    return out;
}

}  // namespace zenix::asterisk
