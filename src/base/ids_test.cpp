#include "base/ids.hpp"

#include <gtest/gtest.h>

#include <set>

namespace zenix {
namespace {

TEST(uuid, has_version_7_and_the_variant_of_rfc9562) {
    const std::string id = new_uuid();
    ASSERT_TRUE(is_uuid(id)) << id;
    EXPECT_EQ(id[14], '7');
    EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos) << id;
}

TEST(uuid, begins_with_the_time_in_milliseconds) {
    const auto before = now().time_since_epoch().count();
    const std::string id = new_uuid();
    const auto after = now().time_since_epoch().count();
    const auto stamp = std::stoll(id.substr(0, 8) + id.substr(9, 4), nullptr, 16);
    EXPECT_GE(stamp, before);
    EXPECT_LE(stamp, after + 1);
}

TEST(uuid, is_never_the_same_and_never_goes_backwards) {
    std::set<std::string> seen;
    std::string last;
    for (int i = 0; i < 20000; ++i) {
        const std::string id = new_uuid();
        EXPECT_LT(last, id);
        EXPECT_TRUE(seen.insert(id).second);
        last = id;
    }
}

TEST(uuid, is_recognised_in_lower_case_only) {
    EXPECT_TRUE(is_uuid("0190a7c8-1b2c-7d3e-8f40-0123456789ab"));
    for (const char* text :
        {"", "0190A7C8-1b2c-7d3e-8f40-0123456789ab", "0190a7c81b2c-7d3e-8f40-0123456789abc",
            "0190a7c8-1b2c-7d3e-8f40-0123456789a", "0190a7c8-1b2c-7d3e-8f40-0123456789ag"})
        EXPECT_FALSE(is_uuid(text)) << text;
}

}  // namespace
}  // namespace zenix
