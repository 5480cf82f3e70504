#include "lab/audio/rtp.hpp"

#include "lab/audio/g711.hpp"

namespace zenix::lab {

std::optional<rtp_packet> read_rtp(std::span<const std::uint8_t> b) {
    constexpr std::size_t head = 12;
    if (b.size() < head || b[0] >> 6 != 2) return std::nullopt;
    std::size_t at = head + 4U * (b[0] & 0x0fU);  // contributing sources
    if ((b[0] & 0x10) != 0) {                     // header extension
        if (b.size() < at + 4) return std::nullopt;
        at += 4 + 4U * (static_cast<std::size_t>(b[at + 2]) << 8 | b[at + 3]);
    }
    std::size_t end = b.size();
    if ((b[0] & 0x20) != 0) end -= std::min<std::size_t>(end, b[end - 1]);  // padding
    if (at > end) return std::nullopt;
    return rtp_packet{static_cast<std::uint8_t>(b[1] & 0x7f),
        static_cast<std::uint16_t>(b[2] << 8 | b[3]), b.subspan(at, end - at)};
}

std::array<std::uint8_t, 12 + frame_samples> write_rtp(
    const pcm_frame& frame, std::uint16_t sequence, std::uint32_t timestamp, std::uint32_t ssrc) {
    std::array<std::uint8_t, 12 + frame_samples> out{};
    const auto put = [&](std::size_t at, std::uint32_t value, int bytes) {
        for (int i = 0; i < bytes; ++i)
            out[at + static_cast<std::size_t>(i)] =
                static_cast<std::uint8_t>(value >> (8 * (bytes - 1 - i)));
    };
    out[0] = 0x80;
    put(2, sequence, 2);
    put(4, timestamp, 4);
    put(8, ssrc, 4);
    for (std::size_t i = 0; i < frame_samples; ++i) out[12 + i] = to_ulaw(frame[i]);
    return out;
}

}  // namespace zenix::lab
