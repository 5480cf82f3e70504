#pragma once
#include "asterisk/verbs.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// A provider's SIP trunk beside the gateway: one account that registers and calls any number in
/// E.164, as many at once as it likes. It says who it is by name and password, since it may come
/// from anywhere; what it wants shown to the borrower comes in P-Asserted-Identity (RFC 3325).
namespace zenix::lab::carrier {

/// Everybody knows them: they guard a network that exists in software only.
inline constexpr std::string_view username = "demo-trunk", password = "demo-trunk";

/// [type, attributes] of what Asterisk must know; each object is named after the account.
[[nodiscard]] std::vector<std::pair<std::string, asterisk::variable_map>> objects();

/// E.164 out of the user part of an INVITE, with + or without; empty when it is no number.
[[nodiscard]] std::string number_in(std::string_view user);

}  // namespace zenix::lab::carrier
