#include "base/ids.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <atomic>

namespace zenix {

namespace {

/// Milliseconds and, below them, 12 bits: random at first, counted up within one millisecond, so
/// that ids made by this process never go backwards (RFC 9562 §6.2, method 1).
std::uint64_t next_stamp(std::uint64_t clock_ms) {
    static std::atomic<std::uint64_t> last{0};
    const std::uint64_t fresh = clock_ms << 12 | (randombytes_random() & 0x3ff);
    std::uint64_t before = last.load();
    std::uint64_t stamp = 0;
    do {
        stamp = std::max(fresh, before + 1);
    } while (!last.compare_exchange_weak(before, stamp));
    return stamp;
}

}  // namespace

std::string new_uuid() {
    const auto clock = static_cast<std::uint64_t>(now().time_since_epoch().count());
    const std::uint64_t stamp = next_stamp(clock);
    std::array<unsigned char, 16> id{};
    randombytes_buf(id.data() + 8, 8);
    for (unsigned i = 0; i < 6; ++i) id.at(i) = static_cast<unsigned char>(stamp >> (52 - 8 * i));
    id[6] = static_cast<unsigned char>(0x70 | (stamp >> 8 & 0x0f));
    id[7] = static_cast<unsigned char>(stamp);
    id[8] = static_cast<unsigned char>(0x80 | (id[8] & 0x3f));

    static constexpr std::string_view hex = "0123456789abcdef";
    std::string text;
    text.reserve(36);
    for (std::size_t i = 0; i < id.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
        text += hex[id.at(i) >> 4];
        text += hex[id.at(i) & 15];
    }
    return text;
}

bool is_uuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        if (dash ? c != '-' : !hex) return false;
    }
    return true;
}

}  // namespace zenix
