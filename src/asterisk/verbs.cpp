#include "asterisk/verbs.hpp"

#include "asterisk/json_read.hpp"

#include <utility>

namespace zenix::asterisk {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

// ids and names go into a path; Asterisk decodes it once.
std::string encoded(std::string_view part) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (const char c : part) {
        const auto b = static_cast<unsigned char>(c);
        const bool plain = (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') ||
                           (b >= 'a' && b <= 'z') || b == '-' || b == '_' || b == '.' || b == '~';
        if (plain) {
            out += c;
            continue;
        }
        out += '%';
        out += hex[b >> 4];
        out += hex[b & 15];
    }
    return out;
}

std::string on_channel(std::string_view id, std::string_view verb = {}) {
    return "channels/" + encoded(id) + (verb.empty() ? "" : "/") + std::string(verb);
}
std::string on_bridge(std::string_view id, std::string_view verb = {}) {
    return "bridges/" + encoded(id) + (verb.empty() ? "" : "/") + std::string(verb);
}

std::string joined(const std::vector<std::string>& parts) {
    std::string out;
    for (const auto& p : parts) out += (out.empty() ? "" : ",") + p;
    return out;
}

array listed(const std::vector<std::string>& parts) {
    array out;
    for (const auto& p : parts) out.emplace_back(p);
    return out;
}

object members(const variable_map& map) {
    object out;
    for (const auto& [name, text] : map) out[name] = text;
    return out;
}

// `"Name" <number>`. What would end the quotes or the brackets early is left out.
std::string caller_id(const party& who) {
    if (who.name.empty() && who.number.empty()) return {};
    std::string name;
    for (const char c : who.name)
        if (c != '"' && c != '\\' && c != '<' && c != '>' && static_cast<unsigned char>(c) >= 32)
            name += c;
    return "\"" + name + "\" <" + who.number + ">";
}

task<result<void>> tell(
    std::shared_ptr<session> s, std::string method, std::string uri, value body = nullptr) {
    auto r = co_await s->request(std::move(method), std::move(uri), std::move(body));
    if (!r.ok()) co_return r.error();
    co_return result<void>{};
}

template <class T>
using reader = T (*)(const value&);

template <class T>
task<result<T>> ask(
    std::shared_ptr<session> s, std::string method, std::string uri, value body, reader<T> read) {
    auto r = co_await s->request(std::move(method), std::move(uri), std::move(body));
    if (!r.ok()) co_return r.error();
    co_return read(r.value());
}

template <class T>
task<result<std::vector<T>>> list(std::shared_ptr<session> s, std::string uri, reader<T> read) {
    auto r = co_await s->request("GET", std::move(uri), nullptr);
    if (!r.ok()) co_return r.error();
    std::vector<T> out;
    if (const auto* items = r.value().if_array())
        for (const auto& item : *items) out.push_back(read(item));
    co_return out;
}

task<result<channel>> make(
    std::shared_ptr<session> s, std::string uri, value body, std::string id) {
    auto r = co_await s->make_channel(std::move(uri), std::move(body), std::move(id));
    if (!r.ok()) co_return r.error();
    co_return read_channel(r.value());
}

object leg_body(const leg_request& leg, const std::string& app) {
    object b{{"endpoint", leg.endpoint}, {"app", app}, {"appArgs", joined(leg.args)},
        {"channelId", leg.id}};
    if (!leg.formats.empty()) b["formats"] = joined(leg.formats);
    if (!leg.originator.empty()) b["originator"] = leg.originator;
    auto vars = members(leg.variables);
    if (!vars.empty()) b["variables"] = std::move(vars);
    return b;
}

}  // namespace

std::string sip_header(std::string_view name) {
    return "PJSIP_HEADER(add," + std::string(name) + ")";
}

task<result<channel>> verbs::create(leg_request leg) {
    // Asterisk takes no callerId here; what the far end sees is the leg's connected line.
    const auto shown = caller_id(leg.caller);
    if (!shown.empty()) leg.variables.emplace("CONNECTEDLINE(all,i)", shown);
    return make(session_, "channels/create", leg_body(leg, session_->options().app), leg.id);
}

task<result<channel>> verbs::originate(leg_request leg) {
    auto body = leg_body(leg, session_->options().app);
    body["timeout"] = leg.timeout_s;
    const auto shown = caller_id(leg.caller);
    if (!shown.empty()) body["callerId"] = shown;
    return ask(session_, "POST", "channels", std::move(body), &read_channel);
}

task<result<void>> verbs::dial(std::string id, int timeout_s, std::string caller) {
    object body{{"timeout", timeout_s}};
    if (!caller.empty()) body["caller"] = caller;
    return tell(session_, "POST", on_channel(id, "dial"), std::move(body));
}

task<result<void>> verbs::answer(std::string id) {
    return tell(session_, "POST", on_channel(id, "answer"));
}
task<result<void>> verbs::hangup(std::string id, int q850) {
    return tell(session_, "DELETE", on_channel(id) + "?reason_code=" + std::to_string(q850));
}
task<result<void>> verbs::ring(std::string id, bool on) {
    return tell(session_, on ? "POST" : "DELETE", on_channel(id, "ring"));
}
task<result<void>> verbs::progress(std::string id) {
    return tell(session_, "POST", on_channel(id, "progress"));
}
task<result<void>> verbs::mute(std::string id, bool on, std::string direction) {
    return tell(session_, on ? "POST" : "DELETE",
        on_channel(id, "mute") + "?direction=" + encoded(direction));
}
task<result<void>> verbs::dtmf(std::string id, std::string digits, int between, int duration) {
    return tell(session_, "POST", on_channel(id, "dtmf"),
        object{{"dtmf", digits}, {"between", between}, {"duration", duration}});
}
task<result<void>> verbs::hold(std::string id, bool on) {
    return tell(session_, on ? "POST" : "DELETE", on_channel(id, "hold"));
}
task<result<void>> verbs::music(std::string id, bool on, std::string moh_class) {
    return tell(session_, on ? "POST" : "DELETE",
        on_channel(id, "moh") + (on ? "?mohClass=" + encoded(moh_class) : std::string()));
}
task<result<void>> verbs::silence(std::string id, bool on) {
    return tell(session_, on ? "POST" : "DELETE", on_channel(id, "silence"));
}

task<result<std::string>> verbs::variable(std::string id, std::string name) {
    const auto value_of = +[](const value& v) { return text_at(v, "value"); };
    return ask<std::string>(session_, "GET",
        on_channel(id, "variable") + "?variable=" + encoded(name), nullptr, value_of);
}
task<result<void>> verbs::set_variable(std::string id, std::string name, std::string text) {
    return tell(
        session_, "POST", on_channel(id, "variable"), object{{"variable", name}, {"value", text}});
}
task<result<rtp_stats>> verbs::rtp(std::string id) {
    return ask(session_, "GET", on_channel(id, "rtp_statistics"), nullptr, &read_rtp_stats);
}
task<result<channel>> verbs::get_channel(std::string id) {
    return ask(session_, "GET", on_channel(id), nullptr, &read_channel);
}
task<result<std::vector<channel>>> verbs::list_channels() {
    return list(session_, "channels", &read_channel);
}

task<result<channel>> verbs::snoop(std::string id, std::string snoop_id, std::string spy,
    std::string whisper, std::vector<std::string> args) {
    object body{{"app", session_->options().app}, {"snoopId", snoop_id}, {"spy", spy},
        {"whisper", whisper}, {"appArgs", joined(args)}};
    return make(session_, on_channel(id, "snoop"), std::move(body), snoop_id);
}
task<result<channel>> verbs::external_media(
    std::string id, std::string host_port, std::string format, std::vector<std::string> args) {
    object body{{"app", session_->options().app}, {"channelId", id}, {"external_host", host_port},
        {"format", format}, {"data", joined(args)}};
    return make(session_, "channels/externalMedia", std::move(body), id);
}

task<result<bridge>> verbs::create_bridge(std::string id, std::string type, std::string name) {
    object body{{"type", type}, {"bridgeId", id}};
    if (!name.empty()) body["name"] = name;
    return ask(session_, "POST", "bridges", std::move(body), &read_bridge);
}
task<result<void>> verbs::delete_bridge(std::string id) {
    return tell(session_, "DELETE", on_bridge(id));
}
task<result<void>> verbs::join(std::string bridge_id, std::string channel_id) {
    return join(std::move(bridge_id), std::vector<std::string>{std::move(channel_id)});
}
task<result<void>> verbs::join(std::string bridge_id, std::vector<std::string> channel_ids) {
    // Or the far end would be told the telecaller's name and number in place of ours.
    return tell(session_, "POST", on_bridge(bridge_id, "addChannel"),
        object{{"channel", listed(channel_ids)}, {"inhibitConnectedLineUpdates", true}});
}
task<result<void>> verbs::leave(std::string bridge_id, std::string channel_id) {
    return tell(session_, "POST", on_bridge(bridge_id, "removeChannel"),
        object{{"channel", array{channel_id}}});
}
task<result<void>> verbs::bridge_music(std::string id, bool on, std::string moh_class) {
    return tell(session_, on ? "POST" : "DELETE",
        on_bridge(id, "moh") + (on ? "?mohClass=" + encoded(moh_class) : std::string()));
}
task<result<bridge>> verbs::get_bridge(std::string id) {
    return ask(session_, "GET", on_bridge(id), nullptr, &read_bridge);
}
task<result<std::vector<bridge>>> verbs::list_bridges() {
    return list(session_, "bridges", &read_bridge);
}

task<result<playback>> verbs::play(std::string id, std::string media, std::string playback_id) {
    return ask(session_, "POST", on_channel(id, "play/" + encoded(playback_id)),
        object{{"media", media}}, &read_playback);
}
task<result<playback>> verbs::play_bridge(
    std::string id, std::string media, std::string playback_id) {
    return ask(session_, "POST", on_bridge(id, "play/" + encoded(playback_id)),
        object{{"media", media}}, &read_playback);
}
task<result<void>> verbs::stop_playback(std::string playback_id) {
    return tell(session_, "DELETE", "playbacks/" + encoded(playback_id));
}

task<result<recording>> verbs::record(std::string id, std::string name, std::string format) {
    object body{{"name", name}, {"format", format}, {"ifExists", "overwrite"}};
    return ask(session_, "POST", on_channel(id, "record"), std::move(body), &read_recording);
}
task<result<void>> verbs::stop_recording(std::string name) {
    return tell(session_, "POST", "recordings/live/" + encoded(name) + "/stop");
}

task<result<std::vector<endpoint>>> verbs::list_endpoints() {
    return list(session_, "endpoints", &read_endpoint);
}
task<result<endpoint>> verbs::get_endpoint(std::string technology, std::string resource) {
    return ask(session_, "GET", "endpoints/" + encoded(technology) + "/" + encoded(resource),
        nullptr, &read_endpoint);
}

task<result<void>> verbs::push(std::string type, std::string id, variable_map attributes) {
    // A second `match` or `contact` is added to the first instead of taking its place.
    const bool adds = type == "identify" || (type == "aor" && attributes.contains("contact"));
    if (adds) {
        auto gone = co_await erase(type, id);
        if (!gone.ok()) co_return gone;
    }
    // Asterisk reads them in order: `disallow=all` after `allow` would leave no codec.
    array fields;
    for (const bool first : {true, false})
        for (const auto& [name, text] : attributes)
            if ((name == "disallow") == first)
                fields.push_back({{"attribute", name}, {"value", text}});
    const auto uri = "asterisk/config/dynamic/res_pjsip/" + encoded(type) + "/" + encoded(id);
    co_return co_await tell(session_, "PUT", uri, object{{"fields", std::move(fields)}});
}
task<result<void>> verbs::erase(std::string type, std::string id) {
    const auto uri = "asterisk/config/dynamic/res_pjsip/" + encoded(type) + "/" + encoded(id);
    auto r = co_await tell(session_, "DELETE", uri);
    if (!r.ok() && r.error().status == 404) co_return result<void>{};
    co_return r;
}

task<result<void>> verbs::subscribe(std::vector<std::string> sources) {
    const auto uri = "applications/" + encoded(session_->options().app) + "/subscription";
    return tell(session_, "POST", uri, object{{"eventSource", listed(sources)}});
}
task<result<void>> verbs::reload(std::string module) {
    return tell(session_, "PUT", "asterisk/modules/" + encoded(module));
}
task<result<std::string>> verbs::asterisk_version() {
    const auto version = +[](const value& v) { return text_at(at(v, "system"), "version"); };
    return ask<std::string>(session_, "GET", "asterisk/info?only=system", nullptr, version);
}

task<result<std::string>> verbs::startup_time() {
    const auto started = +[](const value& v) { return text_at(at(v, "status"), "startup_time"); };
    return ask<std::string>(session_, "GET", "asterisk/info?only=status", nullptr, started);
}

}  // namespace zenix::asterisk
