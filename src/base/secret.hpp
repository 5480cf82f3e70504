#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace zenix::secret {

/// `bytes` of randomness as base64url without padding.
[[nodiscard]] std::string random_token(std::size_t bytes = 32);

[[nodiscard]] std::string sha256_hex(std::string_view data);
[[nodiscard]] std::string base64url(std::span<const std::uint8_t> data);

/// Compares without telling by its time where two texts differ.
[[nodiscard]] bool equal(std::string_view a, std::string_view b);

/// The installation's master key: 32 bytes in a file of mode 0600, outside the data it protects.
/// It never encrypts data itself: `derive` gives each use its own key.
class master_key {
  public:
    /// Reads the file, or makes it when `create`. Throws std::runtime_error naming the file and remedy.
    [[nodiscard]] static master_key load(const std::string& file, bool create);

    using key = std::array<std::uint8_t, 32>;
    /// BLAKE2b keyed derivation; `purpose` as `recordings/2026-11`, `trunk-passwords`.
    [[nodiscard]] key derive(std::string_view purpose) const;

    /// Small secrets at rest (XChaCha20-Poly1305, random nonce, base64). `purpose` binds them to a use.
    [[nodiscard]] std::string seal(std::string_view purpose, std::string_view plain) const;
    [[nodiscard]] std::optional<std::string> open(std::string_view purpose, std::string_view sealed) const;

  private:
    key key_{};
};

}  // namespace zenix::secret
