#include "gateways/drivers/yeastar/parts.hpp"
#include "gateways/drivers/yeastar/words.hpp"

#include <gtest/gtest.h>

namespace zenix::gateways::drivers::yeastar {
namespace {

packet answer(std::vector<std::string> lines) {
    packet p;
    p.body = std::move(lines);
    return p;
}
packet event(std::vector<std::pair<std::string, std::string>> fields) {
    packet p;
    p.what = packet::kind::event;
    p.fields = std::move(fields);
    return p;
}
port_reading port(const std::string& span, std::vector<std::string> detail) {
    const auto s = read_spans(answer({"GSM span 1: " + span})).value().at(0);
    if (detail.empty()) return read_port(s, std::nullopt);
    return read_port(s, read_detail(answer(std::move(detail))).value());
}

TEST(yeastar_words, spans_count_from_one) {
    const auto r = read_spans(answer({"GSM span 2: Power on, Provisioned, Up, Active,Standard",
        "GSM span 1: Power on, Provisioned, Undetected SIM Card, Active,Standard", "GSM span 0: x",
        "GSM span 2: twice", "noise"}));
    ASSERT_TRUE(r.ok());
    ASSERT_EQ(r.value().size(), 2U);
    EXPECT_EQ(r.value()[0].port, 0);
    EXPECT_EQ(r.value()[0].words[2], "Undetected SIM Card");
    EXPECT_EQ(r.value()[1].words.size(), 5U);
    EXPECT_EQ(read_spans(answer({})).error().code, "protocol");
    EXPECT_EQ(read_spans(answer({"No such command 'gsm show spans'"})).error().code, "unsupported");
}

TEST(yeastar_words, a_port_with_its_details) {
    const auto r = port("Power on, Provisioned, Up, Active,Standard",
        {"D-channel: 2", "Status: Power on, Provisioned, Up, Active,Standard",
            "Network Name: Airtel", "Network Status: Registered (Home network)",
            "Signal Quality (0,31): 21", "SIM IMSI: 404100000000001", "State: READY"});
    EXPECT_EQ(r.port.state, port_state::registered);
    EXPECT_EQ(r.port.signal_csq, 21);
    EXPECT_EQ(r.port.network, "Airtel");
    EXPECT_EQ(r.port.imsi, "404100000000001");
    EXPECT_FALSE(r.port.in_call);
    EXPECT_EQ(r.unknown, "");
}

TEST(yeastar_words, states_by_what_the_box_calls_them) {
    const auto by_network = [](const char* status) {
        return port("Power on, Up", {std::string("Network Status: ") + status}).port.state;
    };
    EXPECT_EQ(by_network("Registered (Roaming)"), port_state::registered);
    EXPECT_EQ(by_network("Not registered, searching"), port_state::searching);
    EXPECT_EQ(by_network("Not registered"), port_state::unregistered);
    EXPECT_EQ(by_network("Registration denied"), port_state::unregistered);
    EXPECT_EQ(by_network("Quantum"), port_state::unknown);
    EXPECT_EQ(port("Power off", {}).port.state, port_state::powered_off);
    EXPECT_EQ(
        port("Power on, Provisioned, Undetected SIM Card", {}).port.state, port_state::no_sim);
    EXPECT_EQ(port("Power on, SIM PIN Required", {}).port.state, port_state::pin_required);
    EXPECT_EQ(port("Power on, PUK", {}).port.state, port_state::puk_required);
    EXPECT_EQ(port("Power on, Up", {}).port.state, port_state::unknown) << "no details: no guess";
    EXPECT_NE(port("Power on, Up", {}).unknown, "");
    EXPECT_TRUE(
        port("Power on", {"State: CALL ACTIVE", "Network Status: Registered"}).port.in_call);
    EXPECT_EQ(
        port("Power on", {"State: MUSING", "Network Status: Registered"}).unknown, "state MUSING");
}

TEST(yeastar_words, ussd_in_either_alphabet_and_over_lines) {
    EXPECT_EQ(
        read_ussd(answer({"USSD Response: 2", "USSD Message: Bal: 42,50", "valid till 1 Dec"}))
            .value()
            .text,
        "Bal: 42,50\nvalid till 1 Dec");
    EXPECT_EQ(
        read_ussd(answer({"USSD Message: \"00420061006C\"", "USSD Code: 15"})).value().text, "Bal");
    EXPECT_EQ(read_ussd(answer({"ERROR: timeout"})).error().code, "timeout");
    EXPECT_EQ(read_ussd(answer({"span is busy"})).error().code, "busy");
    EXPECT_EQ(read_ussd(answer({"USSD Message: "})).error().code, "rejected");
    EXPECT_EQ(read_ussd(answer({})).error().code, "rejected");
    EXPECT_TRUE(is_ussd_code("*123#"));
    EXPECT_FALSE(is_ussd_code("*1\" 9 \""));
    EXPECT_FALSE(is_ussd_code(""));
}

TEST(yeastar_words, events_are_typed) {
    const auto t =
        read_received(event({{"event", "ReceivedSMS"}, {"gsmspan", "3"}, {"sender", "+91"},
                          {"recvtime", "2026-11-22 18:30:00"}, {"index", "1"}, {"total", "2"},
                          {"id", "9"}, {"content", "50%25+off%0Anow %zz %"}}),
            "Asia/Kolkata");
    ASSERT_TRUE(t);
    EXPECT_EQ(t->text.port, 2);
    EXPECT_EQ(t->text.text, "50% off\nnow %zz %");
    EXPECT_EQ(to_rfc3339(*t->text.at), "2026-11-22T13:00:00.000Z");
    EXPECT_EQ(t->total, 2);
    EXPECT_EQ(
        read_received(event({{"event", "ReceivedSMS"}, {"gsmport", "1"}, {"sender", "x"}}), "UTC")
            ->text.port,
        0);
    EXPECT_FALSE(read_received(event({{"event", "ReceivedSMS"}, {"sender", "x"}}), "UTC"));
    EXPECT_FALSE(read_received(event({{"event", "Other"}}), "UTC"));
    EXPECT_EQ(read_sent(event({{"event", "UpdateSMSSend"}, {"id", "7"}, {"status", "1"}}))->stage,
        text_stage::sent);
    EXPECT_EQ(read_sent(event({{"event", "UpdateSMSSend"}, {"id", "7"}, {"status", "0"}}))->stage,
        text_stage::failed);
    EXPECT_FALSE(read_sent(event({{"event", "UpdateSMSSend"}, {"id", "x"}})));
}

TEST(yeastar_words, a_text_stays_one_word_of_its_command) {
    EXPECT_EQ(
        send_sms_command({.port = 1, .to = "+9198", .text = "a \"b\"\n+", .reference = 5}).value(),
        "gsm send sms 2 +9198 \"a%20%22b%22%0A%2B\" 5");
    EXPECT_TRUE(read_taken(answer({})).ok());
    EXPECT_TRUE(read_taken(answer({"Sending to +9198"})).ok());
    EXPECT_EQ(read_taken(answer({"Unable to find span"})).error().detail, "Unable to find span");
    EXPECT_EQ(send_sms_command({.port = 1, .to = "98 9", .text = "a"}).error().code, "rejected");
    EXPECT_EQ(send_sms_command({.port = -1, .to = "98", .text = "a"}).error().code, "rejected");
    EXPECT_EQ(send_sms_command({.port = 0, .to = "98", .text = std::string(513, 'a')}).error().code,
        "too_large");
}

text_part part(const std::string& id, int index, int total, const std::string& text) {
    text_part p;
    p.text.id = id;
    p.text.from = "+91";
    p.text.text = text;
    p.index = index;
    p.total = total;
    return p;
}

TEST(yeastar_parts, long_texts_are_whole_from_either_base_in_any_order) {
    for (const int base : {0, 1}) {
        text_parts parts;
        EXPECT_TRUE(parts.add(part("a", base + 2, 3, "C"), {}).empty());
        EXPECT_TRUE(parts.add(part("a", base, 3, "A"), {}).empty());
        EXPECT_TRUE(parts.add(part("a", base, 3, "A"), {}).empty()) << "the same once more";
        EXPECT_TRUE(parts.add(part("b", base, 2, "x"), {}).empty());
        const auto whole = parts.add(part("a", base + 1, 3, "B"), {});
        ASSERT_EQ(whole.size(), 1U) << base;
        EXPECT_EQ(whole[0].text, "ABC");
        EXPECT_TRUE(whole[0].whole);
    }
}

TEST(yeastar_parts, what_stays_incomplete_is_given_as_it_is) {
    text_parts parts;
    EXPECT_EQ(parts.add(part("s", 1, 1, "short"), {}).at(0).text, "short");
    const text_parts::instant later = text_parts::instant() + std::chrono::minutes(10);
    (void)parts.add(part("a", 1, 2, "half"), {});
    EXPECT_TRUE(parts.expire(later - ms(1)).empty());
    const auto given = parts.expire(later);
    ASSERT_EQ(given.size(), 1U);
    EXPECT_FALSE(given[0].whole);
    for (int i = 0; i < 64; ++i)
        EXPECT_TRUE(parts.add(part(std::to_string(i), 1, 2, "x"), later).empty());
    EXPECT_EQ(parts.add(part("one too many", 1, 2, "x"), later).size(), 1U);
    EXPECT_EQ(parts.pending(), 64U);
}

}  // namespace
}  // namespace zenix::gateways::drivers::yeastar
