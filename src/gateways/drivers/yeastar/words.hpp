#pragma once
#include "base/result.hpp"
#include "gateways/drivers/box.hpp"
#include "gateways/drivers/texts.hpp"
#include "gateways/drivers/yeastar/packets.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What Yeastar TG boxes say, turned into reports. Their spans count from 1, our ports from 0. Pure.
namespace zenix::gateways::drivers::yeastar {

/// A line of `gsm show spans`.
struct span {
    int port = 0;
    std::vector<std::string> words;  ///< `Power on`, `Provisioned`, `Up`, `Active`, `Standard`
};
[[nodiscard]] result<std::vector<span>> read_spans(const packet& answer);

/// `gsm show span N`: names as the box has them, in lower case, without what is in parentheses.
using span_detail = std::map<std::string, std::string>;
/// `unsupported` when the box does not know this spelling of the command.
[[nodiscard]] result<span_detail> read_detail(const packet& answer);

struct port_reading {
    port_report port;
    std::string unknown;  ///< what nobody understood, for the log; empty: nothing
};
/// `detail` is absent where the box gives none.
[[nodiscard]] port_reading read_port(const span& s, const std::optional<span_detail>& detail);

/// `rejected` with the box's words, `busy`, `timeout`.
[[nodiscard]] result<ussd_reply> read_ussd(const packet& answer);
/// True for what may be dialled as USSD: it stands between quotes in a command.
[[nodiscard]] bool is_ussd_code(std::string_view code);

/// A part of a text that came; most come as one.
struct text_part {
    text_came text;
    int index = 0, total = 1;  ///< index from 0 or from 1, by firmware
};
/// Nullopt when the event is none or lacks its port or sender.
[[nodiscard]] std::optional<text_part> read_received(const packet& event, std::string_view zone);
[[nodiscard]] std::optional<text_report> read_sent(const packet& event);

/// `gsm send sms SPAN NUMBER "TEXT" ID`. Failures: `rejected` (no port, a number that is none),
/// `too_large` (more than 512 characters).
[[nodiscard]] result<std::string> send_sms_command(const text_order& order);

/// What the box said to it. A box that takes a text says little; only words of refusal are known.
[[nodiscard]] result<void> read_taken(const packet& answer);

/// `%XX` and `+` decoded; what is not well encoded stays as it is.
[[nodiscard]] std::string url_decoded(std::string_view text);

}  // namespace zenix::gateways::drivers::yeastar
