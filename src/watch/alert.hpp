#pragma once
#include "base/json.hpp"
#include "base/time.hpp"

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace zenix::watch {

enum class severity : std::uint8_t { info, warning, critical };
BOOST_DESCRIBE_ENUM(severity, info, warning, critical)
enum class alert_state : std::uint8_t { open, acknowledged, resolved };
BOOST_DESCRIBE_ENUM(alert_state, open, acknowledged, resolved)

[[nodiscard]] std::string_view to_string(severity s);
[[nodiscard]] std::string_view to_string(alert_state s);
[[nodiscard]] std::optional<severity> parse_severity(std::string_view text);
[[nodiscard]] std::optional<alert_state> parse_alert_state(std::string_view text);

/// Something that is wrong right now, as a rule sees it. The key names it for as long as it lasts.
struct condition {
    std::string key;   ///< `kind:subject's id`; the same thing always has the same key
    std::string kind;  ///< of the catalogue (`watch/kinds.hpp`)
    watch::severity severity = watch::severity::warning;
    std::string subject;  ///< who it is about, for people: `trunk gsm-1`
    std::string text;     ///< what is wrong, one sentence
    std::optional<double> measured{}, threshold{};
    std::optional<sys_ms> since{};  ///< when it began; nullopt: when it was first seen
};

/// A condition that lasted long enough to bother somebody with.
struct alert {
    std::string id;  ///< UUID of version 7
    std::string key, kind;
    watch::severity severity = watch::severity::warning;
    watch::severity worst = watch::severity::warning;  ///< since it was raised
    std::string subject, text;
    std::optional<double> measured, threshold;
    sys_ms since{}, raised_at{};
    sys_ms open_since{};  ///< raised or last worsened: from then on it waits for somebody
    alert_state state = alert_state::open;
    std::optional<sys_ms> acknowledged_at;
    std::optional<std::string> acknowledged_by, note;
    std::optional<sys_ms> resolved_at, escalated_at;
    sys_ms told_at{};
    int steps = 0;

    bool operator==(const alert&) const = default;
};
BOOST_DESCRIBE_STRUCT(alert, (),
    (id, key, kind, severity, worst, subject, text, measured, threshold, since, raised_at,
        open_since, state, acknowledged_at, acknowledged_by, note, resolved_at, escalated_at,
        told_at, steps))

/// The contract's `Alert`.
[[nodiscard]] json::object to_json(const alert& a);

}  // namespace zenix::watch
