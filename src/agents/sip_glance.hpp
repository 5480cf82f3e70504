#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace zenix::agents {

/// What a SIP message from Asterisk to a phone says about the phone's registration: true for an
/// accepted REGISTER that leaves a contact, false for one that removes it (RFC 3261 §10.3), nullopt
/// for every other message. Reads headers only and never fails on foreign bytes.
[[nodiscard]] std::optional<bool> registration_in(std::string_view sip);

/// A request with one header more, before all it came with; what is no request comes back as it was.
[[nodiscard]] std::string with_header(
    std::string sip, std::string_view name, std::string_view value);

}  // namespace zenix::agents
