#include "lab/lab.hpp"

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

#include <algorithm>

namespace zenix::lab {
namespace {

/// True when the words after `lab` are understood.
bool read(std::vector<std::string> words, options& into) {
    CLI::App cli;
    add_options(cli, into);
    std::reverse(words.begin(), words.end());  // as CLI11 wants a list
    try {
        cli.parse(words);
    } catch (const CLI::ParseError&) {
        return false;
    }
    return true;
}

TEST(lab_command_line, comes_back_as_it_went) {
    options o;
    o.folder = "/data/lab";
    o.control_port = 18200;
    o.main_sip_host = "127.0.0.2";
    o.main_sip_port = 15060;
    o.asterisk = "/opt/asterisk";
    auto words = command_line(o);
    EXPECT_EQ(words.front(), "lab");
    words.erase(words.begin());
    options back;
    ASSERT_TRUE(read(words, back));
    EXPECT_EQ(command_line(back), command_line(o));
}

TEST(lab_command_line, refuses_what_it_cannot_use) {
    options o;
    EXPECT_FALSE(read({}, o));  // no folder
    EXPECT_FALSE(read({"--folder"}, o));
    EXPECT_FALSE(read({"--folder", "/x", "--port", "1"}, o));
    for (const auto* bad : {"host", ":1", "host:", "host:x", "host:99999", "host:1x"})
        EXPECT_FALSE(read({"--folder", "/x", "--main-sip", bad}, o)) << bad;
}

}  // namespace
}  // namespace zenix::lab
