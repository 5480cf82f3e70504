#include "base/problem.hpp"
#include "compliance/rule.hpp"
#include "compliance/rules_for_tests.hpp"

#include <gtest/gtest.h>

namespace zenix::compliance {
namespace {

using namespace test;

std::string fault_of(rule_kind kind, std::string_view text) {
    try {
        (void)read_parameters(kind, json::parse(text).as_object());
    } catch (const problem& p) {
        return std::to_string(p.status()) + " " + p.field();
    }
    return "none";
}

TEST(rule, reads_back_the_parameters_it_writes) {
    const std::vector<rule_parameters> all{calling_hours{480, 1140, std::bitset<7>(0x3e)},
        calling_hours{0, 1440, std::bitset<7>(0x7f)}, attempt_cap{3}, do_not_call{},
        valid_number{}};
    for (const auto& p : all) {
        const auto kind = static_cast<rule_kind>(p.index());
        EXPECT_EQ(read_parameters(kind, write_parameters(p)), p);
    }
}

TEST(rule, names_the_parameter_at_fault) {
    using k = rule_kind;
    EXPECT_EQ(fault_of(k::calling_hours, R"({"from":"8:00","to":"19:00"})"), "422 parameters.from");
    EXPECT_EQ(fault_of(k::calling_hours, R"({"from":"08:00","to":"24:01"})"), "422 parameters.to");
    EXPECT_EQ(
        fault_of(k::calling_hours, R"({"from":"08:0x","to":"19:00"})"), "422 parameters.from");
    EXPECT_EQ(fault_of(k::calling_hours, R"({"from":"19:00","to":"08:00"})"), "422 parameters.to");
    EXPECT_EQ(fault_of(k::calling_hours, R"({"from":"08:00","to":"19:00","days":[]})"),
        "422 parameters.days");
    EXPECT_EQ(fault_of(k::calling_hours, R"({"from":"08:00","to":"19:00","days":["someday"]})"),
        "422 parameters.days");
    EXPECT_EQ(fault_of(k::attempt_cap, R"({"per_number_per_day":-1})"),
        "422 parameters.per_number_per_day");
    EXPECT_EQ(fault_of(k::attempt_cap, R"({"per_number_per_day":3,"per_week":7})"),
        "422 parameters.per_week");
    EXPECT_EQ(fault_of(k::do_not_call, R"({"x":1})"), "422 parameters.x");
}

TEST(rule, acts_on_both_its_first_and_last_day) {
    auto r = make_rule("r", do_not_call{});
    r.effective_from = year(2026) / month(3) / day(1);
    r.effective_until = year(2026) / month(3) / day(2);
    EXPECT_FALSE(r.effective(year(2026) / month(2) / day(28)));
    EXPECT_TRUE(r.effective(year(2026) / month(3) / day(1)));
    EXPECT_TRUE(r.effective(year(2026) / month(3) / day(2)));
    EXPECT_FALSE(r.effective(year(2026) / month(3) / day(3)));
}

TEST(rule, covers_its_country_channels_and_purposes_only) {
    auto r = make_rule("r", do_not_call{}, "IN");
    r.channels = {channel::call};
    EXPECT_TRUE(r.covers(channel::call, purpose::recovery, "IN"));
    EXPECT_FALSE(r.covers(channel::text, purpose::recovery, "IN"));
    EXPECT_FALSE(r.covers(channel::call, purpose::promotion, "IN"));
    EXPECT_FALSE(r.covers(channel::call, purpose::recovery, "US"));
    r.jurisdiction = "*";
    EXPECT_TRUE(r.covers(channel::call, purpose::recovery, "US"));
}

TEST(rule, names_days_as_people_do) {
    EXPECT_EQ(days_text(std::bitset<7>(0x7f)), "");
    EXPECT_EQ(days_text(std::bitset<7>(0x7e)), "mon–sat");
    EXPECT_EQ(days_text(std::bitset<7>(0x41)), "sat, sun");
    EXPECT_EQ(days_text(std::bitset<7>(0x4e)), "mon–wed, sat");
}

}  // namespace
}  // namespace zenix::compliance
