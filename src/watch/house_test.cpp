#include "watch/certificates.hpp"
#include "watch/disk.hpp"
#include "watch/house.hpp"
#include "watch/kinds.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

namespace zenix::watch {
namespace {

bool none_stand(const std::string&) { return false; }
bool all_stand(const std::string&) { return true; }

disk_reading disk(std::uint64_t percent_free) { return {"/data", 1000, percent_free * 10}; }

TEST(disks, warn_below_ten_percent_and_have_hysteresis) {
    EXPECT_TRUE(judge_disks({disk(10)}, none_stand).empty());
    EXPECT_EQ(judge_disks({disk(9)}, none_stand).at(0).severity, severity::warning);
    EXPECT_EQ(judge_disks({disk(2)}, none_stand).at(0).severity, severity::critical);
    EXPECT_EQ(judge_disks({disk(11)}, all_stand).size(), 1U);
    EXPECT_TRUE(judge_disks({disk(12)}, all_stand).empty());
    EXPECT_TRUE(judge_disks({{"/proc", 0, 0}}, none_stand).empty());
}

TEST(disks, are_read_once_each) {
    const auto list = read_disks({"/", "/", "/no/such/folder"});
    ASSERT_EQ(list.size(), 1U);
    EXPECT_GT(list[0].total, list[0].free);
}

TEST(certificates, are_told_in_time) {
    const auto now = *parse_time("2026-11-22T12:00:00Z");
    const auto in = [&](int days) {
        return judge_certificates({{"c.pem", now + std::chrono::days(days), {}}}, now);
    };
    EXPECT_TRUE(in(21).empty());
    EXPECT_EQ(in(20).at(0).severity, severity::warning);
    EXPECT_EQ(in(2).at(0).severity, severity::critical);
    EXPECT_NE(in(-1).at(0).text.find("has ended"), std::string::npos);
    EXPECT_EQ(judge_certificates({{"c.pem", {}, "gone"}}, now).at(0).severity, severity::critical);
}

TEST(certificates, that_are_none_say_so) {
    EXPECT_FALSE(end_of_certificate("").ok());
    EXPECT_FALSE(
        end_of_certificate("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").ok());
    EXPECT_EQ(read_certificates({"/no/such/file"}).at(0).why_not, "the file cannot be read");
}

TEST(house, says_what_is_away) {
    EXPECT_TRUE(judge_house({}).empty());
    house_reading bad{false, false, true, "no space"};
    EXPECT_EQ(judge_house(bad).size(), 4U);
}

TEST(kinds, have_a_name_of_their_own_and_say_what_to_do) {
    std::set<std::string_view> names;
    for (const auto& k : all_kinds()) {
        EXPECT_TRUE(names.insert(k.name).second) << k.name;
        EXPECT_FALSE(k.source.empty() || k.title.empty() || k.meaning.empty() || k.remedy.empty())
            << k.name;
    }
    EXPECT_TRUE(kind_of("of_tomorrow").latched);
}

TEST(kinds, of_every_rule_are_in_the_table) {
    house_reading bad{false, false, true, "no space"};
    for (const auto& c : judge_house(bad)) EXPECT_EQ(kind_of(c.kind).source, "house") << c.kind;
    for (const auto& c : judge_disks({disk(1)}, none_stand))
        EXPECT_EQ(kind_of(c.kind).source, "disk");
}

}  // namespace
}  // namespace zenix::watch
