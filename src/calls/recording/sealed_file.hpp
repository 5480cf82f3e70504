#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace zenix::calls {

/// A recording at rest.
///
///     64 bytes   header: `ZENIXREC`, version, rate, channels, chunk size, month of the key, nonce
///     n chunks   of 2 s: µ-law frames (telecaller, borrower, telecaller, …), each sealed with
///                XChaCha20-Poly1305; nonce = file's 16 bytes + index, additional data = header + last?
///     last one   shorter, possibly empty, and marked, so that a cut file shows
///
/// Chunks are sealed on their own, so a player can seek and a killed writer can go on.
struct sealed_header {
    static constexpr std::size_t size = 64;
    static constexpr std::uint32_t frame_bytes = 2;      ///< one µ-law sample of each party
    static constexpr std::uint32_t chunk_bytes = 32'000; ///< plain, 2 s
    static constexpr std::uint32_t rate = 8'000;
    static constexpr std::size_t tag_bytes = 16;
    static constexpr std::size_t sealed_chunk = chunk_bytes + tag_bytes;

    std::string month;                     ///< `2026-11`
    std::array<std::uint8_t, 16> nonce{};

    [[nodiscard]] std::string write() const;
    /// Nullopt when it is no header of a version we read.
    [[nodiscard]] static std::optional<sealed_header> read(std::string_view bytes);
};

/// A header for a new file: nonce drawn at random.
[[nodiscard]] sealed_header new_sealed_header(std::string month);

class chunk_cipher {
  public:
    chunk_cipher(const sealed_header& header, const secret::master_key& key);
    [[nodiscard]] std::string seal(std::uint64_t index, bool last, std::string_view plain) const;
    /// Nullopt when a bit of it, its place in the file or the mark of the last has changed.
    [[nodiscard]] std::optional<std::string> open(std::uint64_t index, bool last,
                                                  std::string_view sealed) const;

  private:
    std::string header_;
    std::array<std::uint8_t, 16> nonce_;
    secret::master_key::key key_;
};

/// Where the chunks of a file of `file_size` bytes lie.
struct sealed_layout {
    std::uint64_t chunks = 0;       ///< with the last, shorter one
    std::uint64_t plain_bytes = 0;
    [[nodiscard]] static std::optional<sealed_layout> of(std::uint64_t file_size);
};

}  // namespace zenix::calls
