#include "base/principal.hpp"

#include <gtest/gtest.h>

namespace zenix {
namespace {

TEST(role, reads_back_what_it_writes_and_nothing_else) {
    for (const role r : {role::telecaller, role::supervisor, role::admin, role::auditor})
        EXPECT_EQ(parse_role(to_string(r)), r);
    for (const char* text : {"", "Admin", "root", "telecaller "})
        EXPECT_FALSE(parse_role(text)) << text;
}

TEST(access, lets_in_the_roles_it_names) {
    const access some = access::of({role::supervisor, role::admin});
    EXPECT_TRUE(some.allows(role::admin));
    EXPECT_FALSE(some.allows(role::telecaller));
    EXPECT_FALSE(some.open());
    EXPECT_TRUE(access::any().allows(role::auditor));
    EXPECT_FALSE(access::any().open());
    EXPECT_TRUE(access::everyone().open());
    EXPECT_TRUE(access::everyone().allows(role::telecaller));
}

}  // namespace
}  // namespace zenix
