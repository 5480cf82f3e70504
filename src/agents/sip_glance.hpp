#pragma once
#include <optional>
#include <string_view>

namespace zenix::agents {

/// What a SIP message from Asterisk to a phone says about the phone's registration: true for an
/// accepted REGISTER that leaves a contact, false for one that removes it (RFC 3261 §10.3), nullopt
/// for every other message. Reads headers only and never fails on foreign bytes.
[[nodiscard]] std::optional<bool> registration_in(std::string_view sip);

}  // namespace zenix::agents
