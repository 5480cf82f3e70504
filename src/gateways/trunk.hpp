#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/time.hpp"

namespace zenix::gateways {

enum class trunk_kind : std::uint8_t { sip, gsm };

/// A way out: a SIP/PRI trunk, or a GSM gateway whose ports hold SIMs.
struct trunk {
    std::int64_t id = 0;
    std::string name;
    trunk_kind kind = trunk_kind::sip;
    std::string host;
    int port = 5060;
    std::optional<std::string> username, password_sealed;
    std::vector<std::string> codecs{"ulaw", "alaw"};
    int channels_max = 30;
    std::optional<std::string> caller_id;
    bool enabled = true;
    std::optional<int> gateway_ports;
};

struct sim {
    std::string iccid;
    std::int64_t trunk_id = 0;
    std::optional<int> port;
    std::optional<std::string> operator_name, phone_number;
    bool enabled = true;
    int attempts_today = 0, answered_today = 0;
    std::int64_t seconds_today = 0;
};

/// On whose authority GSM routing is on; off by default.
struct gsm_authorisation {
    bool enabled = false;
    std::optional<std::string> country, reference;
    std::vector<std::string> purposes;
    std::optional<std::string> recorded_by;
    std::optional<sys_ms> recorded_at;
    bool demo = false;
};

/// Whether a trunk answers, as Asterisk's OPTIONS say (RFC 3261 §11).
enum class reach : std::uint8_t { unknown, reachable, unreachable };

/// The endpoint's name in Asterisk.
[[nodiscard]] std::string endpoint_of(const trunk& t);

}  // namespace zenix::gateways
