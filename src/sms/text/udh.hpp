#pragma once
#include "sms/text/language.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace zenix::sms::text {

/// Which part of which long message this is.
struct concatenation {
    std::uint16_t reference = 0;
    std::uint8_t total = 1;
    std::uint8_t number = 1;  ///< from 1
    bool wide = false;        ///< the reference has 16 bits
    friend bool operator==(const concatenation&, const concatenation&) = default;
};

struct ports {
    std::uint16_t to = 0, from = 0;
    friend bool operator==(const ports&, const ports&) = default;
};

/// What a user data header (3GPP TS 23.040, 9.2.3.24) says. Elements we do not know are passed over.
struct user_data_header {
    std::optional<concatenation> part;
    language single_shift = language::none;   ///< element 24
    language locking_shift = language::none;  ///< element 25
    std::optional<ports> addressed;           ///< elements 04 and 05
    std::size_t size = 0;                     ///< octets, the length octet among them
    friend bool operator==(const user_data_header&, const user_data_header&) = default;
};

/// The header at the start of `user_data`; nullopt when its lengths lie. A concatenation of no parts,
/// or a part beyond them, is passed over as the standard asks (9.2.3.24.1).
[[nodiscard]] std::optional<user_data_header> read_udh(std::string_view user_data);

/// The header as octets, length first; empty when it says nothing.
[[nodiscard]] std::string write_udh(const user_data_header& h);

}  // namespace zenix::sms::text
