#include "gateways/caller_series.hpp"

#include <gtest/gtest.h>

#include <set>

namespace zenix::gateways {
namespace {

using compliance::purpose;

const std::vector<caller_series> india{
    {1, "IN", {purpose::recovery, purpose::service}, {"+911600", "+911601"}, "TRAI", true},
    {2, "IN", {purpose::promotion}, {"+91140"}, "TRAI", true},
};

std::optional<std::string> shown(const std::vector<caller_id>& list,
    const std::optional<std::string>& otherwise, purpose p, std::string_view to = "+919876543210") {
    return number_to_show(list, otherwise, p, series_for(india, "IN", p), to);
}

TEST(caller_series, finds_the_rule_by_country_and_purpose) {
    EXPECT_EQ(series_for(india, "IN", purpose::service)->id, 1);
    EXPECT_EQ(series_for(india, "IN", purpose::promotion)->id, 2);
    EXPECT_EQ(series_for(india, "US", purpose::service), nullptr);
    auto off = india;
    off[0].enabled = false;
    EXPECT_EQ(series_for(off, "IN", purpose::recovery), nullptr);
}

TEST(caller_series, shows_only_what_the_law_allows_for_the_purpose) {
    const std::vector<caller_id> numbers{{"+911601234567", {purpose::recovery}},
        {"+911401234567", {purpose::promotion, purpose::recovery}}};
    EXPECT_EQ(shown(numbers, std::nullopt, purpose::recovery), "+911601234567");
    EXPECT_EQ(shown(numbers, std::nullopt, purpose::promotion), "+911401234567");
    EXPECT_EQ(shown(numbers, std::nullopt, purpose::service), std::nullopt);
    EXPECT_EQ(shown({}, "911600123456", purpose::service), "911600123456");
    EXPECT_EQ(shown({}, "+911140000000", purpose::service), std::nullopt);
    EXPECT_EQ(shown({}, std::nullopt, purpose::service), std::nullopt);
}

TEST(caller_series, without_a_rule_shows_what_the_trunk_has) {
    EXPECT_EQ(number_to_show({}, "+12025550123", purpose::service, nullptr, "+12025550199"),
        "+12025550123");
    EXPECT_EQ(number_to_show({}, std::nullopt, purpose::service, nullptr, "+12025550199"), "");
}

TEST(caller_series, always_shows_a_borrower_the_same_number) {
    std::vector<caller_id> numbers;
    for (int i = 0; i < 10; ++i)
        numbers.push_back({"+91160123456" + std::to_string(i), {purpose::recovery}});
    std::set<std::string> seen;
    for (int i = 0; i < 200; ++i) {
        const auto borrower = "+9198765" + std::to_string(10000 + i);
        const auto once = shown(numbers, std::nullopt, purpose::recovery, borrower);
        EXPECT_EQ(shown(numbers, std::nullopt, purpose::recovery, borrower), once);
        seen.insert(*once);
    }
    EXPECT_EQ(seen.size(), 10U) << "all of the series are in use";
}

}  // namespace
}  // namespace zenix::gateways
