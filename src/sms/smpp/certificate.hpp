#pragma once
#include <openssl/ossl_typ.h>

#include <optional>
#include <string>
#include <string_view>

namespace zenix::sms::smpp {

/// How many certificates a PEM text holds; 0 when one of them is damaged or there is none.
[[nodiscard]] int certificates_in(std::string_view pem);

/// SHA-256 of a certificate as 64 small hex digits, from what people paste: with colons or blanks, in
/// either case. Nullopt when it is none.
[[nodiscard]] std::optional<std::string> read_fingerprint(std::string_view typed);

[[nodiscard]] std::string fingerprint_of(const X509* certificate);

}  // namespace zenix::sms::smpp
