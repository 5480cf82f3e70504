#include "gateways/drivers/ussd.hpp"

#include "base/utf8.hpp"

#include <cstdint>
#include <optional>

namespace zenix::gateways::drivers {

namespace {

int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

void append(std::string& out, char32_t c) {
    const auto put = [&](char32_t b) { out += static_cast<char>(static_cast<std::uint8_t>(b)); };
    if (c < 0x80) return put(c);
    if (c < 0x800) {
        put(0xC0 | c >> 6);
    } else {
        if (c < 0x10000) {
            put(0xE0 | c >> 12);
        } else {
            put(0xF0 | c >> 18);
            put(0x80 | (c >> 12 & 0x3F));
        }
        put(0x80 | (c >> 6 & 0x3F));
    }
    put(0x80 | (c & 0x3F));
}

/// Which script a character belongs to: 0 goes with all (Latin, digits, marks, signs of money,
/// pictures), negative is none that an operator writes in.
int script(char32_t c) {
    if (c == '\n' || c == '\r' || c == '\t' || (c >= 0x20 && c < 0x7F)) return 0;
    if ((c >= 0xA0 && c < 0x250) || (c >= 0x2000 && c < 0x2070) || (c >= 0x20A0 && c < 0x20D0) ||
        (c >= 0x2100 && c < 0x2200) || c >= 0x1F000)
        return 0;
    struct range {
        char32_t first, last;
    };
    // Greek, Cyrillic, Armenian and Hebrew, Arabic; then the Indic blocks one by one.
    constexpr range scripts[] = {{0x370, 0x3FF}, {0x400, 0x52F}, {0x530, 0x5FF}, {0x600, 0x77F},
        {0x900, 0x97F}, {0x980, 0x9FF}, {0xA00, 0xA7F}, {0xA80, 0xAFF}, {0xB00, 0xB7F},
        {0xB80, 0xBFF}, {0xC00, 0xC7F}, {0xC80, 0xCFF}, {0xD00, 0xD7F}, {0xD80, 0xDFF},
        {0xE00, 0xE7F}, {0x1000, 0x109F}, {0x10A0, 0x10FF}, {0x1780, 0x17FF}, {0x3000, 0xD7AF}};
    int n = 1;
    for (const auto& r : scripts) {
        if (c >= r.first && c <= r.last) return n;
        ++n;
    }
    return -1;
}

std::optional<std::string> from_ucs2_hex(std::string_view hex) {
    if (hex.size() < 8 || hex.size() % 4 != 0) return std::nullopt;
    std::string out;
    char32_t high = 0;
    int first_script = 0;
    bool some_letter = false;
    for (std::size_t i = 0; i < hex.size(); i += 4) {
        char32_t unit = 0;
        for (std::size_t k = 0; k < 4; ++k) {
            const int d = digit(hex[i + k]);
            if (d < 0) return std::nullopt;
            unit = unit << 4 | static_cast<char32_t>(d);
        }
        const bool low = unit >= 0xDC00 && unit < 0xE000;
        if (low != (high != 0)) return std::nullopt;  // half a pair (UTF-16, as the field sends)
        if (low) {
            unit = 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00);
            high = 0;
        } else if (unit >= 0xD800 && unit < 0xDC00) {
            high = unit;
            continue;
        }
        const int s = script(unit);
        if (s < 0 || (s > 0 && first_script > 0 && s != first_script)) return std::nullopt;
        if (s > 0) first_script = s;
        some_letter = some_letter || s > 0 || (unit >= '0' && unit < 0x7F);
        append(out, unit);
    }
    if (high != 0 || !some_letter) return std::nullopt;
    return out;
}

std::string_view trimmed(std::string_view t) {
    const auto blank = [](char c) { return c == ' ' || c == '\r' || c == '\n' || c == '\t'; };
    while (!t.empty() && blank(t.front())) t.remove_prefix(1);
    while (!t.empty() && blank(t.back())) t.remove_suffix(1);
    return t;
}

}  // namespace

std::string decode_ussd(std::string_view told) {
    const auto text = trimmed(told);
    if (auto read = from_ucs2_hex(text)) return std::string(trimmed(*read));
    return to_utf8(text);
}

}  // namespace zenix::gateways::drivers
