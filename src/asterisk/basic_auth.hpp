#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace zenix::asterisk {

/// Value of `Authorization` for HTTP Basic (RFC 7617).
[[nodiscard]] inline std::string basic_auth(std::string_view user, std::string_view password) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const auto plain = std::string(user) + ":" + std::string(password);
    std::string out = "Basic ";
    for (std::size_t i = 0; i < plain.size(); i += 3) {
        const auto byte = [&](std::size_t k) {
            return i + k < plain.size() ? static_cast<unsigned char>(plain[i + k]) : 0U;
        };
        const unsigned bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        out += digits[bits >> 18 & 63];
        out += digits[bits >> 12 & 63];
        out += i + 1 < plain.size() ? digits[bits >> 6 & 63] : '=';
        out += i + 2 < plain.size() ? digits[bits & 63] : '=';
    }
    return out;
}

}  // namespace zenix::asterisk
