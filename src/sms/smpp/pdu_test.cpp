#include "sms/smpp/frames.hpp"
#include "sms/smpp/pdu.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace zenix::sms::smpp;
using testing::HasSubstr;

namespace {

message_body full_message() {
    message_body m;
    m.service_type = "CMT";
    m.source = {5, 0, "ZENIX"};
    m.destination = {1, 1, "919876543210"};
    m.esm_class = 0x40;
    m.protocol_id = 1;
    m.priority = 2;
    m.schedule = "000000000500000R";
    m.validity = "000001000000000R";
    m.registered_delivery = 0x11;
    m.replace_if_present = 1;
    m.data_coding = 8;
    m.default_message = 3;
    m.text = std::string("\0a\0b", 4);
    m.tlvs = {{0x1400, "1101172974420810001"}, {0x7FFF, std::string("\0\xFF", 2)}, {0x20C, ""}};
    return m;
}

std::vector<pdu> one_of_each() {
    auto data = full_message();
    data.protocol_id = data.priority = data.replace_if_present = data.default_message = 0;
    data.schedule = data.validity = data.text = "";
    multi_body multi{full_message(), {{{}, {1, 1, "91"}}, {"friends", {}}}};
    multi.message.destination = {};
    return {
        {command::bind_transceiver, 0, 1, bind_body{"id", "secret", "VMA", 0x34, {1, 1, "91*"}}},
        {command::bind_receiver, 0, 1, bind_body{}}, {command::bind_transmitter, 0, 1, bind_body{}},
        {response_to(command::bind_transceiver), 0, 1,
            bind_answer{"smsc", {{tag::sc_interface_version, "4"}}}},
        {command::outbind, 0, 2, outbind_body{"smsc", "pw"}}, {command::unbind, 0, 3, no_body{}},
        {response_to(command::unbind), 0, 3, no_body{}}, {command::enquire_link, 0, 4, no_body{}},
        {response_to(command::enquire_link), 0, 4, no_body{}},
        {command::generic_nack, 3, 5, no_body{}}, {command::submit_sm, 0, 6, full_message()},
        {response_to(command::submit_sm), 0, 6,
            message_answer{"4F", {{tag::congestion_state, "P"}}}},
        {command::deliver_sm, 0, 7, full_message()},
        {response_to(command::deliver_sm), 0x64, 7, message_answer{}},
        {command::data_sm, 0, 8, data},
        {response_to(command::data_sm), 0, 8, message_answer{"1", {}}},
        {command::query_sm, 0, 9, query_body{"4F", {1, 1, "55"}, {}}},
        {response_to(command::query_sm), 0, 9, query_answer{"4F", "261129020300000+", 2, 9, {}}},
        {command::cancel_sm, 0, 10, cancel_body{"", "4F", {1, 1, "55"}, {1, 1, "91"}, {}}},
        {response_to(command::cancel_sm), 0, 10, no_body{}},
        {command::replace_sm, 0, 11, replace_body{"4F", {1, 1, "55"}, "", "", 1, 0, "new", {}}},
        {response_to(command::replace_sm), 0, 11, no_body{}}, {command::submit_multi, 0, 12, multi},
        {response_to(command::submit_multi), 0, 12, multi_answer{"7", {{{1, 1, "91"}, 0xB}}, {}}},
        {command::alert_notification, 0, 13, alert_body{{1, 1, "91"}, {0, 0, "esme"}, {}}},
        {command::broadcast_sm, 0, 14,
            broadcast_body{"", {1, 1, "5"}, "b", 1, "", "", 0, 8, 0, {{0x606, "x"}}}},
        {response_to(command::broadcast_sm), 0, 14, message_answer{"b", {}}},
        {command::query_broadcast_sm, 0, 15, query_body{"b", {1, 1, "5"}, {}}},
        {response_to(command::query_broadcast_sm), 0, 15,
            message_answer{"b", {{tag::message_state, "\1"}}}},
        {command::cancel_broadcast_sm, 0, 16, cancel_body{"", "b", {1, 1, "5"}, {}, {}}},
        {response_to(command::cancel_broadcast_sm), 0, 16, no_body{}}};
}

std::string bytes_of(const pdu& p) {
    std::string out;
    write_pdu(out, p);
    return out;
}

pdu good(const std::string& octets) {
    auto r = read_pdu(octets);
    if (const auto* bad = std::get_if<bad_pdu>(&r)) {
        ADD_FAILURE() << bad->why;
        return {};
    }
    return std::get<pdu>(r);
}

bad_pdu bad(const std::string& octets) {
    auto r = read_pdu(octets);
    if (const auto* b = std::get_if<bad_pdu>(&r)) return *b;
    ADD_FAILURE() << "was read";
    return {};
}

std::string relengthed(std::string octets) {
    octets[0] = octets[1] = 0;
    octets[2] = static_cast<char>(octets.size() >> 8U);
    octets[3] = static_cast<char>(octets.size() & 0xFFU);
    return octets;
}

}  // namespace

TEST(pdu, every_kind_comes_back_as_it_was) {
    for (const auto& p : one_of_each()) EXPECT_EQ(good(bytes_of(p)), p) << to_string(p.id);
}

TEST(pdu, a_bind_is_the_octets_of_the_standard) {
    // The example of SMPP 3.4, 7.2 in spirit: system_id SMPP3TEST, password secret08, type SUBMIT1.
    const pdu p{command::bind_transmitter, 0, 1,
        bind_body{"SMPP3TEST", "secret08", "SUBMIT1", 0x00, {1, 1, ""}}};
    EXPECT_EQ(
        bytes_of(p), std::string("\x00\x00\x00\x2F\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x01"
                                 "SMPP3TEST\0secret08\0SUBMIT1\0\x00\x01\x01\x00",
                         47));
}

TEST(pdu, a_request_cut_anywhere_is_a_clear_error) {
    for (const auto& p : one_of_each()) {
        if (is_response(p.id)) continue;
        const auto whole = bytes_of(p);
        for (std::size_t n = 0; n < whole.size(); ++n) {
            // Its header still promises the whole.
            EXPECT_FALSE(bad(whole.substr(0, n)).why.empty());
            if (n <= header_size) continue;
            auto r = read_pdu(relengthed(whole.substr(0, n)));
            if (const auto* b = std::get_if<bad_pdu>(&r)) {
                EXPECT_FALSE(b->why.empty());
                EXPECT_NE(b->status, 0U);
            }
        }
    }
}

TEST(pdu, lengths_that_lie_are_named) {
    message_body m;
    m.text = "hello";
    auto octets = bytes_of({command::submit_sm, 0, 1, m});
    octets[octets.size() - 6] = 6;  // sm_length
    auto b = bad(octets);
    EXPECT_EQ(b.status, status::invalid_length);
    EXPECT_THAT(b.why, HasSubstr("short_message"));

    octets =
        relengthed(bytes_of({command::submit_sm, 0, 1, m}) + std::string("\x14\x00\x00\x09x", 5));
    b = bad(octets);
    EXPECT_EQ(b.status, status::invalid_tlv_stream);

    octets = relengthed(bytes_of({command::enquire_link, 0, 1, no_body{}}) + "x");
    EXPECT_THAT(bad(octets).why, HasSubstr("left after"));
}

TEST(pdu, a_field_that_is_too_long_has_its_own_status) {
    const auto head = bytes_of({command::bind_transceiver, 0, 1, bind_body{}}).substr(0, 16);
    EXPECT_EQ(bad(relengthed(head + std::string(16, 'x') + std::string(8, '\0'))).status,
        status::invalid_system_id);
    EXPECT_EQ(
        bad(relengthed(head + std::string("id\0", 3) + std::string(9, 'x') + std::string(8, '\0')))
            .status,
        status::invalid_password);
}

TEST(pdu, unknown_commands_are_named_in_the_error) {
    const auto octets = std::string("\0\0\0\x10\0\0\x09\x99\0\0\0\0\0\0\0\1", 16);
    EXPECT_EQ(bad(octets).status, status::invalid_command);
    EXPECT_THAT(bad(octets).why, HasSubstr("0x00000999"));
}

TEST(pdu, an_answer_is_read_mildly) {
    // An error without a body, an id of a hundred octets, and rubbish behind the id.
    const auto head = std::string("\0\0\0\x10\x80\0\0\x04\0\0\0\x58\0\0\0\1", 16);
    EXPECT_EQ(good(head).status, status::throttled);
    EXPECT_EQ(std::get<message_answer>(good(head).body).message_id, "");
    const std::string id(100, '7');
    EXPECT_EQ(std::get<message_answer>(good(relengthed(head + id + '\0')).body).message_id, id);
    EXPECT_EQ(
        std::get<message_answer>(good(relengthed(head + id + '\0' + "xyz")).body).message_id, id);
}

TEST(pdu, a_long_text_moves_into_message_payload) {
    message_body m;
    m.text = std::string(300, 'x');
    const auto p = good(bytes_of({command::submit_sm, 0, 1, m}));
    const auto& back = std::get<message_body>(p.body);
    EXPECT_EQ(back.text, "");
    EXPECT_EQ(content_of(back), m.text);
}

TEST(pdu, numbers_in_parameters_need_a_sane_width) {
    tlv_list t{{1, "\x01"}, {2, std::string("\x01\x02", 2)}, {3, "abc"}, {4, ""}};
    EXPECT_EQ(number(t, 1), 1U);
    EXPECT_EQ(number(t, 2), 258U);
    EXPECT_FALSE(number(t, 3));
    EXPECT_FALSE(number(t, 4));
    EXPECT_FALSE(number(t, 5));
}

TEST(frames, octet_by_octet_or_all_at_once) {
    std::string stream;
    for (const auto& p : one_of_each()) stream += bytes_of(p);
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}, stream.size()}) {
        frames f;
        std::vector<std::string> got;
        for (std::size_t i = 0; i < stream.size(); i += step) {
            f.feed(std::string_view(stream).substr(i, step));
            while (const auto frame = f.next()) got.emplace_back(*frame);
        }
        EXPECT_EQ(got.size(), one_of_each().size());
        EXPECT_FALSE(f.spoilt());
    }
}

TEST(frames, absurd_lengths_spoil_the_stream) {
    for (const auto* length : {"\0\0\0\0", "\0\0\0\x0F", "\x05\xF5\xE1\x00", "\xFF\xFF\xFF\xFF"}) {
        frames f;
        f.feed(std::string(length, 4) + std::string(32, 'x'));
        EXPECT_FALSE(f.next());
        EXPECT_TRUE(f.spoilt());
    }
}

TEST(status, words_and_meanings) {
    EXPECT_EQ(status_name(0x58), "ESME_RTHROTTLED");
    EXPECT_EQ(status_name(0x401), "0x0401");
    EXPECT_EQ(meaning_of(0x58), meaning::slow_down);
    EXPECT_EQ(meaning_of(0x14), meaning::slow_down);
    EXPECT_EQ(meaning_of(0x08), meaning::temporary);
    EXPECT_EQ(meaning_of(0x0B), meaning::permanent);
    EXPECT_EQ(meaning_of(0x04), meaning::rebind);
    EXPECT_EQ(meaning_of(0x401), meaning::permanent);
    EXPECT_EQ(to_string(response_to(command::submit_sm)), "submit_sm_resp");
    EXPECT_FALSE(is_known(response_to(command::outbind)));
}
