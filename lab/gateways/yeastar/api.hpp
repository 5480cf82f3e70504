#pragma once
#include "lab/gateways/box.hpp"
#include "lab/gateways/yeastar/packets.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zenix::lab {

/// What differs between firmwares of a TG box, and what goes wrong with it.
struct tg_dialect {
    bool output_prefix = false;    ///< newer: each body line begins with `Output: `
    bool echo_action_id = false;   ///< newer
    int index_base = 1;            ///< of the parts of a received text; 0 in at least one firmware
    bool short_show = true;        ///< knows `gsm show N`, not only `gsm show span N`
    bool gsm_port_header = false;  ///< GsmPort beside GsmSpan
    bool ussd_hex = false;         ///< USSD text as UCS-2 in hexadecimal digits
    std::string parts = "in_order";  ///< `in_order`, `reversed`, `missing` (the last never comes)
    int lost_update_percent = 0;     ///< UpdateSMSSend that are never sent
    bool keep_for_absent = false;    ///< events wait for a client
    bool refuse_login = false;
    bool not_on_allow_list = false;  ///< the connection is closed at once
};

/// State of one TCP session.
struct tg_login {
    bool in = false;
};

/// The AMI-like API of a Yeastar TG on port 5038. Pure: packets and time in, bytes out. Span is
/// port + 1. Facts: the field notes on gateways, section 2.
class tg_api {
  public:
    explicit tg_api(gsm_box& box);

    static constexpr std::string_view banner = "Asterisk Call Manager/1.1\r\n";

    struct reply {
        std::string bytes;
        bool goodbye = false;  ///< close after it
        int ussd_port = -1;    ///< not -1: the answer comes with ussd_reply(), once the network has
    };
    [[nodiscard]] reply answer(tg_login& who, const tg_packet& p, sys_ms at);
    /// One `command:`; the body of the reply, or nothing for a USSD under way (`ussd_port`).
    struct body {
        std::string text;
        int ussd_port = -1;
    };
    [[nodiscard]] body run(std::string_view command, sys_ms at);
    [[nodiscard]] std::string ussd_reply(int port, const std::string& action_id) const;
    /// What an event of the box is to a client: none, one or several whole packets.
    [[nodiscard]] std::vector<std::string> events_of(const box_event& e);

    std::string username = "admin", password = "admin";
    tg_dialect dialect;
    int zone_minutes = 330;
    ms clock_skew{0};

  private:
    [[nodiscard]] std::string framed(std::string_view text, const std::string& action_id) const;
    [[nodiscard]] std::string spans(sys_ms at) const;
    [[nodiscard]] std::string span(const gsm_port& p, sys_ms at) const;
    [[nodiscard]] body send_text(const std::vector<std::string>& words, sys_ms at);

    gsm_box& box_;
    std::uint64_t updates_ = 0;
};

}  // namespace zenix::lab
