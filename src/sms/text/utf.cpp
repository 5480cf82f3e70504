#include "sms/text/utf.hpp"

#include "base/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace zenix::sms::text {
namespace {

struct range {
    char32_t first, last;
};

// What never starts a grapheme: combining marks and vowel signs of the scripts our borrowers write,
// variation selectors, skin tones, tags.
constexpr std::array extenders{range{0x0300, 0x036F}, range{0x0483, 0x0489}, range{0x0591, 0x05BD},
    range{0x0610, 0x061A}, range{0x064B, 0x065F}, range{0x0670, 0x0670}, range{0x06D6, 0x06DC},
    range{0x06DF, 0x06E4}, range{0x06E7, 0x06E8}, range{0x06EA, 0x06ED}, range{0x0900, 0x0903},
    range{0x093A, 0x093C}, range{0x093E, 0x094F}, range{0x0951, 0x0957}, range{0x0962, 0x0963},
    range{0x0981, 0x0983}, range{0x09BC, 0x09BC}, range{0x09BE, 0x09CD}, range{0x09D7, 0x09D7},
    range{0x09E2, 0x09E3}, range{0x0A01, 0x0A03}, range{0x0A3C, 0x0A4D}, range{0x0A51, 0x0A51},
    range{0x0A70, 0x0A71}, range{0x0A75, 0x0A75}, range{0x0A81, 0x0A83}, range{0x0ABC, 0x0ABC},
    range{0x0ABE, 0x0ACD}, range{0x0AE2, 0x0AE3}, range{0x0B01, 0x0B03}, range{0x0B3C, 0x0B3C},
    range{0x0B3E, 0x0B4D}, range{0x0B55, 0x0B57}, range{0x0B62, 0x0B63}, range{0x0B82, 0x0B82},
    range{0x0BBE, 0x0BCD}, range{0x0BD7, 0x0BD7}, range{0x0C00, 0x0C04}, range{0x0C3C, 0x0C3C},
    range{0x0C3E, 0x0C56}, range{0x0C62, 0x0C63}, range{0x0C81, 0x0C83}, range{0x0CBC, 0x0CBC},
    range{0x0CBE, 0x0CD6}, range{0x0CE2, 0x0CE3}, range{0x0D00, 0x0D03}, range{0x0D3B, 0x0D3C},
    range{0x0D3E, 0x0D4D}, range{0x0D57, 0x0D57}, range{0x0D62, 0x0D63}, range{0x1AB0, 0x1AFF},
    range{0x1DC0, 0x1DFF}, range{0x200C, 0x200D}, range{0x20D0, 0x20F0}, range{0xFE00, 0xFE0F},
    range{0xFE20, 0xFE2F}, range{0x1F3FB, 0x1F3FF}, range{0xE0020, 0xE007F},
    range{0xE0100, 0xE01EF}};

// The sign that takes a consonant's vowel and binds it to the next.
bool is_virama(char32_t c) {
    constexpr std::array<char32_t, 9> all{
        0x094D, 0x09CD, 0x0A4D, 0x0ACD, 0x0B4D, 0x0BCD, 0x0C4D, 0x0CCD, 0x0D4D};
    return std::ranges::find(all, c) != all.end();
}

constexpr char32_t joiner = 0x200D, replacement = 0xFFFD;

}  // namespace

std::vector<placed> characters_of(std::string_view utf8) {
    std::string repaired;
    const bool sound = is_utf8(utf8);
    // `?` is one byte as the stray one is, so every offset stays true.
    if (!sound) repaired = to_utf8(utf8);
    const std::string_view text = sound ? utf8 : std::string_view(repaired);
    std::vector<placed> out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(text[at]); };
        const std::uint8_t lead = byte(i);
        placed p{lead, i, 1};
        if (lead >= 0xF0) {
            p.length = 4;
            p.character = lead & 0x07U;
        } else if (lead >= 0xE0) {
            p.length = 3;
            p.character = lead & 0x0FU;
        } else if (lead >= 0xC0) {
            p.length = 2;
            p.character = lead & 0x1FU;
        }
        for (std::size_t k = 1; k < p.length; ++k)
            p.character = (p.character << 6U) | (byte(i + k) & 0x3FU);
        i += p.length;
        out.push_back(p);
    }
    return out;
}

void append_utf8(std::string& to, char32_t c) {
    const auto tail = [&](unsigned shift) {
        to += static_cast<char>(0x80U | ((c >> shift) & 0x3FU));
    };
    if (c < 0x80) {
        to += static_cast<char>(c);
    } else if (c < 0x800) {
        to += static_cast<char>(0xC0U | (c >> 6U));
        tail(0);
    } else if (c < 0x10000) {
        to += static_cast<char>(0xE0U | (c >> 12U));
        tail(6);
        tail(0);
    } else {
        to += static_cast<char>(0xF0U | (c >> 18U));
        tail(12);
        tail(6);
        tail(0);
    }
}

void append_utf16(std::string& to, char32_t c) {
    const auto unit = [&](char32_t u) {
        to += static_cast<char>((u >> 8U) & 0xFFU);
        to += static_cast<char>(u & 0xFFU);
    };
    if (c > 0xFFFF) {
        unit(0xD800U + ((c - 0x10000U) >> 10U));
        unit(0xDC00U + ((c - 0x10000U) & 0x3FFU));
    } else {
        unit(c);
    }
}

std::string utf8_of_utf16(std::string_view octets) {
    std::string out;
    out.reserve(octets.size());
    const auto unit = [&](std::size_t i) -> char32_t {
        return static_cast<char32_t>((static_cast<std::uint8_t>(octets[i]) << 8U) |
                                     static_cast<std::uint8_t>(octets[i + 1]));
    };
    for (std::size_t i = 0; i + 1 < octets.size(); i += 2) {
        char32_t c = unit(i);
        if (c >= 0xD800 && c <= 0xDFFF) {
            const char32_t low = c < 0xDC00 && i + 3 < octets.size() ? unit(i + 2) : 0;
            if (low >= 0xDC00 && low <= 0xDFFF) {
                c = 0x10000U + ((c - 0xD800U) << 10U) + (low - 0xDC00U);
                i += 2;
            } else {
                c = replacement;
            }
        }
        append_utf8(out, c);
    }
    return out;
}

std::string utf8_of_latin1(std::string_view octets) {
    std::string out;
    out.reserve(octets.size());
    for (const char c : octets) append_utf8(out, static_cast<std::uint8_t>(c));
    return out;
}

bool continues_grapheme(char32_t before, char32_t next, std::size_t flags) {
    if (before == '\r' && next == '\n') return true;
    if (next < 0x0300) return false;
    if (before == joiner || (is_virama(before) && next < 0x0E00)) return true;
    if (is_flag_letter(next)) return flags % 2 == 1;
    const auto* r = std::ranges::lower_bound(extenders, next, {}, &range::last);
    return r != extenders.end() && next >= r->first;
}

}  // namespace zenix::sms::text
