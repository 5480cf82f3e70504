#include "sms/smpp/frames.hpp"

#include <fmt/format.h>

namespace zenix::sms::smpp {

void frames::feed(std::string_view octets) {
    if (spoilt_) return;
    held_.erase(0, used_);
    used_ = 0;
    held_ += octets;
}

std::optional<std::string_view> frames::next() {
    const std::string_view rest = std::string_view(held_).substr(used_);
    if (spoilt_ || rest.size() < 4) return std::nullopt;
    std::uint32_t length = 0;
    for (std::size_t i = 0; i < 4; ++i) length = length << 8U | static_cast<std::uint8_t>(rest[i]);
    if (length < header_size || length > pdu_max) {
        spoilt_ =
            bad_pdu{status::invalid_command_length, fmt::format("a PDU of {} octets", length)};
        return std::nullopt;
    }
    if (rest.size() < length) return std::nullopt;
    used_ += length;
    return rest.substr(0, length);
}

}  // namespace zenix::sms::smpp
