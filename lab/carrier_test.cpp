#include "lab/carrier.hpp"

#include <gtest/gtest.h>

namespace zenix::lab {
namespace {

TEST(carrier, takes_a_number_with_plus_or_without_and_nothing_else) {
    EXPECT_EQ(carrier::number_in("+919876543210"), "+919876543210");
    EXPECT_EQ(carrier::number_in("919876543210"), "+919876543210");
    EXPECT_EQ(carrier::number_in("unknown"), "");
    EXPECT_EQ(carrier::number_in("+"), "");
    EXPECT_EQ(carrier::number_in("12345678901234567"), "");
}

TEST(carrier, asks_for_the_password) {
    for (const auto& [type, attributes] : carrier::objects())
        if (type == "endpoint") EXPECT_EQ(attributes.at("auth"), carrier::username);
}

}  // namespace
}  // namespace zenix::lab
