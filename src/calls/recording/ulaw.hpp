#pragma once
#include <array>
#include <cstdint>

namespace zenix::calls {

/// G.711 µ-law to 16-bit linear (ITU-T G.711 table 2b, in closed form).
[[nodiscard]] constexpr std::int16_t ulaw_to_linear(std::uint8_t code) {
    const auto u = static_cast<std::uint8_t>(~code);
    const int magnitude = ((((u & 0x0f) << 3) + 0x84) << ((u & 0x70) >> 4)) - 0x84;
    return static_cast<std::int16_t>((u & 0x80) != 0 ? -magnitude : magnitude);
}

inline constexpr auto ulaw_table = [] {
    std::array<std::int16_t, 256> t{};
    for (int i = 0; i < 256; ++i)
        t[static_cast<std::size_t>(i)] = ulaw_to_linear(static_cast<std::uint8_t>(i));
    return t;
}();

inline constexpr char ulaw_silence = static_cast<char>(0xff);

}  // namespace zenix::calls
