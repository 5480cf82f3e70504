#pragma once
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace zenix {

enum class role : std::uint8_t { telecaller, supervisor, admin, auditor };

[[nodiscard]] std::string_view to_string(role r);
[[nodiscard]] std::optional<role> parse_role(std::string_view text);

/// Who a request comes from, once identity has looked at the cookie or token.
struct principal {
    std::int64_t user_id = 0;  ///< 0 for an API token, which acts for a system, not a person
    std::string name;          ///< username, or `token:NAME`; goes into the audit log
    std::string display_name;
    zenix::role role = role::auditor;
    std::string session;       ///< opaque id of the session (not the secret); empty for tokens
    bool via_token = false;
};

/// Who may call a route: everyone, any session, or a set of roles. Held against the contract's `x-roles`.
class access {
  public:
    [[nodiscard]] static constexpr access everyone() { return access{0x80}; }
    [[nodiscard]] static constexpr access any() { return access{0x0f}; }
    [[nodiscard]] static constexpr access of(std::initializer_list<role> roles) {
        std::uint8_t bits = 0;
        for (role r : roles) bits |= static_cast<std::uint8_t>(1u << static_cast<unsigned>(r));
        return access{bits};
    }
    [[nodiscard]] constexpr bool open() const { return (bits_ & 0x80) != 0; }
    [[nodiscard]] constexpr bool allows(role r) const {
        return open() || (bits_ >> static_cast<unsigned>(r)) & 1;
    }
    [[nodiscard]] constexpr std::uint8_t bits() const { return bits_; }

  private:
    explicit constexpr access(std::uint8_t bits) : bits_(bits) {}
    std::uint8_t bits_;
};

}  // namespace zenix
