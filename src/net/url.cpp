#include "net/client.hpp"

#include <algorithm>
#include <charconv>

namespace zenix::net {

namespace {

constexpr std::pair<std::string_view, std::uint16_t> schemes[] = {
    {"http", 80}, {"https", 443}, {"ws", 80}, {"wss", 443}};

bool plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

}  // namespace

std::optional<url> parse_url(std::string_view text) {
    const auto colon = text.find("://");
    if (colon == std::string_view::npos || text.size() > 8192 || !plain(text)) return std::nullopt;
    url out;
    for (const auto& [name, port] : schemes) {
        if (text.substr(0, colon) != name) continue;
        out.scheme = name;
        out.port = port;
    }
    if (out.scheme.empty()) return std::nullopt;
    text.remove_prefix(colon + 3);
    const auto end = std::min(text.find_first_of("/?#"), text.size());
    std::string_view authority = text.substr(0, end), rest = text.substr(end);
    rest = rest.substr(0, rest.find('#'));
    out.target = (rest.starts_with('/') ? "" : "/") + std::string(rest);

    if (authority.find('@') != std::string_view::npos) return std::nullopt;  // names no user here
    std::string_view port;
    if (authority.starts_with('[')) {
        const auto close = authority.find(']');
        if (close == std::string_view::npos) return std::nullopt;
        out.host = authority.substr(1, close - 1);
        port = authority.substr(close + 1);
    } else {
        const auto at = std::min(authority.find(':'), authority.size());
        out.host = authority.substr(0, at);
        port = authority.substr(at);
    }
    if (out.host.empty()) return std::nullopt;
    if (port.empty()) return out;
    if (port.front() != ':') return std::nullopt;
    port.remove_prefix(1);
    const auto [stop, fault] = std::from_chars(port.data(), port.data() + port.size(), out.port);
    if (fault != std::errc{} || stop != port.data() + port.size() || out.port == 0)
        return std::nullopt;
    return out;
}

}  // namespace zenix::net
