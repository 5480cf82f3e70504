#include "lab/gateways/yeastar/packets.hpp"

#include "lab/gateways/outbox.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace zenix::lab {

std::optional<tg_packet> tg_reader::next() {
    for (;;) {
        tg_packet out;
        std::size_t from = 0;
        bool whole = false;
        while (!whole) {
            const auto end = rest_.find('\n', from);
            if (end == std::string::npos) return std::nullopt;
            auto line = std::string_view(rest_).substr(from, end - from);
            if (line.ends_with('\r')) line.remove_suffix(1);
            from = end + 1;
            whole = line.empty();
            const auto colon = line.find(':');
            if (colon == std::string_view::npos) continue;
            std::string name(line.substr(0, colon));
            std::transform(name.begin(), name.end(), name.begin(),
                [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
            auto value = line.substr(colon + 1);
            while (value.starts_with(' ')) value.remove_prefix(1);
            out[std::move(name)] = value;
        }
        rest_.erase(0, from);
        if (!out.empty()) return out;
    }
}

std::vector<std::string> tg_words(std::string_view command) {
    std::vector<std::string> out;
    bool quoted = false, open = false;
    for (std::size_t i = 0; i < command.size(); ++i) {
        const char c = command[i];
        if (!quoted && c == ' ') {
            open = false;
            continue;
        }
        if (!std::exchange(open, true)) out.emplace_back();
        if (c == '"') {
            quoted = !quoted;
        } else if (c == '\\' && i + 1 < command.size()) {
            out.back() += command[++i];
        } else {
            out.back() += c;
        }
    }
    return out;
}

std::string tg_encode(std::string_view utf8) {
    std::string out;
    for (const char c : utf8) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                           (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.';
        if (plain)
            out += c;
        else if (c == ' ')
            out += '+';
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

std::vector<std::string> tg_parts(std::string_view utf8) {
    if (segments_of(utf8) == 1) return {std::string(utf8)};
    const bool plain = std::all_of(
        utf8.begin(), utf8.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    const std::size_t most = plain ? 153 : 67;
    std::vector<std::string> out;
    std::size_t count = most;
    for (const char c : utf8) {
        const bool first = (static_cast<unsigned char>(c) & 0xC0U) != 0x80;
        if (first && count++ == most) {
            out.emplace_back();
            count = 1;
        }
        if (out.empty()) out.emplace_back();  // stray bytes in front
        out.back() += c;
    }
    return out;
}

}  // namespace zenix::lab
