#pragma once
#include "base/result.hpp"
#include "sms/smpp/command.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace zenix::sms::smpp {

/// An optional parameter, its value as it came: unknown ones pass through untouched.
struct tlv {
    std::uint16_t tag = 0;
    std::string value;
    friend bool operator==(const tlv&, const tlv&) = default;
};
using tlv_list = std::vector<tlv>;

[[nodiscard]] const std::string* find(const tlv_list& in, std::uint16_t tag);
/// A value of 1, 2 or 4 octets as a number; nullopt when absent or of another length.
[[nodiscard]] std::optional<std::uint32_t> number(const tlv_list& in, std::uint16_t tag);
void put_number(tlv_list& to, std::uint16_t tag, std::uint32_t value, unsigned octets);

struct address {
    std::uint8_t ton = 0, npi = 0;
    std::string digits;
    friend bool operator==(const address&, const address&) = default;
};

struct no_body {
    friend bool operator==(const no_body&, const no_body&) = default;
};
struct bind_body {
    std::string system_id, password, system_type;
    std::uint8_t version = 0x34;
    address range;
    friend bool operator==(const bind_body&, const bind_body&) = default;
};
struct bind_answer {
    std::string system_id;
    tlv_list tlvs;
    friend bool operator==(const bind_answer&, const bind_answer&) = default;
};
struct outbind_body {
    std::string system_id, password;
    friend bool operator==(const outbind_body&, const outbind_body&) = default;
};
/// submit_sm, deliver_sm, data_sm; data_sm has no more than its layout holds.
struct message_body {
    std::string service_type;
    address source, destination;
    std::uint8_t esm_class = 0, protocol_id = 0, priority = 0;
    std::string schedule, validity;
    std::uint8_t registered_delivery = 0, replace_if_present = 0, data_coding = 0,
                 default_message = 0;
    std::string text;  ///< short_message, at most 254 octets
    tlv_list tlvs;
    friend bool operator==(const message_body&, const message_body&) = default;
};
/// submit_sm_resp, deliver_sm_resp, data_sm_resp, broadcast_sm_resp.
struct message_answer {
    std::string message_id;
    tlv_list tlvs;
    friend bool operator==(const message_answer&, const message_answer&) = default;
};
struct multi_destination {
    std::optional<std::string> list;  ///< a distribution list's name, else the address
    address to;
    friend bool operator==(const multi_destination&, const multi_destination&) = default;
};
struct multi_body {
    message_body message;  ///< its destination is not used
    std::vector<multi_destination> destinations;
    friend bool operator==(const multi_body&, const multi_body&) = default;
};
struct multi_failure {
    address to;
    std::uint32_t status = 0;
    friend bool operator==(const multi_failure&, const multi_failure&) = default;
};
struct multi_answer {
    std::string message_id;
    std::vector<multi_failure> failures;
    tlv_list tlvs;
    friend bool operator==(const multi_answer&, const multi_answer&) = default;
};
/// query_sm, query_broadcast_sm.
struct query_body {
    std::string message_id;
    address source;
    tlv_list tlvs;
    friend bool operator==(const query_body&, const query_body&) = default;
};
struct query_answer {
    std::string message_id, final_date;
    std::uint8_t state = 0, error = 0;
    tlv_list tlvs;
    friend bool operator==(const query_answer&, const query_answer&) = default;
};
/// cancel_sm, cancel_broadcast_sm (which has no destination).
struct cancel_body {
    std::string service_type, message_id;
    address source, destination;
    tlv_list tlvs;
    friend bool operator==(const cancel_body&, const cancel_body&) = default;
};
struct replace_body {
    std::string message_id;
    address source;
    std::string schedule, validity;
    std::uint8_t registered_delivery = 0, default_message = 0;
    std::string text;
    tlv_list tlvs;
    friend bool operator==(const replace_body&, const replace_body&) = default;
};
struct alert_body {
    address source, esme;
    tlv_list tlvs;
    friend bool operator==(const alert_body&, const alert_body&) = default;
};
struct broadcast_body {
    std::string service_type;
    address source;
    std::string message_id;
    std::uint8_t priority = 0;
    std::string schedule, validity;
    std::uint8_t replace_if_present = 0, data_coding = 0, default_message = 0;
    tlv_list tlvs;
    friend bool operator==(const broadcast_body&, const broadcast_body&) = default;
};

using body = std::variant<no_body, bind_body, bind_answer, outbind_body, message_body,
    message_answer, multi_body, multi_answer, query_body, query_answer, cancel_body, replace_body,
    alert_body, broadcast_body>;

struct pdu {
    command id = command::generic_nack;
    std::uint32_t status = 0;
    std::uint32_t sequence = 0;
    smpp::body body;
    friend bool operator==(const pdu&, const pdu&) = default;
};

constexpr std::size_t header_size = 16;
/// Longest PDU we read: a message_payload of 64 KiB and what stands around it.
constexpr std::size_t pdu_max = 80 * 1024;

struct header {
    std::uint32_t length = 0;
    command id = command::generic_nack;
    std::uint32_t status = 0, sequence = 0;
};
/// Of at least 16 octets.
[[nodiscard]] header read_header(std::string_view octets);

/// Why a PDU cannot be read: what to answer, and a sentence for the log that names the field.
struct bad_pdu {
    std::uint32_t status = status::invalid_command_length;
    std::string why;
};

/// One whole PDU (its length field tells its size). Never throws; strings that lack their NUL, lengths
/// that reach beyond the PDU and octets left over are errors. A response is read mildly: what cannot be
/// read of its optional parameters is dropped, since its id is worth more.
[[nodiscard]] std::variant<pdu, bad_pdu> read_pdu(std::string_view octets);

/// Appends it. The body must be of the kind the command has (make_body gives it). Strings longer than
/// their field are cut; a text beyond 254 octets moves into message_payload.
void write_pdu(std::string& to, const pdu& p);

/// The kind of body the command has, empty.
[[nodiscard]] body make_body(command c);

/// What a message says: short_message, or message_payload when that is there.
[[nodiscard]] const std::string& content_of(const message_body& m);

}  // namespace zenix::sms::smpp
