#pragma once
#include <cstdint>
#include <string_view>

namespace zenix::gateways {

/// A number that is called or texted, short: a key in memory only (FNV-1a).
using recipient_key = std::uint64_t;

[[nodiscard]] constexpr recipient_key key_of(std::string_view e164) {
    std::uint64_t h = 14695981039346656037ULL;
    for (const char c : e164) {
        h ^= static_cast<unsigned char>(c);
        h *= 1099511628211ULL;
    }
    return h;
}

}  // namespace zenix::gateways
