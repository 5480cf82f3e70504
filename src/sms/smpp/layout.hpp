#pragma once
#include "sms/smpp/pdu.hpp"

// The layout of every body, once, for the reader and the writer alike (SMPP 3.4, chapter 4). Sizes are
// those of the standard with the NUL; ids are read up to 255 octets, since some centres write more
// than 64. The `status` of a field is what a peer is told who gets it wrong.
namespace zenix::sms::smpp::layout {

constexpr std::size_t id_max = 256;

template <class Io>
void address_of(Io& io, const char* name, address& a, std::size_t max, std::uint32_t wrong) {
    io.octet(name, a.ton);
    io.octet(name, a.npi);
    io.text(name, a.digits, max, wrong);
}

template <class Io>
void body_of(Io&, no_body&, command) {}

template <class Io>
void body_of(Io& io, bind_body& b, command) {
    io.text("system_id", b.system_id, 16, status::invalid_system_id);
    io.text("password", b.password, 9, status::invalid_password);
    io.text("system_type", b.system_type, 13, status::invalid_system_type);
    io.octet("interface_version", b.version);
    address_of(io, "address_range", b.range, 41, status::invalid_command_length);
}

template <class Io>
void body_of(Io& io, bind_answer& b, command) {
    if (io.at_end()) return;  // a refusal may come without a body
    io.text("system_id", b.system_id, id_max, status::invalid_system_id);
    io.tlvs(b.tlvs);
}

template <class Io>
void body_of(Io& io, outbind_body& b, command) {
    io.text("system_id", b.system_id, 16, status::invalid_system_id);
    io.text("password", b.password, 9, status::invalid_password);
}

template <class Io>
void after_destination(Io& io, message_body& m) {
    io.octet("esm_class", m.esm_class);
    io.octet("protocol_id", m.protocol_id);
    io.octet("priority_flag", m.priority);
    io.text("schedule_delivery_time", m.schedule, 17, status::invalid_schedule);
    io.text("validity_period", m.validity, 17, status::invalid_expiry);
    io.octet("registered_delivery", m.registered_delivery);
    io.octet("replace_if_present_flag", m.replace_if_present);
    io.octet("data_coding", m.data_coding);
    io.octet("sm_default_msg_id", m.default_message);
    io.counted("short_message", m.text);
    io.tlvs(m.tlvs);
}

template <class Io>
void body_of(Io& io, message_body& m, command c) {
    const bool data = c == command::data_sm;
    const std::size_t longest = data ? 65 : 21;
    io.text("service_type", m.service_type, 6, status::invalid_service_type);
    address_of(io, "source_addr", m.source, longest, status::invalid_source);
    address_of(io, "destination_addr", m.destination, longest, status::invalid_destination);
    if (!data) return after_destination(io, m);
    io.octet("esm_class", m.esm_class);
    io.octet("registered_delivery", m.registered_delivery);
    io.octet("data_coding", m.data_coding);
    io.tlvs(m.tlvs);
}

template <class Io>
void body_of(Io& io, message_answer& m, command) {
    if (io.at_end()) return;
    io.text("message_id", m.message_id, id_max, status::invalid_message_id);
    io.tlvs(m.tlvs);
}

template <class Io>
void item_of(Io& io, multi_destination& d) {
    std::uint8_t flag = d.list ? 2 : 1;
    io.octet("dest_flag", flag);
    if (flag == 2) {
        if (!d.list) d.list.emplace();
        io.text("dl_name", *d.list, 21, 0x34);
    } else if (flag == 1) {
        address_of(io, "destination_addr", d.to, 21, status::invalid_destination);
    } else {
        io.refuse("dest_flag", 0x40);
    }
}

template <class Io>
void item_of(Io& io, multi_failure& f) {
    address_of(io, "unsuccess_sme", f.to, 21, status::invalid_destination);
    io.word("error_status_code", f.status);
}

template <class Io>
void body_of(Io& io, multi_body& m, command) {
    io.text("service_type", m.message.service_type, 6, status::invalid_service_type);
    address_of(io, "source_addr", m.message.source, 21, status::invalid_source);
    io.list("number_of_dests", m.destinations);
    after_destination(io, m.message);
}

template <class Io>
void body_of(Io& io, multi_answer& m, command) {
    if (io.at_end()) return;
    io.text("message_id", m.message_id, id_max, status::invalid_message_id);
    io.list("no_unsuccess", m.failures);
    io.tlvs(m.tlvs);
}

template <class Io>
void body_of(Io& io, query_body& q, command) {
    io.text("message_id", q.message_id, id_max, status::invalid_message_id);
    address_of(io, "source_addr", q.source, 21, status::invalid_source);
    io.tlvs(q.tlvs);
}

template <class Io>
void body_of(Io& io, query_answer& q, command) {
    if (io.at_end()) return;
    io.text("message_id", q.message_id, id_max, status::invalid_message_id);
    io.text("final_date", q.final_date, 17, status::invalid_command_length);
    io.octet("message_state", q.state);
    io.octet("error_code", q.error);
    io.tlvs(q.tlvs);
}

template <class Io>
void body_of(Io& io, cancel_body& b, command c) {
    io.text("service_type", b.service_type, 6, status::invalid_service_type);
    io.text("message_id", b.message_id, id_max, status::invalid_message_id);
    address_of(io, "source_addr", b.source, 21, status::invalid_source);
    if (c == command::cancel_sm)
        address_of(io, "destination_addr", b.destination, 21, status::invalid_destination);
    io.tlvs(b.tlvs);
}

template <class Io>
void body_of(Io& io, replace_body& b, command) {
    io.text("message_id", b.message_id, id_max, status::invalid_message_id);
    address_of(io, "source_addr", b.source, 21, status::invalid_source);
    io.text("schedule_delivery_time", b.schedule, 17, status::invalid_schedule);
    io.text("validity_period", b.validity, 17, status::invalid_expiry);
    io.octet("registered_delivery", b.registered_delivery);
    io.octet("sm_default_msg_id", b.default_message);
    io.counted("short_message", b.text);
    io.tlvs(b.tlvs);
}

template <class Io>
void body_of(Io& io, alert_body& b, command) {
    address_of(io, "source_addr", b.source, 65, status::invalid_source);
    address_of(io, "esme_addr", b.esme, 65, status::invalid_destination);
    io.tlvs(b.tlvs);
}

template <class Io>
void body_of(Io& io, broadcast_body& b, command) {
    io.text("service_type", b.service_type, 6, status::invalid_service_type);
    address_of(io, "source_addr", b.source, 21, status::invalid_source);
    io.text("message_id", b.message_id, id_max, status::invalid_message_id);
    io.octet("priority_flag", b.priority);
    io.text("schedule_delivery_time", b.schedule, 17, status::invalid_schedule);
    io.text("validity_period", b.validity, 17, status::invalid_expiry);
    io.octet("replace_if_present_flag", b.replace_if_present);
    io.octet("data_coding", b.data_coding);
    io.octet("sm_default_msg_id", b.default_message);
    io.tlvs(b.tlvs);
}

}  // namespace zenix::sms::smpp::layout
