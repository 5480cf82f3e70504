#include "sms/merge.hpp"

#include <gtest/gtest.h>

#include <random>

namespace zenix::sms {
namespace {

TEST(merge, fills_fields_and_names_those_it_has_no_value_for) {
    const auto f = fill("Dear {{name}}, {{ amount_due }} is due. {{name}} {{x}}",
        {{"name", "Asha"}, {"amount_due", "INR 10.00"}, {"x", ""}});
    EXPECT_EQ(f.text, "Dear Asha, INR 10.00 is due. Asha ");
    EXPECT_EQ(f.missing, std::vector<std::string>{"x"});
}

TEST(merge, leaves_braces_that_are_no_field_and_says_so) {
    EXPECT_EQ(fill("{{Name}} {{ }} }} {{", {}).text, "{{Name}} {{ }} }} {{");
    EXPECT_NE(wrong_with_wording("Dear {{Name}}"), "");
    EXPECT_NE(wrong_with_wording("Dear {{name}"), "");
    EXPECT_NE(wrong_with_wording("   "), "");
    EXPECT_EQ(wrong_with_wording("Dear {{name}}, hello"), "");
}

TEST(merge, never_fills_what_a_value_brings_along) {
    EXPECT_EQ(fill("{{a}}", {{"a", "{{b}}"}, {"b", "no"}}).text, "{{b}}");
}

TEST(merge, a_text_fits_the_wording_it_was_made_from) {
    EXPECT_TRUE(fits("Dear {{name}}, pay {{amount}}. - ZENIX", " Dear Asha, pay 10. - ZENIX "));
    EXPECT_FALSE(fits("Dear {{name}}, pay {{amount}}. - ZENIX", "Dear Asha, pay 10. - OTHER"));
    EXPECT_FALSE(fits("Dear {{name}}, pay.", "Dear , pay."));
    EXPECT_TRUE(fits("No fields.", "No fields."));
    EXPECT_FALSE(fits("No fields.", "No fields. More."));
    EXPECT_TRUE(fits("{{a}}{{b}}", "xy"));
    EXPECT_FALSE(fits("{{a}}{{b}}", "x"));
}

// Property: whatever is put in, the text fits the wording it came from.
TEST(merge, whatever_is_filled_in_fits) {
    std::mt19937 dice(7);
    const std::string letters = "ab {}-\xe0\xa4\xa8";
    const auto some = [&](int most) {
        std::string s;
        for (int n = static_cast<int>(dice() % static_cast<unsigned>(most)) + 1; n > 0; --n)
            s += letters[dice() % letters.size()];
        return s;
    };
    for (int round = 0; round < 20'000; ++round) {
        std::string wording = "x";
        field_values values;
        for (unsigned n = dice() % 4; n > 0; --n) {
            const auto name = "f" + std::to_string(n);
            wording += some(6) + "{{" + name + "}}";
            values[name] = "v" + some(8) + "v";
        }
        wording += some(6) + "x";
        if (!wrong_with_wording(wording).empty()) continue;
        const auto f = fill(wording, values);
        ASSERT_TRUE(fits(wording, f.text)) << wording << "\n" << f.text;
    }
}

}  // namespace
}  // namespace zenix::sms
