#pragma once
#include "base/time.hpp"
#include "sms/smpp/pdu.hpp"
#include "sms/text/split.hpp"

#include <cstdint>
#include <span>

namespace zenix::sms::smpp {

/// How texts are written for one account.
struct writing_rules {
    text::split_options split;
    bool packed = false;            ///< GSM text goes packed, as on the air; rare
    std::uint8_t plain_coding = 0;  ///< data_coding of the default alphabet: 0, some want 1
    std::string service_type;
    std::uint8_t source_ton = 5, source_npi = 0;  ///< alphanumeric; a number gets 1 and 1
    std::uint8_t dest_ton = 1, dest_npi = 1;
    /// Vendor's parameters on every submit_sm: India's entity, template and chain hash among them.
    std::uint16_t dlt_entity_tag = 0, dlt_template_tag = 0, dlt_hash_tag = 0;  ///< 0: not sent
    std::vector<std::string> telemarketers;  ///< for the hash, the delivering one last
    tlv_list more;
};

struct outgoing_text {
    std::string from, to;  ///< `to` in E.164; the plus is left off on the wire
    std::string text;      ///< UTF-8
    std::string dlt_entity_id, dlt_template_id;  ///< empty: none
    std::optional<sys_ms> valid_until;
    std::uint8_t priority = 0;
    bool receipt = true;
};

/// The PDUs of a text, a part each, in order. `reference` joins them: count it up per destination.
/// `now` makes a relative validity period.
[[nodiscard]] std::vector<message_body> write_text(
    const outgoing_text& t, const writing_rules& rules, std::uint16_t reference, sys_ms now);

/// `000002113000000R`: so long from now, as SMPP writes it (7.1.1.2), 63 days at most.
[[nodiscard]] std::string relative_time(ms span);

/// Reads either form of SMPP's times (7.1.1), relative to `now`; nullopt for what is none. Empty is
/// nullopt too.
[[nodiscard]] std::optional<sys_ms> read_time(std::string_view text, sys_ms now);

}  // namespace zenix::sms::smpp
