#include "gateways/trunk.hpp"

#include "base/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace zenix::gateways {
namespace {

constexpr std::string_view endpoint_prefix = "trunk-";
constexpr std::string_view seal_purpose = "trunk-passwords";
constexpr std::array<std::string_view, 4> codecs_known{"ulaw", "alaw", "opus", "g722"};

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

template <class Fits>
void check_text(const std::string& path, std::string_view text, Fits fits, const char* rule) {
    if (!std::all_of(text.begin(), text.end(), fits)) throw invalid_field(path, rule);
}

std::string read_name(fields& in) {
    auto name = in.text("name", {1, 40});
    check_text(
        in.path("name"), name.front() == '-' ? " " : name,
        [](char c) { return is_lower_or_digit(c) || c == '-'; },
        "Lower-case letters, digits and -, beginning with a letter or digit.");
    return name;
}

std::string read_host(fields& in) {
    auto host = in.text("host", {1, 253});
    check_text(
        in.path("host"), host,
        [](char c) {
            return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ||
                   c == '_' || c == ':';
        },
        "A host name or an IP address, without port and scheme.");
    // A colon makes sense in an IPv6 address only; `host:5060` is a frequent slip.
    if (std::count(host.begin(), host.end(), ':') == 1)
        throw invalid_field(in.path("host"), "Give the port in `port`, not in `host`.");
    return host;
}

std::optional<std::string> read_username(fields& in) {
    auto name = in.maybe_text("username", {1, 64});
    if (name)
        check_text(
            in.path("username"), *name,
            [](char c) {
                return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z') ||
                       std::string_view("._+-~").find(c) != std::string_view::npos;
            },
            "Letters, digits and . _ + - ~ only.");
    return name;
}

std::optional<std::string> read_caller_id(fields& in) {
    auto id = in.maybe_text("caller_id", {1, 32});
    if (id)
        check_text(
            in.path("caller_id"), id->front() == '+' ? id->substr(1) : *id,
            [](char c) { return c >= '0' && c <= '9'; }, "Digits, with + in front or without.");
    return id;
}

std::vector<std::string> read_codecs(fields& in) {
    auto list = in.maybe_texts("codecs").value_or(std::vector<std::string>{"ulaw", "alaw"});
    if (list.empty()) throw invalid_field(in.path("codecs"), "Name at least one codec.");
    for (const auto& c : list) {
        if (std::find(codecs_known.begin(), codecs_known.end(), c) == codecs_known.end())
            throw invalid_field(in.path("codecs"), "Codecs are ulaw, alaw, opus, g722.");
        if (std::count(list.begin(), list.end(), c) > 1)
            throw invalid_field(in.path("codecs"), "Name each codec once.");
    }
    return list;
}

}  // namespace

std::string_view to_string(trunk_kind k) { return k == trunk_kind::sip ? "sip" : "gsm"; }

std::string_view to_string(trunk_state s) {
    constexpr std::array<std::string_view, 3> names{"unknown", "reachable", "unreachable"};
    return names[static_cast<std::size_t>(s)];
}

std::string endpoint_name(std::int64_t trunk_id) {
    return fmt::format("{}{}", endpoint_prefix, trunk_id);
}

std::optional<std::int64_t> trunk_of_endpoint(std::string_view endpoint) {
    if (!endpoint.starts_with(endpoint_prefix)) return std::nullopt;
    endpoint.remove_prefix(endpoint_prefix.size());
    std::int64_t id = 0;
    const auto [end, fault] =
        std::from_chars(endpoint.data(), endpoint.data() + endpoint.size(), id);
    if (fault != std::errc{} || end != endpoint.data() + endpoint.size() || id <= 0)
        return std::nullopt;
    return id;
}

trunk_wish read_trunk(fields in, const secret::master_key& key) {
    trunk_wish w;
    auto& t = w.wanted;
    t.name = read_name(in);
    t.kind = in.choice("kind", {"sip", "gsm"}) == "gsm" ? trunk_kind::gsm : trunk_kind::sip;
    t.host = read_host(in);
    t.port = static_cast<int>(in.maybe_integer("port", {1, 65535}).value_or(5060));
    t.username = read_username(in);
    w.keeps_password = !in.has("password");
    if (const auto password = in.maybe_text("password", {1, 128})) {
        check_text(
            in.path("password"), *password,
            [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; },
            "No control characters.");
        t.password_sealed = seal_trunk_password(*password, key);
    }
    t.codecs = read_codecs(in);
    t.channels_max = static_cast<int>(in.maybe_integer("channels_max", {1, 1000}).value_or(30));
    t.caller_id = read_caller_id(in);
    t.enabled = in.maybe_flag("enabled").value_or(true);
    if (const auto ports = in.maybe_integer("gateway_ports", {1, 64}))
        t.gateway_ports = static_cast<int>(*ports);
    t.caller_ids = read_caller_ids(in);
    in.done();
    if (t.kind == trunk_kind::gsm && !t.gateway_ports)
        throw invalid_field("gateway_ports", "Say how many ports the GSM gateway has.");
    if (t.kind == trunk_kind::sip && t.gateway_ports)
        throw invalid_field("gateway_ports", "Only a GSM gateway has ports; leave it out.");
    return w;
}

json::object to_json(const trunk& t, const trunk_health& now) {
    json::object o;
    o["id"] = t.id;
    o["name"] = t.name;
    o["kind"] = to_string(t.kind);
    o["host"] = t.host;
    o["port"] = t.port;
    o["username"] = opt(t.username);
    o["has_password"] = !t.password_sealed.empty();
    json::array codecs;
    for (const auto& c : t.codecs) codecs.emplace_back(c);
    o["codecs"] = std::move(codecs);
    o["channels_max"] = t.channels_max;
    o["caller_id"] = opt(t.caller_id);
    o["enabled"] = t.enabled;
    o["state"] = t.enabled ? to_string(now.state) : "disabled";
    o["round_trip_ms"] =
        t.enabled && now.round_trip_ms ? json::value(*now.round_trip_ms) : json::value(nullptr);
    o["calls_now"] = now.calls_now;
    o["gateway_ports"] = t.gateway_ports ? json::value(*t.gateway_ports) : json::value(nullptr);
    o["tariff"] = t.tariff ? json::value(to_json(*t.tariff)) : json::value(nullptr);
    o["caller_ids"] = to_json(t.caller_ids);
    return o;
}

std::string seal_trunk_password(const std::string& password, const secret::master_key& key) {
    return key.seal(seal_purpose, password);
}

std::optional<std::string> trunk_password(const trunk& t, const secret::master_key& key) {
    if (t.password_sealed.empty()) return std::nullopt;
    return key.open(seal_purpose, t.password_sealed);
}

}  // namespace zenix::gateways
