#include "crm/fold.hpp"

#include <algorithm>
#include <cstdint>

namespace zenix::crm {
namespace {

// The plain letter of each accented one (Unicode decomposition); '.' where there is none.
constexpr std::string_view latin_from_u00c0 =
    "aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.yaaaaaaccccccccdd"
    "ddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkkkllllll..llnnnnnn.nnoooooo..rrrrrrssssss"
    "ssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
constexpr std::string_view latin_from_u1e00 =
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooo"
    "oooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy.s...."
    "aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuu"
    "uuyyyyyyyy......";

constexpr bool ascii_alnum(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
constexpr char upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
}

/// The character at the start: its code point and its bytes. A stray byte is U+FFFD.
struct character {
    std::uint32_t code;
    std::size_t bytes;
};
character first(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t lead = byte(0);
    const std::size_t bytes = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (lead < 0x80) return {lead, 1};
    if (bytes == 1 || bytes > text.size()) return {0xfffd, 1};
    std::uint32_t code = lead & (0xffu >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) code = (code << 6) | (byte(i) & 0x3fu);
    return {code, bytes};
}

char plain_letter(std::uint32_t code) {
    if (code >= 0xc0 && code < 0xc0 + latin_from_u00c0.size()) return latin_from_u00c0[code - 0xc0];
    if (code >= 0x1e00 && code < 0x1e00 + latin_from_u1e00.size())
        return latin_from_u1e00[code - 0x1e00];
    return '.';
}

bool dropped(std::uint32_t code) {
    return code == '\'' || code == '`' || code == 0x2018 || code == 0x2019 ||
           code == 0x2bc ||                     // apostrophes
           (code >= 0x300 && code <= 0x36f) ||  // combining accents
           code == 0xad || code == 0xfeff || (code >= 0x200b && code <= 0x200f);  // invisible
}

bool separates(std::uint32_t code) {
    if (code < 0x80) return !ascii_alnum(static_cast<char>(code));
    return code == 0xa0 || code == 0xd7 || code == 0xf7 || code == 0x3000 ||
           (code >= 0x2000 && code <= 0x206f);
}

}  // namespace

std::string fold(std::string_view name) {
    std::string out;
    out.reserve(name.size());
    bool gap = false;
    while (!name.empty()) {
        const auto [code, bytes] = first(name);
        const auto as_is = name.substr(0, bytes);
        name.remove_prefix(bytes);
        if (dropped(code)) continue;
        if (separates(code)) {
            gap = !out.empty();
            continue;
        }
        if (gap) out += ' ';
        gap = false;
        if (code < 0x80) {
            out += lower(static_cast<char>(code));
        } else if (const char plain = plain_letter(code); plain != '.') {
            out += plain;
        } else {
            switch (code) {
            case 0xc6:
            case 0xe6: out += "ae"; break;
            case 0xde:
            case 0xfe: out += "th"; break;
            case 0xdf:
            case 0x1e9e: out += "ss"; break;
            case 0x152:
            case 0x153: out += "oe"; break;
            default: out += as_is;
            }
        }
    }
    return out;
}

std::vector<std::string> words_of(std::string_view folded) {
    std::vector<std::string> out;
    while (!folded.empty()) {
        const auto end = std::min(folded.find(' '), folded.size());
        if (end > 0) out.emplace_back(folded.substr(0, end));
        folded.remove_prefix(std::min(end + 1, folded.size()));
    }
    return out;
}

std::string loan_key(std::string_view loan_number) {
    std::string out;
    for (const char c : loan_number) {
        if (ascii_alnum(c)) out += upper(c);
    }
    return out;
}

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(),
        [](char c) { return (static_cast<std::uint8_t>(c) & 0xc0) != 0x80; }));
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n\v\f", no_break = "\xc2\xa0";
    for (;;) {
        const auto before = text.size();
        while (!text.empty() && blanks.find(text.front()) != blanks.npos) text.remove_prefix(1);
        while (!text.empty() && blanks.find(text.back()) != blanks.npos) text.remove_suffix(1);
        if (text.starts_with(no_break)) text.remove_prefix(no_break.size());
        if (text.ends_with(no_break)) text.remove_suffix(no_break.size());
        if (text.size() == before) return text;
    }
}

}  // namespace zenix::crm
