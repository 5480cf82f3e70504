#include "sms/smpp/command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace zenix::sms::smpp {
namespace {

struct command_word {
    command id;
    std::string_view word;
};
constexpr std::array commands{command_word{command::bind_receiver, "bind_receiver"},
    command_word{command::bind_transmitter, "bind_transmitter"},
    command_word{command::query_sm, "query_sm"}, command_word{command::submit_sm, "submit_sm"},
    command_word{command::deliver_sm, "deliver_sm"}, command_word{command::unbind, "unbind"},
    command_word{command::replace_sm, "replace_sm"}, command_word{command::cancel_sm, "cancel_sm"},
    command_word{command::bind_transceiver, "bind_transceiver"},
    command_word{command::outbind, "outbind"}, command_word{command::enquire_link, "enquire_link"},
    command_word{command::submit_multi, "submit_multi"},
    command_word{command::alert_notification, "alert_notification"},
    command_word{command::data_sm, "data_sm"}, command_word{command::broadcast_sm, "broadcast_sm"},
    command_word{command::query_broadcast_sm, "query_broadcast_sm"},
    command_word{command::cancel_broadcast_sm, "cancel_broadcast_sm"}};

std::string_view word_of(command c) {
    const auto* found = std::ranges::find(commands, c, &command_word::id);
    return found == commands.end() ? std::string_view{} : found->word;
}

struct status_word {
    std::uint32_t value;
    std::string_view word;
    meaning means;
};

// SMPP 3.4, 5.1.3, and 5.0, 4.7.6. What is not here is permanent: a message is not sent again on a
// refusal that nobody can read.
constexpr std::array statuses{status_word{0x00, "ESME_ROK", meaning::accepted},
    status_word{0x01, "ESME_RINVMSGLEN", meaning::permanent},
    status_word{0x02, "ESME_RINVCMDLEN", meaning::permanent},
    status_word{0x03, "ESME_RINVCMDID", meaning::permanent},
    status_word{0x04, "ESME_RINVBNDSTS", meaning::rebind},
    status_word{0x05, "ESME_RALYBND", meaning::permanent},
    status_word{0x06, "ESME_RINVPRTFLG", meaning::permanent},
    status_word{0x07, "ESME_RINVREGDLVFLG", meaning::permanent},
    status_word{0x08, "ESME_RSYSERR", meaning::temporary},
    status_word{0x0A, "ESME_RINVSRCADR", meaning::permanent},
    status_word{0x0B, "ESME_RINVDSTADR", meaning::permanent},
    status_word{0x0C, "ESME_RINVMSGID", meaning::permanent},
    status_word{0x0D, "ESME_RBINDFAIL", meaning::permanent},
    status_word{0x0E, "ESME_RINVPASWD", meaning::permanent},
    status_word{0x0F, "ESME_RINVSYSID", meaning::permanent},
    status_word{0x11, "ESME_RCANCELFAIL", meaning::permanent},
    status_word{0x13, "ESME_RREPLACEFAIL", meaning::permanent},
    status_word{0x14, "ESME_RMSGQFUL", meaning::slow_down},
    status_word{0x15, "ESME_RINVSERTYP", meaning::permanent},
    status_word{0x33, "ESME_RINVNUMDESTS", meaning::permanent},
    status_word{0x34, "ESME_RINVDLNAME", meaning::permanent},
    status_word{0x40, "ESME_RINVDESTFLAG", meaning::permanent},
    status_word{0x42, "ESME_RINVSUBREP", meaning::permanent},
    status_word{0x43, "ESME_RINVESMCLASS", meaning::permanent},
    status_word{0x44, "ESME_RCNTSUBDL", meaning::permanent},
    status_word{0x45, "ESME_RSUBMITFAIL", meaning::permanent},
    status_word{0x48, "ESME_RINVSRCTON", meaning::permanent},
    status_word{0x49, "ESME_RINVSRCNPI", meaning::permanent},
    status_word{0x50, "ESME_RINVDSTTON", meaning::permanent},
    status_word{0x51, "ESME_RINVDSTNPI", meaning::permanent},
    status_word{0x53, "ESME_RINVSYSTYP", meaning::permanent},
    status_word{0x54, "ESME_RINVREPFLAG", meaning::permanent},
    status_word{0x55, "ESME_RINVNUMMSGS", meaning::permanent},
    status_word{0x58, "ESME_RTHROTTLED", meaning::slow_down},
    status_word{0x61, "ESME_RINVSCHED", meaning::permanent},
    status_word{0x62, "ESME_RINVEXPIRY", meaning::permanent},
    status_word{0x63, "ESME_RINVDFTMSGID", meaning::permanent},
    status_word{0x64, "ESME_RX_T_APPN", meaning::temporary},
    status_word{0x65, "ESME_RX_P_APPN", meaning::temporary},
    status_word{0x66, "ESME_RX_R_APPN", meaning::temporary},
    status_word{0x67, "ESME_RQUERYFAIL", meaning::permanent},
    status_word{0xC0, "ESME_RINVOPTPARSTREAM", meaning::permanent},
    status_word{0xC1, "ESME_ROPTPARNOTALLWD", meaning::permanent},
    status_word{0xC2, "ESME_RINVPARLEN", meaning::permanent},
    status_word{0xC3, "ESME_RMISSINGOPTPARAM", meaning::permanent},
    status_word{0xC4, "ESME_RINVOPTPARAMVAL", meaning::permanent},
    status_word{0xFE, "ESME_RDELIVERYFAILURE", meaning::temporary},
    status_word{0xFF, "ESME_RUNKNOWNERR", meaning::permanent},
    status_word{0x100, "ESME_RSERTYPUNAUTH", meaning::permanent},
    status_word{0x101, "ESME_RPROHIBITED", meaning::permanent},
    status_word{0x102, "ESME_RSERTYPUNAVAIL", meaning::temporary},
    status_word{0x103, "ESME_RSERTYPDENIED", meaning::permanent},
    status_word{0x104, "ESME_RINVDCS", meaning::permanent}};

const status_word* find_status(std::uint32_t value) {
    const auto* found = std::ranges::lower_bound(statuses, value, {}, &status_word::value);
    return found != statuses.end() && found->value == value ? found : nullptr;
}

}  // namespace

bool is_known(command c) {
    return c == command::generic_nack ||
           (!word_of(request_of(c)).empty() && c != response_to(command::outbind) &&
               c != response_to(command::alert_notification));
}

std::string to_string(command c) {
    if (c == command::generic_nack) return "generic_nack";
    const auto word = word_of(request_of(c));
    if (word.empty()) return fmt::format("{:#010x}", static_cast<std::uint32_t>(c));
    return std::string(word) + (is_response(c) ? "_resp" : "");
}

std::string status_name(std::uint32_t value) {
    const auto* s = find_status(value);
    return s ? std::string(s->word) : fmt::format("{:#06x}", value);
}

meaning meaning_of(std::uint32_t value) {
    const auto* s = find_status(value);
    return s ? s->means : meaning::permanent;
}

}  // namespace zenix::sms::smpp
