#include "sms/text/receipt.hpp"
#include "sms/text/utf.hpp"

#include <gtest/gtest.h>

using namespace zenix::sms::text;
using zenix::parse_time;

TEST(receipt, the_usual_form_is_read_whole) {
    const auto r = read_receipt("id:0123456789 sub:001 dlvrd:001 submit date:2611290203 done "
                                "date:2611290204 stat:DELIVRD err:000 text:Your EMI id:77 stat:X");
    ASSERT_TRUE(r);
    EXPECT_EQ(r->id, "0123456789");
    EXPECT_EQ(r->state, message_state::delivered);
    EXPECT_EQ(r->error, "000");
    EXPECT_EQ(r->submitted, 1U);
    EXPECT_EQ(r->delivered, 1U);
    EXPECT_EQ(r->submitted_at, parse_time("2026-11-29T02:03:00Z"));
    EXPECT_EQ(r->done_at, parse_time("2026-11-29T02:04:00Z"));
    EXPECT_EQ(r->text, "Your EMI id:77 stat:X");
}

TEST(receipt, seconds_centuries_and_separators_in_dates_are_understood) {
    const auto when = [](std::string date) {
        return read_receipt("id:1 stat:DELIVRD done date:" + date)->done_at;
    };
    EXPECT_EQ(when("261129020405"), parse_time("2026-11-29T02:04:05Z"));
    EXPECT_EQ(when("20261129020405"), parse_time("2026-11-29T02:04:05Z"));
    EXPECT_EQ(when("2026-11-29 02:04:05"), parse_time("2026-11-29T02:04:05Z"));
    EXPECT_FALSE(when("2613290204"));
    EXPECT_FALSE(when("yesterday"));
}

TEST(receipt, fields_in_any_order_any_case_and_some_missing) {
    const auto r = read_receipt("Stat:UNDELIV, ID: abc-DEF-1 ,Err:0B3");
    ASSERT_TRUE(r);
    EXPECT_EQ(r->id, "abc-DEF-1");
    EXPECT_EQ(r->state, message_state::undeliverable);
    EXPECT_EQ(r->error, "0B3");
    EXPECT_FALSE(r->delivered);
}

TEST(receipt, underscores_and_glued_names_are_known) {
    const auto r =
        read_receipt("message_id:9\nsubmit_date:2611290203\ndonedate:2611290204\nstatus:expired");
    ASSERT_TRUE(r);
    EXPECT_EQ(r->id, "9");
    EXPECT_TRUE(r->submitted_at && r->done_at);
    EXPECT_EQ(r->state, message_state::expired);
}

TEST(receipt, tlvs_win_over_the_text) {
    receipt_tlvs t;
    t.receipted_message_id = std::string("77\0", 3);
    t.message_state = 8;
    t.network_error_code = std::string("\x03\x00\x22", 3);
    const auto r = read_receipt("id:1 stat:DELIVRD err:000", t);
    ASSERT_TRUE(r);
    EXPECT_EQ(r->id, "77");
    EXPECT_EQ(r->state, message_state::rejected);
    EXPECT_EQ(r->error, "034");
    EXPECT_EQ(r->network, 3);
}

TEST(receipt, tlvs_alone_are_enough) {
    receipt_tlvs t;
    t.receipted_message_id = "A0";
    t.message_state = 2;
    const auto r = read_receipt("", t);
    ASSERT_TRUE(r);
    EXPECT_EQ(r->state, message_state::delivered);
}

TEST(receipt, ascii_in_utf16_is_read) {
    std::string wide;
    for (const char c : std::string("id:5 stat:DELIVRD"))
        append_utf16(wide, static_cast<char32_t>(c));
    const auto r = read_receipt(wide);
    ASSERT_TRUE(r);
    EXPECT_EQ(r->id, "5");
}

TEST(receipt, what_a_borrower_writes_is_no_receipt) {
    EXPECT_FALSE(read_receipt("STOP"));
    EXPECT_FALSE(read_receipt("my id: 5 please call"));
    EXPECT_FALSE(read_receipt(""));
    EXPECT_FALSE(read_receipt("stat:DELIVRD"));
    EXPECT_FALSE(read_receipt("id:5 stat:QWERTY"));
}

TEST(receipt, states_are_named_in_many_ways) {
    EXPECT_EQ(state_named("DELIVERED"), message_state::delivered);
    EXPECT_EQ(state_named("Delivrd"), message_state::delivered);
    EXPECT_EQ(state_named("UNDELIVERABLE"), message_state::undeliverable);
    EXPECT_EQ(state_named("REJECTED"), message_state::rejected);
    EXPECT_EQ(state_named("buffered"), message_state::enroute);
    EXPECT_EQ(state_named("2"), message_state::delivered);
    EXPECT_FALSE(state_named("OK"));
    for (int i = 0; i <= 9; ++i) {
        const auto s = static_cast<message_state>(i);
        EXPECT_EQ(state_named(short_word(s)), s);
    }
    EXPECT_FALSE(is_final(message_state::accepted));
    EXPECT_FALSE(is_final(message_state::unknown));
    EXPECT_TRUE(is_final(message_state::expired));
}

TEST(receipt, ours_is_read_again) {
    receipt r;
    r.id = "42";
    r.state = message_state::undeliverable;
    r.error = "012";
    r.submitted_at = parse_time("2026-11-29T02:03:00Z");
    r.done_at = parse_time("2026-11-29T23:59:00Z");
    r.text = "Dear customer, your EMI of";
    EXPECT_EQ(write_receipt(r),
        "id:42 sub:001 dlvrd:000 submit date:2611290203 done date:2611292359 "
        "stat:UNDELIV err:012 text:Dear customer, your ");
    const auto back = read_receipt(write_receipt(r));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->done_at, r.done_at);
    EXPECT_EQ(back->state, r.state);
}

TEST(message_id, hexadecimal_meets_decimal) {
    id_rule rule;
    rule.in_response = id_base::hexadecimal;
    rule.in_receipt = id_base::decimal;
    EXPECT_EQ(response_key("1A", rule), receipt_key("26", rule));
    EXPECT_EQ(response_key("0x00FF", rule), receipt_key("0000000255", rule));
    EXPECT_EQ(response_key("FFFFFFFFFFFFFFFF", rule), receipt_key("18446744073709551615", rule));
    // No number of that base: as it is.
    EXPECT_EQ(response_key("f47ac10b-58cc", rule), "f47ac10b-58cc");
    EXPECT_EQ(response_key("1FFFFFFFFFFFFFFFFF", rule), "1FFFFFFFFFFFFFFFFF");
}

TEST(message_id, zeros_and_case_fold_only_when_told) {
    EXPECT_NE(response_key("007", {}), receipt_key("7", {}));
    id_rule rule;
    rule.strip_zeros = rule.fold_case = true;
    EXPECT_EQ(response_key("00aB", rule), receipt_key("AB", rule));
    EXPECT_EQ(response_key("000", rule), "0");
    EXPECT_EQ(response_key("", rule), "");
    EXPECT_EQ(response_key(std::string(" 12 \0", 5), {}), "12");
}
