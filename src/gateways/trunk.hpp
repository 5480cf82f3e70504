#pragma once
#include "base/json.hpp"
#include "base/secret.hpp"
#include "gateways/caller_series.hpp"
#include "gateways/rate_card.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zenix::gateways {

enum class trunk_kind : std::uint8_t { sip, gsm };
enum class trunk_state : std::uint8_t { unknown, reachable, unreachable };

[[nodiscard]] std::string_view to_string(trunk_kind k);
[[nodiscard]] std::string_view to_string(trunk_state s);

/// A way out: a provider's SIP trunk, or a GSM gateway with its ports.
struct trunk {
    std::int64_t id = 0;
    std::string name;
    trunk_kind kind = trunk_kind::sip;
    std::string host;
    int port = 5060;
    std::optional<std::string> username;
    std::string password_sealed;  ///< empty: none; open with trunk_password
    std::vector<std::string> codecs{"ulaw", "alaw"};
    int channels_max = 30;
    std::optional<std::string> caller_id;
    bool enabled = true;
    std::optional<int> gateway_ports;        ///< GSM only
    std::optional<rate_card> tariff;  ///< what its calls cost; nobody has said: none
    std::vector<gateways::caller_id> caller_ids;  ///< by purpose; they go before `caller_id`

    bool operator==(const trunk&) const = default;
};

/// How it does now.
struct trunk_health {
    trunk_state state = trunk_state::unknown;
    std::optional<double> round_trip_ms;
    int calls_now = 0;
};

/// Its PJSIP endpoint in Asterisk, `trunk-7`, and back.
[[nodiscard]] std::string endpoint_name(std::int64_t trunk_id);
[[nodiscard]] std::optional<std::int64_t> trunk_of_endpoint(std::string_view endpoint);

/// The contract's `TrunkWrite`; `id` is 0 and the password sealed.
struct trunk_wish {
    trunk wanted;
    bool keeps_password = true;  ///< none was named: what is stored stays
};
/// Throws problem 422 naming the field. What goes into Asterisk's configuration may hold no
/// character with a meaning there.
[[nodiscard]] trunk_wish read_trunk(fields in, const secret::master_key& key);

/// The contract's `Trunk`.
[[nodiscard]] json::object to_json(const trunk& t, const trunk_health& now);

/// For `trunk::password_sealed`.
[[nodiscard]] std::string seal_trunk_password(
    const std::string& password, const secret::master_key& key);
/// Nullopt when there is none, or when another key sealed it.
[[nodiscard]] std::optional<std::string> trunk_password(
    const trunk& t, const secret::master_key& key);

}  // namespace zenix::gateways
