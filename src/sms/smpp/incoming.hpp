#pragma once
#include "sms/smpp/pdu.hpp"
#include "sms/text/receipt.hpp"
#include "sms/text/split.hpp"
#include "sms/text/udh.hpp"

namespace zenix::sms::smpp {

/// A deliver_sm, data_sm or submit_sm as the house reads it.
struct incoming {
    address source, destination;
    std::string text;  ///< UTF-8; for `octets` the bytes as they came
    text::coding coding = text::coding::gsm7;
    std::optional<text::concatenation> part;  ///< by header or by sar_* TLVs
    std::optional<text::receipt> receipt;     ///< then it is no text
    bool intermediate = false;                ///< a receipt on the way, not the last
    message_body raw;
};

/// How a peer writes texts to us.
struct reading_rules {
    text::default_alphabet alphabet = text::default_alphabet::gsm;
    bool packed = false;  ///< GSM text comes packed, as on the air
};

/// Never throws. data_coding is read as a whole octet (3GPP TS 23.038, 4, and SMPP 5.2.19). A receipt is
/// what esm_class or a receipted_message_id says it is; one that cannot be read is a text.
[[nodiscard]] incoming read_incoming(message_body m, const reading_rules& rules);

/// The coding a data_coding octet stands for.
[[nodiscard]] text::coding coding_of(std::uint8_t data_coding);

}  // namespace zenix::sms::smpp
