#include "crm/calling_code.hpp"
#include "crm/search_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zenix::crm {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string tiers(std::string_view typed) {
    std::string out;
    for (const tier t : plan_search(typed, "91").tiers) out += static_cast<char>(t);
    return out;
}

TEST(search_plan, letters_are_a_name_first_and_then_a_loan) {
    EXPECT_EQ(tiers("ram"), "abdh");
    EXPECT_EQ(tiers("ram k"), "abcd");
    EXPECT_EQ(tiers("रमेश"), "abd");
}

TEST(search_plan, one_or_two_letters_are_only_looked_for_where_words_begin) {
    EXPECT_EQ(tiers("r"), "ab");
    EXPECT_EQ(tiers("ra ku"), "abc");
    EXPECT_THAT(plan_search("ra kumar", "91").part, ElementsAre("% ra%", "%kumar%"));
}

TEST(search_plan, longest_word_leads_through_the_index) {
    const auto p = plan_search("s kumar deshpande", "91");
    EXPECT_EQ(p.longest, 2u);
    EXPECT_EQ(p.second, 1u);
    EXPECT_EQ(p.phrase, "s kumar deshpande");
}

TEST(search_plan, digits_are_a_number_or_a_loan) {
    EXPECT_EQ(tiers("98"), "fgh");
    EXPECT_EQ(tiers("987"), "fghij");
    EXPECT_EQ(tiers("4821"), "efghij");
    EXPECT_EQ(tiers("(98) 765-43.21"), "efghij");
}

TEST(search_plan, reads_a_number_as_it_is_dialled_here_and_from_abroad) {
    EXPECT_EQ(plan_search("098765", "91").national, "+9198765");
    EXPECT_EQ(plan_search("98765", "91").national, "+9198765");
    EXPECT_EQ(plan_search("+91 98765", "91").international, "+9198765");
    EXPECT_EQ(plan_search("0091 98765", "91").international, "+9198765");
    EXPECT_EQ(tiers("+9198765"), "ghij");
}

TEST(search_plan, letters_with_digits_are_a_loan) {
    EXPECT_EQ(tiers("pl-2024"), "hj");
    EXPECT_EQ(plan_search("pl-2024", "91").loan, "PL2024");
}

TEST(search_plan, nothing_to_look_for_finds_nothing) {
    for (const char* typed : {"", "  ", "+", "-.'", "%", "_"})
        EXPECT_THAT(tiers(typed), IsEmpty()) << typed;
}

TEST(search_plan, wildcards_lose_their_meaning) {
    const auto p = plan_search("r%m_sh", "91");
    EXPECT_THAT(p.beginning, ElementsAre("% r%", "% m%", "% sh%"));
}

TEST(calling_code, is_that_of_the_country) {
    EXPECT_EQ(calling_code("IN"), "91");
    EXPECT_EQ(calling_code("US"), "1");
    EXPECT_EQ(calling_code("XX"), "");
}

}  // namespace
}  // namespace zenix::crm
