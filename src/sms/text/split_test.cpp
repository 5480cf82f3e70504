#include "sms/text/split.hpp"
#include "sms/text/udh.hpp"
#include "sms/text/utf.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace zenix::sms::text;
using testing::ElementsAre;

namespace {

std::string times(std::string_view s, std::size_t n) {
    std::string out;
    while (n-- > 0) out += s;
    return out;
}

std::vector<std::size_t> units_of(const split_text& s) {
    std::vector<std::size_t> out;
    for (const auto& p : s.parts) out.push_back(p.units);
    return out;
}

std::string joined(const split_text& s) {
    std::string out;
    for (const auto& p : s.parts) out += read_body(p.body, s.how, s.single_shift, s.locking_shift);
    return out;
}

split_options with(std::vector<language> l) {
    split_options o;
    o.languages = std::move(l);
    return o;
}

}  // namespace

TEST(split, one_part_holds_160_septets_and_the_next_makes_two_of_153) {
    EXPECT_THAT(units_of(split(times("a", 160))), ElementsAre(160));
    EXPECT_THAT(units_of(split(times("a", 161))), ElementsAre(153, 8));
    const auto s = split(times("a", 306));
    EXPECT_THAT(units_of(s), ElementsAre(153, 153));
    EXPECT_EQ(s.left, 0U);
    EXPECT_EQ(s.per_part, 153U);
    split_options wide;
    wide.join = joining::udh16;
    EXPECT_THAT(units_of(split(times("a", 161), wide)), ElementsAre(152, 9));
}

TEST(split, ucs2_parts_hold_70_67_and_66) {
    EXPECT_THAT(units_of(split(times("ж", 70))), ElementsAre(70));
    EXPECT_THAT(units_of(split(times("ж", 71))), ElementsAre(67, 4));
    split_options wide;
    wide.join = joining::udh16;
    EXPECT_THAT(units_of(split(times("ж", 71), wide)), ElementsAre(66, 5));
}

TEST(split, octets_go_in_parts_of_140_134_and_133) {
    EXPECT_THAT(units_of(split_octets(times("x", 140))), ElementsAre(140));
    EXPECT_THAT(units_of(split_octets(times("x", 141))), ElementsAre(134, 7));
    EXPECT_THAT(units_of(split_octets(times("x", 141), joining::udh16)), ElementsAre(133, 8));
    EXPECT_THAT(units_of(split_octets("")), ElementsAre(0));
}

TEST(split, the_composer_sees_characters_units_and_what_is_left) {
    const auto s = split("EMI ₹? No: €5 {x}");
    EXPECT_EQ(s.how, coding::ucs2);  // the rupee sign is in no table of the default alphabet
    const auto t = split("€5 {x}");
    EXPECT_EQ(t.how, coding::gsm7);
    EXPECT_EQ(t.characters, 6U);
    EXPECT_EQ(t.units, 9U);
    EXPECT_EQ(t.left, 151U);
    const auto empty = split("");
    EXPECT_THAT(units_of(empty), ElementsAre(0));
    EXPECT_EQ(empty.left, 160U);
}

TEST(split, an_escape_pair_is_never_cut) {
    const auto s = split(times("a", 152) + times("€", 5));
    EXPECT_THAT(units_of(s), ElementsAre(152, 10));
    EXPECT_EQ(s.parts[1].body.substr(0, 2), "\x1B\x65");
    EXPECT_EQ(joined(s), times("a", 152) + times("€", 5));
}

TEST(split, an_emoji_stays_whole) {
    const auto s = split(times("ж", 66) + "😀" + times("ж", 10));
    EXPECT_THAT(units_of(s), ElementsAre(66, 12));
    EXPECT_EQ(joined(s), times("ж", 66) + "😀" + times("ж", 10));
    EXPECT_EQ(s.characters, 77U);
}

TEST(split, a_family_a_flag_and_a_letter_with_its_marks_stay_whole) {
    const std::string family = "👨‍👩‍👧";  // eight code units
    EXPECT_THAT(units_of(split(times("ж", 62) + family + "ж")), ElementsAre(62, 9));
    EXPECT_THAT(units_of(split(times("ж", 65) + "🇮🇳🇮🇳")), ElementsAre(65, 8));
    // "ksha" is ka, virama, ssa: one letter to its reader.
    EXPECT_THAT(units_of(split(times("ж", 65) + "क्षि" + "ж" + "ж")), ElementsAre(65, 6));
}

TEST(split, a_grapheme_longer_than_a_part_breaks_between_characters) {
    const std::string monster = "e" + times("\u0301", 200);
    const auto s = split(monster);
    EXPECT_THAT(units_of(s), ElementsAre(67, 67, 67));
    EXPECT_EQ(joined(s), monster);
}

TEST(split, parts_say_where_in_the_text_they_stand) {
    const auto s = split(times("ж", 100));
    EXPECT_EQ(s.parts[0].offset, 0U);
    EXPECT_EQ(s.parts[0].length, 134U);
    EXPECT_EQ(s.parts[1].offset, 134U);
    EXPECT_EQ(s.parts[1].length, 66U);
}

TEST(split, bytes_that_are_no_utf8_read_as_question_marks) {
    const auto s = split("a\xFF\xFE"
                         "b");
    EXPECT_EQ(joined(s), "a??b");
}

TEST(split, payload_is_one_part_and_tells_what_the_centre_makes_of_it) {
    split_options o;
    o.join = joining::payload;
    const auto s = split(times("a", 400), o);
    EXPECT_EQ(s.parts.size(), 1U);
    EXPECT_EQ(s.expected, 3U);
    EXPECT_EQ(s.parts[0].body.size(), 400U);
    EXPECT_EQ(header_of(s, 0, 7), "");
}

TEST(split, sar_leaves_the_header_to_the_centre) {
    split_options o;
    o.join = joining::sar;
    const auto s = split(times("a", 161), o);
    EXPECT_THAT(units_of(s), ElementsAre(153, 8));
    EXPECT_EQ(header_of(s, 0, 7), "");
}

TEST(split, headers_carry_reference_total_and_number) {
    auto s = split(times("a", 161));
    EXPECT_EQ(header_of(s, 1, 0x1234), std::string("\x05\x00\x03\x34\x02\x02", 6));
    split_options wide;
    wide.join = joining::udh16;
    s = split(times("a", 161), wide);
    EXPECT_EQ(header_of(s, 0, 0x1234), std::string("\x06\x08\x04\x12\x34\x02\x01", 7));
    EXPECT_EQ(header_of(split("a"), 0, 1), "");
}

TEST(split, hindi_costs_less_with_its_tables_than_as_ucs2) {
    const std::string text = times("नमस्ते। आपकी किस्त देय है ", 5);  // 130 characters
    EXPECT_EQ(split(text).how, coding::ucs2);
    EXPECT_EQ(split(text).parts.size(), 2U);
    const auto s = split(text, with({language::hindi}));
    EXPECT_EQ(s.how, coding::gsm7);
    EXPECT_EQ(s.parts.size(), 1U);
    EXPECT_EQ(s.locking_shift, language::hindi);
    EXPECT_EQ(joined(s), text);
    const auto h = read_udh(header_of(s, 0, 0));
    ASSERT_TRUE(h);
    EXPECT_EQ(h->locking_shift, language::hindi);
}

TEST(split, a_table_that_saves_no_part_is_not_used) {
    EXPECT_EQ(split("नमस्ते", with({language::hindi})).how, coding::ucs2);
}

TEST(split, turkish_and_spanish_use_their_tables) {
    const auto t =
        split(times("ığşĞİŞ", 11), with({language::turkish}));  // 66 characters, 132 septets
    EXPECT_EQ(t.how, coding::ucs2);  // one part either way, and every handset reads UCS-2
    const auto u =
        split(times("Ödemeniz gecikti, lütfen arayın. Şu ", 3), with({language::turkish}));
    EXPECT_EQ(u.how, coding::gsm7);
    EXPECT_EQ(u.locking_shift, language::turkish);  // one septet a letter
    EXPECT_EQ(u.parts.size(), 1U);
    const auto s =
        split(times("Su préstamo está vencido, llámenos ó pague ", 3), with({language::spanish}));
    EXPECT_EQ(s.single_shift, language::spanish);
    EXPECT_EQ(s.locking_shift, language::none);
    EXPECT_EQ(joined(s), times("Su préstamo está vencido, llámenos ó pague ", 3));
}

TEST(split, a_centre_that_means_latin1_gets_latin1) {
    split_options o;
    o.alphabet = default_alphabet::latin1;
    const auto s = split("é {", o);
    EXPECT_EQ(s.how, coding::gsm7);
    EXPECT_EQ(s.parts[0].body, "\xE9 {");
    EXPECT_EQ(s.units, 4U);  // the network still pays two septets for the brace
    EXPECT_EQ(split("€", o).how, coding::ucs2);
    o.alphabet = default_alphabet::ascii;
    EXPECT_EQ(split("é", o).how, coding::ucs2);
    EXPECT_EQ(split("@", o).parts[0].body, "@");
}

TEST(split, force_ucs2_is_obeyed) {
    split_options o;
    o.force_ucs2 = true;
    EXPECT_EQ(split("plain", o).parts[0].body, std::string("\0p\0l\0a\0i\0n", 10));
}

TEST(split, ten_thousand_characters_are_counted_and_come_back) {
    const auto text = times("The quick brown fox owes {5}€. ", 323);
    const auto s = split(text);
    EXPECT_EQ(joined(s), text);
    for (const auto& p : s.parts) EXPECT_LE(p.units, 153U);
}

TEST(split, simplify_makes_a_dear_text_cheap) {
    const std::string dear = "“Pay today” — it’s ₹500…";
    EXPECT_EQ(split(dear).how, coding::ucs2);
    EXPECT_EQ(simplify(dear), "\"Pay today\" - it's Rs.500...");
    EXPECT_EQ(split(simplify(dear)).how, coding::gsm7);
}

TEST(split, utf16_that_is_cut_reads_as_replacement) {
    EXPECT_EQ(utf8_of_utf16(std::string("\xD8\x3D\x00\x61", 4)), "\uFFFDa");
    EXPECT_EQ(utf8_of_utf16(std::string("\xD8\x3D\xDE\x00", 4)), "😀");
    EXPECT_EQ(utf8_of_utf16("\x04"), "");
}
