#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/time.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace zenix::log {
namespace {

namespace fs = std::filesystem;

class log_file_test : public testing::Test {
  protected:
    void TearDown() override {
        close();
        fs::remove(file_);
    }
    std::vector<boost::json::object> lines() {
        close();
        std::vector<boost::json::object> out;
        std::ifstream in(file_);
        for (std::string line; std::getline(in, line);)
            out.push_back(boost::json::parse(line).as_object());
        return out;
    }
    std::string file_ = (fs::temp_directory_path() / ("zenix-" + new_uuid() + ".log")).string();
};

TEST_F(log_file_test, writes_one_json_object_a_line_with_the_ids_given) {
    open(level::info, file_);
    debug("calls", "not asked for");
    info("calls", "borrower answered", {{"call", "c1"}, {"cause", 16}});
    error("calls", "a\nb \xff", {{"text", "x\xfe"}});
    const auto got = lines();
    ASSERT_EQ(got.size(), 2u);
    EXPECT_TRUE(parse_time(std::string(got[0].at("t").as_string())));
    EXPECT_EQ(got[0].at("level").as_string(), "info");
    EXPECT_EQ(got[0].at("room").as_string(), "calls");
    EXPECT_EQ(got[0].at("msg").as_string(), "borrower answered");
    EXPECT_EQ(got[0].at("call").as_string(), "c1");
    EXPECT_EQ(got[0].at("cause").as_int64(), 16);
    EXPECT_EQ(got[1].at("msg").as_string(), "a\nb ?");
    EXPECT_EQ(got[1].at("text").as_string(), "x?");
}

TEST_F(log_file_test, goes_on_in_the_same_file_after_a_restart) {
    open(level::info, file_);
    info("a", "first");
    open(level::info, file_);
    info("a", "second");
    EXPECT_EQ(lines().size(), 2u);
    EXPECT_EQ(lost(), 0u);
}

TEST(mask, leaves_enough_to_follow_and_too_little_to_call) {
    EXPECT_EQ(mask("+919876543210"), "+9198*****210");
    EXPECT_EQ(mask("12345678"), "******78");
    EXPECT_EQ(mask("112"), "**2");
    EXPECT_EQ(mask("1"), "*");
    EXPECT_EQ(mask(""), "");
}

}  // namespace
}  // namespace zenix::log
