#include "sms/text/alphabet.hpp"
#include "sms/text/tables.hpp"
#include "sms/text/utf.hpp"

#include <gtest/gtest.h>

using namespace zenix::sms::text;

namespace {

constexpr int languages = 14;

}  // namespace

TEST(alphabet, the_default_table_is_that_of_gsm_03_38) {
    const alphabet a(language::none, language::none);
    EXPECT_EQ(a.of(U'@').first, 0x00);
    EXPECT_EQ(a.of(U'$').first, 0x02);
    EXPECT_EQ(a.of(U'_').first, 0x11);
    EXPECT_EQ(a.of(U'Δ').first, 0x10);
    EXPECT_EQ(a.of(U'à').first, 0x7F);
    EXPECT_EQ(a.of(U'z').first, 0x7A);
    EXPECT_EQ(a.of(U'`').size, 0);
    EXPECT_EQ(a.of(U'ç').size, 0);  // only the capital is there
    EXPECT_EQ(a.of(0x1B).size, 0);
}

TEST(alphabet, the_extension_is_that_of_the_facts) {
    const alphabet a(language::none, language::none);
    const std::pair<char32_t, int> all[] = {{U'\f', 0x0A}, {U'^', 0x14}, {U'{', 0x28}, {U'}', 0x29},
        {U'\\', 0x2F}, {U'[', 0x3C}, {U'~', 0x3D}, {U']', 0x3E}, {U'|', 0x40}, {U'€', 0x65}};
    for (const auto& [c, code] : all) {
        EXPECT_EQ(a.of(c).size, 2);
        EXPECT_EQ(a.of(c).second, code);
    }
}

TEST(alphabet, every_character_of_every_table_comes_back) {
    for (int i = 0; i < languages; ++i) {
        const auto l = static_cast<language>(i);
        const alphabet a(l, l);
        for (const auto* table : {&locking_table(l), &single_table(l)}) {
            for (const char32_t c : *table) {
                if (c == 0) continue;
                const auto s = a.of(c);
                ASSERT_GT(s.size, 0) << to_string(l) << ' ' << static_cast<unsigned>(c);
                std::string octets(1, static_cast<char>(s.first));
                if (s.size == 2) octets += static_cast<char>(s.second);
                std::string expected;
                append_utf8(expected, c);
                EXPECT_EQ(a.read(octets), expected) << to_string(l);
            }
        }
    }
}

TEST(alphabet, no_table_puts_a_character_where_the_escape_is) {
    for (int i = 0; i < languages; ++i) {
        EXPECT_EQ(locking_table(static_cast<language>(i))[escape], 0);
        EXPECT_EQ(single_table(static_cast<language>(i))[escape], 0);
    }
}

TEST(alphabet, indian_tables_hold_their_own_script_and_the_digits_stay) {
    // First and last code point of the script, in the order of the identifiers 4 to 12.
    const char32_t blocks[] = {
        0x0980, 0x0A80, 0x0900, 0x0C80, 0x0D00, 0x0B00, 0x0A00, 0x0B80, 0x0C00};
    for (int i = 4; i <= 12; ++i) {
        const auto l = static_cast<language>(i);
        const char32_t from = blocks[i - 4];
        int own = 0;
        for (const char32_t c : locking_table(l)) {
            if (c >= 0x0250) {
                EXPECT_TRUE(c >= from && c < from + 0x80)
                    << to_string(l) << ' ' << static_cast<unsigned>(c);
                ++own;
            }
        }
        EXPECT_GT(own, 40) << to_string(l);
        for (char32_t d = U'0'; d <= U'9'; ++d) EXPECT_EQ(locking_table(l)[d], d);
        EXPECT_EQ(locking_table(l)[0x2C], u',');
        EXPECT_EQ(locking_table(l)[0x0A], u'\n');
        // The script's own digit one.
        EXPECT_EQ(single_table(l)[l == language::bengali ? 0x1A : 0x1D], from + 0x67)
            << to_string(l);
    }
}

TEST(alphabet, unknown_escapes_read_as_the_standard_asks) {
    const alphabet a(language::none, language::none);
    EXPECT_EQ(a.read("x\x1B"), "x ");
    EXPECT_EQ(a.read("\x1B\x41"), "A");  // nothing there: the main table's
    EXPECT_EQ(a.read("\x1B\x1B\x41"), " A");
    EXPECT_EQ(a.read("\x80"), "?");
}

TEST(alphabet, septets_are_packed_as_the_standard_shows) {
    EXPECT_EQ(pack("hellohello"), "\xE8\x32\x9B\xFD\x46\x97\xD9\xEC\x37");
    EXPECT_EQ(unpack("\xE8\x32\x9B\xFD\x46\x97\xD9\xEC\x37", 10), "hellohello");
    for (std::size_t n = 0; n < 40; ++n)
        for (unsigned fill = 0; fill < 7; ++fill) {
            std::string s;
            for (std::size_t i = 0; i < n; ++i) s += static_cast<char>((i * 37 + 5) % 128);
            EXPECT_EQ(unpack(pack(s, fill), n, fill), s);
        }
}

TEST(alphabet, languages_have_names) {
    for (int i = 0; i < languages; ++i)
        EXPECT_EQ(language_named(to_string(static_cast<language>(i))), static_cast<language>(i));
    EXPECT_FALSE(language_named("klingon"));
}
