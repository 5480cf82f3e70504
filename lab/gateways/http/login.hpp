#pragma once
#include "lab/gateways/http/port.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace zenix::lab {

/// Parameters of a header as `Digest username="admin", nc=00000001`; names in lower case.
[[nodiscard]] std::map<std::string, std::string> read_digest(std::string_view header);
[[nodiscard]] std::string md5_hex(std::string_view data);
/// `user:password` out of base64; nullopt when it is none.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

/// Who may use a box's web server: Basic (RFC 7617) or Digest (RFC 7616, MD5, qop auth). Pure.
class login {
  public:
    enum class scheme { none, basic, digest, both };
    scheme kind = scheme::digest;
    std::string user = "admin", password = "admin";
    std::string realm = "Web Server";
    /// A nonce is good for so many requests; then the box wants a new one, `stale=true`.
    int nonce_uses = 1000;
    bool refuse_all = false;

    /// Nullopt: come in. Else the 401 with its challenges.
    [[nodiscard]] std::optional<box_reply> check(const box_request& r);
    void expire_nonce();

  private:
    [[nodiscard]] bool basic_fits(std::string_view header) const;
    /// `stale` is set when only the nonce was at fault.
    [[nodiscard]] bool digest_fits(std::string_view header, const box_request& r, bool& stale);
    [[nodiscard]] box_reply challenge(bool stale) const;

    std::uint64_t nonces_ = 0;
    std::string nonce_ = md5_hex("nonce 0");
    int uses_ = 0;
};

}  // namespace zenix::lab
