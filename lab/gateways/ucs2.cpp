#include "lab/gateways/ucs2.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace zenix::lab {
namespace {

// The next character of well-formed UTF-8; a stray byte stands for itself.
std::uint32_t next(std::string_view& text) {
    const auto first = static_cast<unsigned char>(text[0]);
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
    if (length > text.size()) {
        text.remove_prefix(1);
        return first;
    }
    std::uint32_t c = length == 1 ? first : first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i)
        c = c << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
    text.remove_prefix(length);
    return c;
}

}  // namespace

std::string hex_ucs2(std::string_view utf8) {
    std::string out;
    while (!utf8.empty()) {
        const auto c = next(utf8);
        if (c < 0x10000)
            out += fmt::format("{:04X}", c);
        else
            out += fmt::format(
                "{:04X}{:04X}", 0xD800 + ((c - 0x10000) >> 10U), 0xDC00 + ((c - 0x10000) & 0x3FFU));
    }
    return out;
}

}  // namespace zenix::lab
