#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

/// RTP (RFC 3550 §5.1) with G.711 of 20 ms, as far as the lab needs it.
namespace zenix::lab {

inline constexpr std::size_t frame_samples = 160;  ///< 20 ms at 8 kHz
using pcm_frame = std::array<std::int16_t, frame_samples>;

struct rtp_packet {
    std::uint8_t payload_type = 0;
    std::uint16_t sequence = 0;
    std::span<const std::uint8_t> payload;
};

/// Nullopt when the bytes are no RTP packet.
[[nodiscard]] std::optional<rtp_packet> read_rtp(std::span<const std::uint8_t> bytes);

/// Header and µ-law payload of one frame.
[[nodiscard]] std::array<std::uint8_t, 12 + frame_samples> write_rtp(
    const pcm_frame& frame, std::uint16_t sequence, std::uint32_t timestamp, std::uint32_t ssrc);

}  // namespace zenix::lab
