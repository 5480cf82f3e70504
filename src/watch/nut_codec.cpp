#include "watch/nut_codec.hpp"

#include <algorithm>
#include <charconv>

namespace zenix::watch {
namespace {

bool plain_name(std::string_view text) {
    return !text.empty() && text.size() <= 253 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '.';
    });
}

}  // namespace

std::optional<std::vector<std::string>> nut_words(std::string_view line) {
    std::vector<std::string> words;
    bool in_word = false, quoted = false, escaped = false;
    for (const char c : line) {
        if (static_cast<unsigned char>(c) < 0x20) return std::nullopt;
        if (escaped) {
            words.back() += c;
            escaped = false;
            continue;
        }
        if (!in_word && c == ' ') continue;
        if (!in_word) {
            in_word = true;
            words.emplace_back();
        }
        if (c == '\\')
            escaped = true;
        else if (c == '"')
            quoted = !quoted;
        else if (c == ' ' && !quoted)
            in_word = false;
        else
            words.back() += c;
    }
    if (quoted || escaped) return std::nullopt;
    return words;
}

std::optional<nut_answer> read_nut_var(
    std::string_view line, std::string_view ups, std::string_view variable) {
    const auto words = nut_words(line);
    if (!words || words->empty()) return std::nullopt;
    const auto& w = *words;
    if (w[0] == "ERR" && w.size() >= 2) return nut_answer{std::nullopt, w[1]};
    if (w.size() != 4 || w[0] != "VAR" || w[1] != ups || w[2] != variable) return std::nullopt;
    return nut_answer{w[3], {}};
}

std::optional<nut_address> read_nut_address(std::string_view text) {
    nut_address out;
    const auto at = text.find('@');
    if (at == std::string_view::npos) return std::nullopt;
    out.ups = text.substr(0, at);
    auto host = text.substr(at + 1);
    if (const auto colon = host.rfind(':'); colon != std::string_view::npos) {
        const auto port = host.substr(colon + 1);
        const auto [stop, bad] = std::from_chars(port.data(), port.data() + port.size(), out.port);
        if (bad != std::errc{} || stop != port.data() + port.size()) return std::nullopt;
        host = host.substr(0, colon);
    }
    out.host = host;
    if (!plain_name(out.ups) || !plain_name(out.host) || out.port < 1 || out.port > 65535)
        return std::nullopt;
    return out;
}

}  // namespace zenix::watch
