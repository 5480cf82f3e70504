#pragma once
#include "watch/alarm_book.hpp"
#include "watch/settings.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace zenix::watch {

enum class channel : std::uint8_t { email, webhook };
[[nodiscard]] std::string_view to_string(channel c);

enum class notice_state : std::uint8_t { waiting, sent, given_up, skipped };
[[nodiscard]] std::string_view to_string(notice_state s);

/// One step of one alert to be told over one channel. A row of the outbox.
struct notice {
    std::string id;  ///< UUID; a peer that gets it twice can tell by it
    step_kind what = step_kind::raised;
    watch::channel channel = watch::channel::email;
    watch::alert alert;  ///< as it was at this step
    notice_state state = notice_state::waiting;
    int attempts = 0;
    sys_ms not_before{}, created_at{};
    std::optional<sys_ms> done_at{};
    std::optional<std::string> last_error{};
};

/// The contract's `AlertNotice`.
[[nodiscard]] json::object to_json(const notice& n);

/// The first instant from `now` on at which the quiet hours let this severity through. `zone` is
/// the IANA name of the installation's zone.
[[nodiscard]] sys_ms after_quiet(
    const quiet_hours& q, severity s, const std::string& zone, sys_ms now);

/// Whom a step is told to. What is below a channel's least severity is not; an acknowledgement is
/// for the screen only; what failed to be delivered over a channel is not told over it.
[[nodiscard]] std::vector<notice> plan(const step& s, const delivery_settings& to,
    const std::string& zone, sys_ms now, const std::function<std::string()>& new_id);

/// When the alert is over before its news could be told, nobody needs either: a resolved step
/// marks what still waits of its alert, and then itself, as skipped. Call it on the new notices
/// with those waiting.
void skip_stale(std::vector<notice>& fresh, std::vector<notice*> waiting, sys_ms now);

/// What an attempt's failure does to the notice: back-off from 30 s, doubled up to 30 min, eight
/// attempts; a peer that refuses for good is not asked again.
void failed(notice& n, std::string why, bool for_good, sys_ms now);
inline constexpr int most_attempts = 8;

}  // namespace zenix::watch
