#include "app/config.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

namespace zenix::app {
namespace {

class config_test : public testing::Test {
  protected:
    ~config_test() override { std::remove(file.c_str()); }
    config_test() = default;
    config read(const std::string& text) {
        std::ofstream(file) << text;
        return load_config(file);
    }
    std::string fault(const std::string& text) {
        try {
            (void)read(text);
        } catch (const std::runtime_error& e) {
            return e.what();
        }
        return {};
    }
    std::string file = testing::TempDir() + "zenix-config-test.toml";
};

TEST_F(config_test, an_empty_file_is_the_defaults) { EXPECT_EQ(read("").http_port, 8080); }

TEST_F(config_test, settings_are_read_by_section) {
    const auto c = read("data_dir = '/x'\n[http]\nport = 81\n[log]\nlevel = 'warn'\n");
    EXPECT_EQ(c.data_dir, "/x");
    EXPECT_EQ(c.http_port, 81);
    EXPECT_EQ(c.log_level, "warn");
}

TEST_F(config_test, a_misspelt_setting_names_itself_its_file_and_line) {
    EXPECT_EQ(fault("[http]\nprot = 81\n"),
              file + ":2: http.prot: is not a setting zenix knows; check its name");
}

TEST_F(config_test, a_wrong_kind_says_what_it_must_be) {
    EXPECT_NE(fault("[http]\nport = 'x'\n").find(":2: http.port: must be a port"), std::string::npos);
    EXPECT_NE(fault("[http]\nport = 70000\n").find("must be a port"), std::string::npos);
    EXPECT_NE(fault("[log]\nlevel = 'loud'\n").find("one of debug, info"), std::string::npos);
    EXPECT_NE(fault("data_dir = [").find(file + ":1:"), std::string::npos);
}

TEST_F(config_test, a_key_inside_the_data_is_refused) {
    config c;
    c.data_dir = "/var/lib/zenix";
    c.master_key_file = "/var/lib/zenix/key";
    ASSERT_EQ(check(c).size(), 1U);
    EXPECT_TRUE(check(c)[0].starts_with("master_key_file"));
}

}  // namespace
}  // namespace zenix::app
