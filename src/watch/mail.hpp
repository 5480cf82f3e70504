#pragma once
#include "watch/notice.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zenix::watch {

/// A message as it goes over the wire (RFC 5322), CRLF and all.
struct mail {
    std::string from;
    std::vector<std::string> to;
    std::string message;
};

/// `local@domain` in ASCII, without quotes, comments, spaces or anything that could end a header.
[[nodiscard]] bool is_mail_address(std::string_view text);

/// A header's text: as it is where it is plain ASCII, else RFC 2047 encoded words of at most 75
/// characters, never splitting a character. Control characters become spaces.
[[nodiscard]] std::string header_text(std::string_view text);

/// One message for all that is due at once, so that a burst of alerts is no burst of e-mails.
/// `notices` holds at least one; escalations go to `escalate_to` as well. `page` is the address of
/// the alerts screen.
[[nodiscard]] mail compose(const mail_settings& s, std::span<const notice> notices,
    const std::string& page, const std::string& zone, sys_ms now);
/// What the settings' test button sends.
[[nodiscard]] mail compose_test(
    const mail_settings& s, const std::string& page, const std::string& id, sys_ms now);

}  // namespace zenix::watch
