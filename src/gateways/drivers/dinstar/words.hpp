#pragma once
#include "base/json.hpp"
#include "base/result.hpp"
#include "gateways/drivers/box.hpp"
#include "gateways/drivers/device_time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The JSON of Dinstar DWG2000/UC2000 gateways ("API: new version") turned into reports. Pure. What
/// a word means is only said where a source says it; the rest is handed up as `unknown` to be logged.
namespace zenix::gateways::drivers::dinstar {

/// An answer's object. The HTTP status and `error_code` are two things: both must be well.
/// Failures: `unsupported` (404), `method` (403 or 405: firmware wants the other method),
/// `protocol` (no JSON object), and by error_code `busy` 486, `rejected` (400, 413, 500, 503, 550 …).
[[nodiscard]] result<json::value> read_answer(int status, std::string_view body);

/// What could not be understood, beside what could.
template <class T>
struct reading {
    T value;
    std::vector<std::string> unknown;  ///< `port 3: reg "FOO"`, for the log
};

/// What we ask of get_port_info: never the IMEI. The later sets are for firmware that knows less.
inline constexpr std::string_view info_sets[] = {"type,imsi,iccid,number,reg,slot,callstate,signal",
    "type,imsi,iccid,number,reg,callstate,signal", "type,imsi,number,reg,callstate,signal"};

[[nodiscard]] result<reading<std::vector<port_report>>> read_ports(const json::value& answer);
[[nodiscard]] port_state read_registration(std::string_view word);

/// Rows of get_cdr or a push, as they stand.
[[nodiscard]] reading<std::vector<box_call>> read_calls(
    const json::value* rows, std::string_view zone);

/// What send_ussd said of this port: nothing, or `busy`, `rejected`, `protocol`.
[[nodiscard]] result<void> read_ussd_sent(const json::value& answer, int port);
/// The reply so far, decoded; empty when there is none yet.
[[nodiscard]] std::string read_ussd_reply(const json::value& answer, int port);

}  // namespace zenix::gateways::drivers::dinstar
