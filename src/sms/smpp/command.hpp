#pragma once
#include <cstdint>
#include <string>
#include <string_view>

/// SMPP 3.4, with what 5.0 added that peers use.
namespace zenix::sms::smpp {

enum class command : std::uint32_t {
    generic_nack = 0x80000000,
    bind_receiver = 0x1,
    bind_transmitter = 0x2,
    query_sm = 0x3,
    submit_sm = 0x4,
    deliver_sm = 0x5,
    unbind = 0x6,
    replace_sm = 0x7,
    cancel_sm = 0x8,
    bind_transceiver = 0x9,
    outbind = 0xB,
    enquire_link = 0x15,
    submit_multi = 0x21,
    alert_notification = 0x102,
    data_sm = 0x103,
    broadcast_sm = 0x111,
    query_broadcast_sm = 0x112,
    cancel_broadcast_sm = 0x113
};

constexpr std::uint32_t response_bit = 0x80000000;
[[nodiscard]] constexpr bool is_response(command c) {
    return (static_cast<std::uint32_t>(c) & response_bit) != 0;
}
[[nodiscard]] constexpr command response_to(command c) {
    return static_cast<command>(static_cast<std::uint32_t>(c) | response_bit);
}
[[nodiscard]] constexpr command request_of(command c) {
    return static_cast<command>(static_cast<std::uint32_t>(c) & ~response_bit);
}
/// One of the commands above or its response.
[[nodiscard]] bool is_known(command c);
[[nodiscard]] constexpr bool is_bind(command c) {
    return c == command::bind_receiver || c == command::bind_transmitter ||
           c == command::bind_transceiver;
}
/// `submit_sm`, `submit_sm_resp`, …; `0x00000999` for what is unknown.
[[nodiscard]] std::string to_string(command c);

/// command_status. Only those that we set or that change what we do have a name here.
namespace status {
constexpr std::uint32_t ok = 0x0, invalid_length = 0x1, invalid_command_length = 0x2,
                        invalid_command = 0x3, wrong_bind_state = 0x4, already_bound = 0x5,
                        system_error = 0x8, invalid_source = 0xA, invalid_destination = 0xB,
                        invalid_message_id = 0xC, bind_failed = 0xD, invalid_password = 0xE,
                        invalid_system_id = 0xF, queue_full = 0x14, invalid_service_type = 0x15,
                        invalid_destinations = 0x33, invalid_esm_class = 0x43, submit_failed = 0x45,
                        invalid_system_type = 0x53, throttled = 0x58, invalid_schedule = 0x61,
                        invalid_expiry = 0x62, receiver_temporary = 0x64, receiver_permanent = 0x65,
                        receiver_reject = 0x66, query_failed = 0x67, invalid_tlv_stream = 0xC0,
                        tlv_missing = 0xC3, delivery_failure = 0xFE, unknown_error = 0xFF,
                        invalid_data_coding = 0x104;
}  // namespace status

/// `ESME_RTHROTTLED` and what it means; `0x0401` for a number of the vendor's own.
[[nodiscard]] std::string status_name(std::uint32_t status);

/// What a refusal means for the message it was said of.
enum class meaning : std::uint8_t { accepted, slow_down, temporary, permanent, rebind };
[[nodiscard]] meaning meaning_of(std::uint32_t status);

/// Optional parameters worth a name.
namespace tag {
constexpr std::uint16_t payload_type = 0x0019, additional_status_info_text = 0x001D,
                        receipted_message_id = 0x001E, user_message_reference = 0x0204,
                        source_port = 0x020A, dest_port = 0x020B, sar_msg_ref_num = 0x020C,
                        language_indicator = 0x020D, sar_total_segments = 0x020E,
                        sar_segment_seqnum = 0x020F, sc_interface_version = 0x0210,
                        network_error_code = 0x0423, message_payload = 0x0424,
                        delivery_failure_reason = 0x0425, more_messages_to_send = 0x0426,
                        message_state = 0x0427, congestion_state = 0x0428, ussd_service_op = 0x0501;
}  // namespace tag

namespace esm {
constexpr std::uint8_t receipt = 0x04, type_mask = 0x3C, intermediate = 0x20, udh = 0x40;
}

}  // namespace zenix::sms::smpp
