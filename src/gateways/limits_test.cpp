#include "gateways/limits.hpp"
#include "base/problem.hpp"
#include "gateways/minute_text.hpp"

#include <gtest/gtest.h>

namespace zenix::gateways {
namespace {

sim_limits read(std::string_view text) { return read_limits(fields(json::parse(text))); }

std::string field_of(std::string_view text) {
    try {
        (void)read(text);
    } catch (const problem& p) {
        return p.field();
    }
    return "none";
}

TEST(limits, are_written_as_they_are_read) {
    const auto l = read(R"({"calls_per_day":100,"use_from":"22:00","use_to":"06:30",
        "use_days":["mon","sun"],"billing_day":5})");
    EXPECT_EQ(l.calls_per_day, 100);
    EXPECT_EQ(l.use_from, 22 * 60);
    EXPECT_EQ(l.use_to, 6 * 60 + 30);
    const auto back = to_json(l);
    EXPECT_EQ(back.at("use_from").as_string(), "22:00");
    EXPECT_EQ(back.at("use_days"), json::parse(R"(["mon","sun"])"));
    EXPECT_TRUE(back.at("texts_per_day").is_null());
    EXPECT_EQ(read_limits(fields(back)), l);
}

TEST(limits, name_the_field_at_fault) {
    EXPECT_EQ(field_of(R"({"use_from":"24:00","use_to":"06:00"})"), "use_from");
    EXPECT_EQ(field_of(R"({"use_from":"08:00"})"), "use_to");
    EXPECT_EQ(field_of(R"({"use_days":[]})"), "use_days");
    EXPECT_EQ(field_of(R"({"use_days":["monday"]})"), "use_days");
    EXPECT_EQ(field_of(R"({"billing_day":29})"), "billing_day");
}

TEST(limits, of_a_sim_go_before_those_of_its_plan) {
    sim_limits own, plan;
    own.calls_per_day = 10;
    plan.calls_per_day = 50;
    plan.bundle_minutes = 300;
    const auto l = in_force(own, plan);
    EXPECT_EQ(l.calls_per_day, 10);
    EXPECT_EQ(l.bundle_minutes, 300);
}

TEST(limits, a_band_may_go_over_midnight) {
    EXPECT_TRUE(within(23 * 60, 22 * 60, 6 * 60));
    EXPECT_TRUE(within(5 * 60, 22 * 60, 6 * 60));
    EXPECT_FALSE(within(6 * 60, 22 * 60, 6 * 60));
    EXPECT_FALSE(within(19 * 60, 8 * 60, 19 * 60));
    EXPECT_TRUE(within(0, 0, 0)) << "alike means all day";
}

}  // namespace
}  // namespace zenix::gateways
