#pragma once
#include <cstdint>

/// ITU-T G.711 µ-law.
namespace zenix::lab {

[[nodiscard]] constexpr std::int16_t from_ulaw(std::uint8_t code) {
    const int u = ~code & 0xff;
    const int magnitude = ((((u & 0x0f) << 3) + 0x84) << ((u & 0x70) >> 4)) - 0x84;
    return static_cast<std::int16_t>((u & 0x80) != 0 ? -magnitude : magnitude);
}

[[nodiscard]] constexpr std::uint8_t to_ulaw(std::int16_t sample) {
    constexpr int bias = 0x84, most = 32635;
    int s = sample;
    const int sign = s < 0 ? 0x80 : 0;
    if (s < 0) s = -s;
    if (s > most) s = most;
    s += bias;
    int exponent = 7;
    for (int mask = 0x4000; exponent > 0 && (s & mask) == 0; mask >>= 1) --exponent;
    return static_cast<std::uint8_t>(~(sign | (exponent << 4) | ((s >> (exponent + 3)) & 0x0f)));
}

}  // namespace zenix::lab
