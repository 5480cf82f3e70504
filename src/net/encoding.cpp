#include "net/encoding.hpp"

#include "base/utf8.hpp"

#include <algorithm>

namespace zenix::net {

namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::optional<std::string> decode(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '+' && plus_is_space) {
            c = ' ';
        } else if (c == '%') {
            if (i + 2 >= text.size()) return std::nullopt;
            const int high = hex_value(text[i + 1]), low = hex_value(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            c = static_cast<char>(high * 16 + low);
            i += 2;
        }
        if (c == '\0') return std::nullopt;
        out += c;
    }
    if (!is_utf8(out)) return std::nullopt;
    return out;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) { return decode(text, false); }

std::string percent_encode(std::string_view text) {
    static constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += hex[byte >> 4];
            out += hex[byte & 15];
        }
    }
    return out;
}

std::optional<std::map<std::string, std::string>> parse_query(std::string_view text) {
    std::map<std::string, std::string> out;
    bool good = true;
    split(text, '&', [&](std::string_view part) {
        if (part.empty() || !good) return;
        const auto equals = part.find('=');
        auto name = decode(part.substr(0, equals), true);
        auto value = equals == std::string_view::npos ? std::optional<std::string>(std::string())
                                                      : decode(part.substr(equals + 1), true);
        good = name && value;
        if (good) out.insert_or_assign(*std::move(name), *std::move(value));
    });
    if (!good) return std::nullopt;
    return out;
}

std::optional<target> parse_target(std::string_view text) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!text.starts_with(scheme)) continue;
        const auto path = text.find('/', scheme.size());
        text = path == std::string_view::npos ? std::string_view("/") : text.substr(path);
        break;
    }
    if (text.empty() || text.front() != '/') return std::nullopt;
    text = text.substr(0, text.find('#'));
    const auto mark = text.find('?');
    target out;
    bool plain = true;
    split(text.substr(1, mark == std::string_view::npos ? mark : mark - 1), '/',
        [&](std::string_view segment) {
            const auto decoded = plain ? percent_decode(segment) : std::nullopt;
            plain = decoded && *decoded != "." && *decoded != ".." &&
                    decoded->find('/') == std::string::npos;
            if (plain) out.path += "/" + *decoded;
        });
    if (!plain) return std::nullopt;
    if (mark != std::string_view::npos) {
        auto query = parse_query(text.substr(mark + 1));
        if (!query) return std::nullopt;
        out.query = *std::move(query);
    }
    return out;
}

bool equal_without_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
        [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace zenix::net
