#include "sms/text/split.hpp"
#include "sms/text/utf.hpp"

#include <algorithm>
#include <array>

namespace zenix::sms::text {
namespace {

struct twin {
    char32_t character;
    std::string_view plain;
};

// What word processors and phones put in place of what a keyboard has. In order, for the search.
constexpr std::array twins{twin{0x00A0, " "}, twin{0x00AB, "\""}, twin{0x00AD, ""},
    twin{0x00B4, "'"}, twin{0x00B7, "."}, twin{0x00BB, "\""}, twin{0x2002, " "}, twin{0x2003, " "},
    twin{0x2009, " "}, twin{0x200A, " "}, twin{0x200B, ""}, twin{0x2010, "-"}, twin{0x2011, "-"},
    twin{0x2012, "-"}, twin{0x2013, "-"}, twin{0x2014, "-"}, twin{0x2015, "-"}, twin{0x2018, "'"},
    twin{0x2019, "'"}, twin{0x201A, "'"}, twin{0x201B, "'"}, twin{0x201C, "\""}, twin{0x201D, "\""},
    twin{0x201E, "\""}, twin{0x2022, "*"}, twin{0x2026, "..."}, twin{0x202F, " "},
    twin{0x2032, "'"}, twin{0x2033, "\""}, twin{0x2039, "'"}, twin{0x203A, "'"},
    twin{0x20B9, "Rs."}, twin{0x2212, "-"}, twin{0x3000, " "}, twin{0xFEFF, ""}};

}  // namespace

std::string simplify(std::string_view utf8) {
    std::string out;
    out.reserve(utf8.size());
    for (const auto& c : characters_of(utf8)) {
        const auto* t = std::ranges::lower_bound(twins, c.character, {}, &twin::character);
        if (t != twins.end() && t->character == c.character)
            out += t->plain;
        else
            append_utf8(out, c.character);
    }
    return out;
}

}  // namespace zenix::sms::text
