#include "gateways/ari_pusher.hpp"

#include "asterisk/json_read.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace zenix::gateways {
namespace {

// What uses another object goes before it, so that nothing hangs in the air between two requests.
constexpr std::array removal_order{"registration", "identify", "endpoint", "aor", "auth"};

std::string sip_host(const std::string& host) {
    return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

bool is_loopback(const std::string& host) {
    return host == "localhost" || host == "::1" || host.starts_with("127.");
}

pjsip_object endpoint_of(const trunk& t, const std::string& name, bool with_auth) {
    asterisk::variable_map a{{"transport", "udp"}, {"context", "zenix-in"}, {"disallow", "all"},
        {"allow", fmt::format("{}", fmt::join(t.codecs, ","))}, {"aors", name},
        {"direct_media", "no"}, {"rtp_symmetric", "yes"}, {"force_rport", "yes"},
        {"rewrite_contact", "no"}, {"dtmf_mode", "rfc4733"}, {"identify_by", "ip"},
        {"trust_id_inbound", "yes"}, {"send_pai", "yes"}, {"timers", "yes"}, {"language", "en"}};
    if (with_auth) a["outbound_auth"] = name;
    if (t.username) a["from_user"] = *t.username;
    return {"endpoint", std::move(a)};
}

/// Asterisk repeats what it was given in its own spelling: `true` for `yes`, lists in parentheses
/// with bars, addresses with their mask.
bool same_value(std::string_view given, std::string_view kept) {
    constexpr std::string_view host_mask = "/255.255.255.255";
    if (kept.ends_with(host_mask)) kept.remove_suffix(host_mask.size());
    if (kept.size() >= 2 && kept.front() == '(' && kept.back() == ')') {
        kept.remove_prefix(1);
        kept.remove_suffix(1);
    }
    const auto plain = [](std::string_view v) -> std::string {
        if (v == "true") return "yes";
        if (v == "false") return "no";
        std::string out(v);
        std::replace(out.begin(), out.end(), '|', ',');
        return out;
    };
    return plain(given) == plain(kept);
}

}  // namespace

std::vector<pjsip_object> objects_of(
    const trunk& t, const std::optional<std::string>& password, int qualify_s) {
    const auto name = endpoint_name(t.id);
    const auto host = sip_host(t.host);
    const bool with_auth = t.username && password;
    std::vector<pjsip_object> out;
    if (with_auth)
        out.push_back({"auth",
            {{"auth_type", "userpass"}, {"username", *t.username}, {"password", *password}}});
    out.push_back({"aor",
        {{"contact", fmt::format("sip:{}:{}", host, t.port)},
            {"qualify_frequency", std::to_string(qualify_s)}, {"qualify_timeout", "3.000000"}}});
    out.push_back(endpoint_of(t, name, with_auth));
    // A provider that gave us a password wants to know where we are; a box in our own network
    // knows. What the provider sends there carries the `line` it was told.
    const bool registers = with_auth && t.kind == trunk_kind::sip;
    // A gateway sends from the port it listens on, so several on one address are told apart; a
    // provider may send from any. On our own host that would take in every peer there, the
    // telecallers' phones too.
    const bool any_port = t.kind == trunk_kind::sip && !is_loopback(t.host);
    const auto match = any_port ? t.host : fmt::format("{}:{}", host, t.port);
    if (any_port || !registers) out.push_back({"identify", {{"endpoint", name}, {"match", match}}});
    if (registers)
        out.push_back({"registration",
            {{"transport", "udp"}, {"outbound_auth", name}, {"retry_interval", "30"},
                {"line", "yes"}, {"endpoint", name},
                {"server_uri", fmt::format("sip:{}:{}", host, t.port)},
                {"client_uri", fmt::format("sip:{}@{}:{}", *t.username, host, t.port)}}});
    return out;
}

task<bool> ari_pusher::is_there(std::string name, pjsip_object wanted) {
    const auto uri = fmt::format("asterisk/config/dynamic/res_pjsip/{}/{}", wanted.type, name);
    const auto found = co_await ari_.raw().request("GET", uri);
    if (!found || !found.value().is_array()) co_return false;
    asterisk::variable_map kept;
    for (const auto& item : found.value().get_array())
        kept[asterisk::text_at(item, "attribute")] = asterisk::text_at(item, "value");
    // `disallow` is a verb, not a value: it is not kept.
    co_return std::all_of(wanted.attributes.begin(), wanted.attributes.end(), [&](const auto& a) {
        return a.first == "disallow" || same_value(a.second, kept[a.first]);
    });
}

task<result<bool>> ari_pusher::push(trunk t, std::optional<std::string> password) {
    const auto name = endpoint_name(t.id);
    const auto objects = objects_of(t, password, qualify_s_);
    bool all_there = true;
    for (const auto& o : objects) {
        const bool there = co_await is_there(name, o);
        all_there = all_there && there;
    }
    if (all_there) co_return false;
    // A second push would add contacts and matches to the old ones, so the old ones go first.
    auto gone = co_await remove(t.id);
    if (!gone) co_return gone.error();
    for (const auto& o : objects) {
        auto made = co_await ari_.push(o.type, name, o.attributes);
        if (!made) co_return made.error();
    }
    co_return true;
}

task<result<void>> ari_pusher::remove(std::int64_t trunk_id) {
    const auto name = endpoint_name(trunk_id);
    for (const auto* type : removal_order) {
        auto gone = co_await ari_.erase(type, name);
        if (!gone) co_return gone;
    }
    co_return result<void>{};
}

task<result<trunk_state>> ari_pusher::state(std::int64_t trunk_id) {
    const auto found = co_await ari_.get_endpoint("PJSIP", endpoint_name(trunk_id));
    if (!found) co_return found.error();
    const auto& word = found.value().state;
    co_return word == "online" ? trunk_state::reachable
    : word == "offline"        ? trunk_state::unreachable
                               : trunk_state::unknown;
}

}  // namespace zenix::gateways
