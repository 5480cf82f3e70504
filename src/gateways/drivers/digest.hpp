#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The two logins boxes ask for: Basic (RFC 7617) and Digest (RFC 7616, and RFC 2617 for the old
/// ones). Pure.
namespace zenix::gateways::drivers {

/// One challenge of a `WWW-Authenticate` header.
struct challenge {
    enum class kind : std::uint8_t { basic, digest };
    enum class hash : std::uint8_t { md5, sha256 };
    kind scheme = kind::basic;
    std::string realm, nonce, opaque;
    hash algorithm = hash::md5;
    bool session = false;   ///< `MD5-sess` and the like
    bool qop_auth = false;  ///< false: the old form without qop
    bool stale = false;     ///< only the nonce was too old
};

/// All the challenges of one header's value that we can answer; several may share one value.
[[nodiscard]] std::vector<challenge> read_challenges(std::string_view header);

/// Digest before Basic, SHA-256 before MD5.
[[nodiscard]] std::optional<challenge> strongest(const std::vector<challenge>& all);

struct digest_use {
    std::string_view method, target;  ///< the target as it is sent
    std::uint32_t count = 1;          ///< how often this nonce was used, this time included
    std::string_view cnonce;
};

/// Value of `Authorization`. For Basic `use` does not matter.
[[nodiscard]] std::string authorization(
    const challenge& c, std::string_view user, std::string_view password, const digest_use& use);

}  // namespace zenix::gateways::drivers
