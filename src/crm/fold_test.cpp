#include "crm/fold.hpp"

#include <gtest/gtest.h>

namespace zenix::crm {
namespace {

TEST(fold, takes_case_accents_and_punctuation_away) {
    EXPECT_EQ(fold("Ramesh Kumar"), "ramesh kumar");
    EXPECT_EQ(fold("  Śrī   D'Souza-Rāo, S.K. "), "sri dsouza rao s k");
    EXPECT_EQ(fold("O\u2019Neill"), "oneill");
    EXPECT_EQ(fold("Kr\u0323s\u0323n\u0323a"), "krsna");  // combining dots
    EXPECT_EQ(fold("K\u1e5b\u1e63\u1e47a"), "krsna");     // the same, composed
    EXPECT_EQ(fold("Müller Weiß Æon Œuvre Þór"), "muller weiss aeon oeuvre thor");
    EXPECT_EQ(fold("a\u00a0b"), "a b");
}

TEST(fold, keeps_other_scripts) {
    EXPECT_EQ(fold("रमेश कुमार"), "रमेश कुमार");
    EXPECT_EQ(fold("முருகன்"), "முருகன்");
}

TEST(fold, leaves_stray_bytes_alone) { EXPECT_EQ(fold("A\xff\xe9"), "a\xff\xe9"); }

TEST(fold, of_no_letters_is_empty) {
    EXPECT_EQ(fold(""), "");
    EXPECT_EQ(fold(" .-' "), "");
}

TEST(fold, of_what_it_gave_is_the_same) {
    for (const char* name : {"Śrī D'Souza", "रमेश", "A-B", "ß", "\xc3"})
        EXPECT_EQ(fold(fold(name)), fold(name));
}

TEST(fold, leaves_nothing_that_like_would_take_for_a_wildcard) {
    EXPECT_EQ(fold("50%_of\\it"), "50 of it");
}

TEST(fold, words) {
    EXPECT_EQ(words_of("ramesh kumar"), (std::vector<std::string>{"ramesh", "kumar"}));
    EXPECT_TRUE(words_of("").empty());
}

TEST(fold, loan_key_is_letters_and_digits) { EXPECT_EQ(loan_key("pl/104-22 b"), "PL10422B"); }

TEST(fold, counts_characters_not_bytes) { EXPECT_EQ(characters("añ र"), 4u); }

TEST(fold, trims_what_spreadsheets_leave) { EXPECT_EQ(trim("\xc2\xa0 a b\t\xc2\xa0\r\n"), "a b"); }

}  // namespace
}  // namespace zenix::crm
