#pragma once
#include "base/json.hpp"
#include "base/secret.hpp"
#include "watch/alert.hpp"

#include <boost/describe.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zenix::watch {

/// Hours in which a channel is not used for anything below critical, by the installation's wall
/// clock. `from` after `to` reaches over midnight; equal ones are no quiet hours.
struct quiet_hours {
    int from_min = 0, to_min = 0;  ///< minutes after midnight
    bool operator==(const quiet_hours&) const = default;
};
BOOST_DESCRIBE_STRUCT(quiet_hours, (), (from_min, to_min))

enum class mail_security : std::uint8_t { none, starttls, tls };
BOOST_DESCRIBE_ENUM(mail_security, none, starttls, tls)
[[nodiscard]] std::string_view to_string(mail_security s);

struct mail_settings {
    bool enabled = false;
    std::string host;
    int port = 587;
    mail_security security = mail_security::starttls;
    std::string username, password_sealed;  ///< both empty: no login
    std::string from;
    std::vector<std::string> to, escalate_to;  ///< the latter hear of escalations too
    severity least = severity::warning;
    quiet_hours quiet;
    bool operator==(const mail_settings&) const = default;
};
BOOST_DESCRIBE_STRUCT(mail_settings, (),
    (enabled, host, port, security, username, password_sealed, from, to, escalate_to, least, quiet))

struct webhook_settings {
    bool enabled = false;
    std::string url, secret_sealed;
    severity least = severity::info;
    quiet_hours quiet;
    bool operator==(const webhook_settings&) const = default;
};
BOOST_DESCRIBE_STRUCT(webhook_settings, (), (enabled, url, secret_sealed, least, quiet))

/// How alerts reach people who are not at the screen.
struct delivery_settings {
    int escalate_after_min = 15;  ///< 0: never
    int remind_every_min = 240;   ///< 0: never
    mail_settings email;
    webhook_settings webhook;
    bool operator==(const delivery_settings&) const = default;
};
BOOST_DESCRIBE_STRUCT(delivery_settings, (), (escalate_after_min, remind_every_min, email, webhook))

/// The contract's `AlertSettingsWrite`. A secret that is not named stays as `before` has it; null
/// removes it. Throws problem 422 naming the field.
[[nodiscard]] delivery_settings read_settings(
    fields in, const delivery_settings& before, const secret::master_key& key);
/// The contract's `AlertSettings`: no secret, only whether there is one.
[[nodiscard]] json::object to_json(const delivery_settings& s);

/// Empty when there is none, or another key sealed it.
[[nodiscard]] std::string mail_password(const mail_settings& s, const secret::master_key& key);
[[nodiscard]] std::string webhook_secret(const webhook_settings& s, const secret::master_key& key);

}  // namespace zenix::watch
