#include "base/utf8.hpp"

#include <cstddef>
#include <cstdint>

namespace zenix {

namespace {

/// Length of the well-formed character at the start, 0 when there is none.
std::size_t sequence(std::string_view text) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<std::uint8_t>(text[i]) : std::uint8_t{0};
    };
    const auto tail = [&](std::size_t i) { return (byte(i) & 0xc0) == 0x80; };
    const std::uint8_t lead = byte(0);
    if (lead < 0x80) return 1;
    if (lead < 0xc2) return 0;
    if (lead < 0xe0) return tail(1) ? 2 : 0;
    if (lead < 0xf0) {
        const bool overlong = lead == 0xe0 && byte(1) < 0xa0;
        const bool surrogate = lead == 0xed && byte(1) > 0x9f;
        return tail(1) && tail(2) && !overlong && !surrogate ? 3 : 0;
    }
    const bool overlong = lead == 0xf0 && byte(1) < 0x90;
    const bool beyond = lead > 0xf4 || (lead == 0xf4 && byte(1) > 0x8f);
    return tail(1) && tail(2) && tail(3) && !overlong && !beyond ? 4 : 0;
}

}  // namespace

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t n = sequence(text);
        if (n == 0) return false;
        text.remove_prefix(n);
    }
    return true;
}

std::string to_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const std::size_t n = sequence(text);
        if (n == 0) {
            out += '?';
            text.remove_prefix(1);
        } else {
            out += text.substr(0, n);
            text.remove_prefix(n);
        }
    }
    return out;
}

}  // namespace zenix
