#include "sms/stop_words.hpp"

#include <gtest/gtest.h>

#include <set>

namespace zenix::sms {
namespace {

bool stops(std::string_view text) {
    const auto c = consent_in(text);
    return c && c->wish == consent_wish::stop;
}

TEST(stop_words, are_heard_in_every_language_of_the_borrowers) {
    std::set<std::string> languages;
    for (const auto* said : {"STOP", "बंद करो", "বন্ধ করুন", "બંધ કરો", "ನಿಲ್ಲಿಸಿ", "നിർത്തുക", "थांबवा", "ବନ୍ଦ କରନ୍ତୁ",
             "ਬੰਦ ਕਰੋ", "நிறுத்து", "ఆపండి", "بند کرو"}) {
        const auto c = consent_in(said);
        ASSERT_TRUE(c) << said;
        EXPECT_EQ(c->wish, consent_wish::stop) << said;
        languages.insert(c->language);
    }
    EXPECT_EQ(languages.size(), 12u);
}

TEST(stop_words, do_not_mind_case_stops_and_blanks) {
    EXPECT_TRUE(stops("  Stop!! "));
    EXPECT_TRUE(stops("\"STOP\""));
    EXPECT_TRUE(stops("बंद   करो।"));
    EXPECT_TRUE(stops("Opt-Out"));
    EXPECT_TRUE(stops("STOP ZENIX"));
}

TEST(stop_words, leave_sentences_to_a_person) {
    EXPECT_FALSE(stops("Please do not stop my loan"));
    EXPECT_FALSE(stops("I will pay at the end"));
    EXPECT_FALSE(stops("stop calling my brother please"));
    EXPECT_FALSE(consent_in(""));
    EXPECT_FALSE(consent_in("..."));
    EXPECT_FALSE(consent_in(std::string(5000, 's')));
}

TEST(stop_words, can_be_taken_back) {
    const auto c = consent_in("Start");
    ASSERT_TRUE(c);
    EXPECT_EQ(c->wish, consent_wish::start);
    EXPECT_EQ(consent_in("शुरू करें")->wish, consent_wish::start);
}

}  // namespace
}  // namespace zenix::sms
