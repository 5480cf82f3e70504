#include "pg/array.hpp"

#include <gtest/gtest.h>

namespace zenix::pg {
namespace {

TEST(array, comes_back_as_it_was) {
    const std::vector<std::string> list = {"plain", "", "a,b", "quo\"te", "back\\slash", "{brace}", "NULL", " space ",
                                           "हिन्दी"};
    EXPECT_EQ(read_array(write_array(list)), list);
    EXPECT_TRUE(read_array(write_array({})).empty());
}

TEST(array, reads_what_postgresql_writes) {
    EXPECT_EQ(read_array(R"({a,NULL,"x \"y\"",b\c})"), (std::vector<std::string>{"a", "", "x \"y\"", "b\\c"}));
}

TEST(array, refuses_what_is_none) {
    for (const char* text : {"", "{", "a,b", "{\"a}", "{\"a\\}", "{\"a\"b}", "{{a},{b}}"}) {
        EXPECT_THROW((void)read_array(text), std::logic_error) << text;
    }
}

}  // namespace
}  // namespace zenix::pg
