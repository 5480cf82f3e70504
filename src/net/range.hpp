#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace zenix::net {

/// The bytes [begin, end) of a body.
struct byte_range {
    std::uint64_t begin, end;
    bool operator==(const byte_range&) const = default;
};

enum class range_kind : std::uint8_t {
    whole,          ///< no range, or one we may ignore: answer 200
    part,           ///< answer 206 with `range`
    unsatisfiable,  ///< answer 416
};
struct range_answer {
    range_kind kind = range_kind::whole;
    byte_range range{0, 0};
};

/// Reads a `Range` header (RFC 9110 §14.2) against a body of `size` bytes: `bytes=0-99`, `bytes=100-`,
/// `bytes=-500`. Several ranges at once, other units and nonsense are ignored, as the RFC allows.
[[nodiscard]] range_answer read_range(std::string_view header, std::uint64_t size);

}  // namespace zenix::net
